// SPDX-License-Identifier: GPL-3.0-or-later
//
// The comparison of the bounds (radius_coefficients.hpp) with the distances and leads.
//
// The samples of a unit are walked by increasing distance, and the walk ends when the bound with
// the largest N of the class stays below the distance: then it does so for all that follow.

#include "landscape/radius_problem.hpp"

#include "exact/error.hpp"
#include "exact/watched_work.hpp"
#include "landscape/radius_coefficients.hpp"
#include "landscape/radius_constants.hpp"

#include <numeric>

namespace thalweg {

Fields fields(const Layer& layer) {
  Fields result;
  if (layer.kind == LayerKind::dense) {
    result.inputs.emplace_back(layer.input_count);
    std::iota(result.inputs[0].begin(), result.inputs[0].end(), std::size_t(0));
    result.of_unit.assign(layer.unit_count(), 0);
  }
  if (layer.kind != LayerKind::convolution)
    return result;
  const std::size_t positions = position_count(layer.output_shape);
  const std::size_t group_size = layer.filters.size() / layer.groups;
  for (std::size_t unit = 0; unit < layer.unit_count(); ++unit) {
    const std::size_t channel = unit / positions, position = unit % positions;
    result.of_unit.push_back(channel / group_size * positions + position);
    if (channel % group_size != 0)
      continue;
    std::vector<std::size_t>& inputs = result.inputs.emplace_back();
    visit_field(layer, unit, [&](std::size_t input, std::size_t) { inputs.push_back(input); });
  }
  return result;
}

RadiusLayers::RadiusLayers(const Network& network_to_bound) : network(network_to_bound) {
  for (std::size_t l = 0; l < network.hidden_layer_count(); ++l) {
    const Layer& layer = network.layers[l];
    std::vector<RoundedRow>& rows = weights.emplace_back(layer.weights.size());
    for (std::size_t unit = 0; unit < rows.size(); ++unit) {
      require_time();
      for (const auto& [k, weight] : layer.weights[unit])
        rows[unit].emplace_back(k, rounded_up_magnitude(weight));
    }
    layer_fields.push_back(fields(layer));
  }
}

namespace {

/// Σ_{m≤l} C_{l,m,j} N_m with N_m = magnitude(m).
template <class Arithmetic, class Magnitude>
typename Arithmetic::Sum bound(const Coefficients<Arithmetic>& layer, std::size_t unit,
                               const Magnitude& magnitude) {
  typename Arithmetic::Sum sum;
  for (std::size_t m = 0; m < layer.size(); ++m)
    if (!layer[m].empty())
      sum.add(layer[m][unit], Arithmetic::number(magnitude(m)));
  return sum;
}

/// The same for the change of the lead of a selected entry: both entries may move, with their
/// slopes.
template <class Arithmetic, class Magnitude>
typename Arithmetic::Sum lead_bound(const Coefficients<Arithmetic>& layer,
                                    const std::vector<Rounded>& slopes, const PoolingGap& gap,
                                    const Magnitude& magnitude) {
  typename Arithmetic::Sum sum;
  for (std::size_t m = 0; m < layer.size(); ++m)
    if (!layer[m].empty())
      for (const std::size_t unit : {gap.selected, gap.other})
        sum.add(Arithmetic::number(slopes[unit]), layer[m][unit], Arithmetic::number(magnitude(m)));
  return sum;
}

/// bound < distance, where only `distance` ≤ the true distance is at hand: a sufficient test.
bool is_clearly_below(const RoundedSum& bound, const Rounded& distance) {
  return bound.rounded_up() < distance;
}
bool is_clearly_below(const FloatingSum& bound, const Rounded& distance) {
  return bound.total < FloatingArithmetic::number(distance);
}

/// bound < distance, decided.
template <class ExactDistance>
bool is_below(const RoundedSum& bound, const ExactDistance& exact_distance) {
  const Rational distance = exact_distance();
  return bound.is_below(distance.get_num(), distance.get_den());
}
template <class ExactDistance> bool is_below(const FloatingSum&, const ExactDistance&) {
  return false;
}

/// Is the bound below the distance at every member? bound_with(magnitude) is the bound with N_m =
/// magnitude(m), distances and nearest_first are those of a unit or gap.
template <class BoundWith, class ExactDistance>
bool holds_at_all_members(const RadiusClass& c, const std::vector<Rounded>& distances,
                          const std::vector<std::uint32_t>& nearest_first,
                          const BoundWith& bound_with, const ExactDistance& exact_distance) {
  const auto largest = bound_with([&](std::size_t m) { return c.largest_magnitudes[m]; });
  for (const std::uint32_t member : nearest_first) {
    if (is_clearly_below(largest, distances[member]))
      return true;
    const auto change = bound_with([&](std::size_t m) { return c.magnitudes[m][member]; });
    if (!is_clearly_below(change, distances[member]) &&
        !is_below(change, [&] { return exact_distance(member); }))
      return false;
  }
  return true;
}

} // namespace

RadiusProblem::RadiusProblem(const Network& network, const Dataset& data,
                             const PatternClasses& classes)
    : network_(network), data_(&data), classes_(&classes), layers_(network) {
  const std::vector<HomogeneousPoint> points = homogeneous_points(data.inputs);
  for (const PatternClass& c : classes.classes) {
    require_time();
    constants_.push_back(radius_constants(layers_, c, points));
  }
}

RadiusProblem::RadiusProblem(const Network& network, RadiusClass shared)
    : network_(network), data_(nullptr), classes_(nullptr), layers_(network) {
  constants_.push_back(std::move(shared));
}

Rational RadiusProblem::exact_distance(std::size_t class_index, std::size_t layer, std::size_t unit,
                                       std::size_t member) const {
  if (data_ == nullptr)
    return constants_[class_index].distances[layer][unit][member].rational();
  const PatternClass& c = classes_->classes[class_index];
  const Rational z = c.pre_activations[layer][unit](data_->inputs[c.members[member]]);
  return abs(z - *network_.layers[layer].activation.nearest_breakpoint(z));
}

Rational RadiusProblem::exact_lead(std::size_t class_index, std::size_t layer,
                                   const PoolingGap& gap, std::size_t member) const {
  const PatternClass& c = classes_->classes[class_index];
  const auto output = [&](std::size_t unit) {
    const Rational z = c.pre_activations[layer - 1][unit](data_->inputs[c.members[member]]);
    return network_.layers[layer - 1].activation(z);
  };
  return output(gap.selected) - output(gap.other);
}

template <class Arithmetic>
bool RadiusProblem::all_bounds_hold(const Arithmetic& arithmetic, RadiusMethod method) const {
  for (std::size_t class_index = 0; class_index < constants_.size(); ++class_index) {
    require_time();
    const RadiusClass& c = constants_[class_index];
    const auto coefficients = RadiusBound<Arithmetic>(arithmetic, layers_, c).coefficients(method);
    for (std::size_t l = 0; l < layers_.count(); ++l) {
      for (std::size_t unit = 0; unit < c.nearest_first[l].size(); ++unit)
        if (!holds_at_all_members(
                c, c.distances[l][unit], c.nearest_first[l][unit],
                [&](const auto& magnitude) {
                  return bound<Arithmetic>(coefficients[l], unit, magnitude);
                },
                [&](std::size_t member) { return exact_distance(class_index, l, unit, member); }))
          return false;
      for (const PoolingGap& gap : c.gaps[l])
        if (!holds_at_all_members(
                c, gap.leads, gap.nearest_first,
                [&](const auto& magnitude) {
                  return lead_bound<Arithmetic>(coefficients[l - 1], c.slopes[l - 1], gap,
                                                magnitude);
                },
                [&](std::size_t member) { return exact_lead(class_index, l, gap, member); }))
          return false;
    }
  }
  return true;
}

bool RadiusProblem::is_invariant(const Rational& radius, RadiusMethod method) const {
  require(radius > 0, "radius: expected a positive number, found another");
  return all_bounds_hold(ExactArithmetic{radius}, method);
}

bool RadiusProblem::seems_invariant(long double radius, RadiusMethod method) const {
  return all_bounds_hold(FloatingArithmetic{radius}, method);
}

namespace {

/// The `per_unit` most endangered members of one unit, appended to `result`.
void append_most_endangered(std::vector<EndangeredUnit>& result, const RadiusClass& c,
                            const PatternClass& samples, std::size_t class_index, std::size_t layer,
                            std::size_t unit, const Coefficients<FloatingArithmetic>& coefficients,
                            std::size_t per_unit) {
  const long double largest = bound<FloatingArithmetic>(coefficients, unit, [&](std::size_t m) {
                                return c.largest_magnitudes[m];
                              }).total;
  const auto falls = [](const EndangeredUnit& a, const EndangeredUnit& b) {
    return a.ratio() > b.ratio();
  };
  std::vector<EndangeredUnit> found;
  for (const std::uint32_t member : c.nearest_first[layer][unit]) {
    const long double distance = FloatingArithmetic::number(c.distances[layer][unit][member]);
    if (found.size() >= per_unit && largest / distance <= found[per_unit - 1].ratio())
      break;
    const long double change = bound<FloatingArithmetic>(coefficients, unit, [&](std::size_t m) {
                                 return c.magnitudes[m][member];
                               }).total;
    const EndangeredUnit entry{class_index, samples.members[member], layer, unit, change, distance};
    found.insert(std::upper_bound(found.begin(), found.end(), entry, falls), entry);
    if (found.size() > per_unit)
      found.pop_back();
  }
  result.insert(result.end(), found.begin(), found.end());
}

} // namespace

std::vector<EndangeredUnit> RadiusProblem::endangered_units(long double radius, RadiusMethod method,
                                                            std::size_t per_unit) const {
  std::vector<EndangeredUnit> result;
  for (std::size_t class_index = 0; class_index < constants_.size(); ++class_index) {
    require_time();
    const RadiusClass& c = constants_[class_index];
    const FloatingArithmetic arithmetic{radius};
    const auto coefficients =
        RadiusBound<FloatingArithmetic>(arithmetic, layers_, c).coefficients(method);
    for (std::size_t l = 0; l < layers_.count(); ++l)
      for (std::size_t unit = 0; unit < c.nearest_first[l].size(); ++unit)
        append_most_endangered(result, c, classes_->classes[class_index], class_index, l, unit,
                               coefficients[l], per_unit);
  }
  std::stable_sort(
      result.begin(), result.end(),
      [](const EndangeredUnit& a, const EndangeredUnit& b) { return a.ratio() > b.ratio(); });
  return result;
}

} // namespace thalweg
