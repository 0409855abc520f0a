// SPDX-License-Identifier: GPL-3.0-or-later
//
// The comparison of the bounds (radius_coefficients.hpp) with the distances and leads.
//
// First the bound with the largest N of the class against the least distance, then, member by
// member, with bounds of N and distance, then exactly: each step only where the one before does not
// show that the unit keeps its piece. The leads of a gap are walked by increasing lead, until the
// bound with the largest N stays below.

#include "landscape/screen/radius_problem.hpp"

#include "exact/error.hpp"
#include "exact/parallel.hpp"
#include "exact/screen/affine_functions.hpp"
#include "exact/watched_work.hpp"
#include "landscape/screen/radius_coefficients.hpp"
#include "landscape/screen/radius_constants.hpp"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <numeric>
#include <tuple>

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
template <class Magnitude>
RoundedSum lead_bound(const Coefficients<ExactArithmetic>& layer,
                      const std::vector<Rounded>& slopes, const PoolingGap& gap,
                      const Magnitude& magnitude) {
  RoundedSum sum;
  for (std::size_t m = 0; m < layer.size(); ++m)
    if (!layer[m].empty())
      for (const std::size_t unit : {gap.selected, gap.other})
        sum.add(slopes[unit], layer[m][unit], magnitude(m));
  return sum;
}

constexpr long double least_factor = 0x1p-8000L; // products of two do not vanish

/// At least the value.
long double floating_above(const Rounded& value) {
  return value.is_zero() ? 0 : std::max(floating(value), least_factor);
}
long double floating_above(long double value) {
  return value > 0 ? std::max(value, least_factor) : value;
}

/// Sums of so few positive products of long doubles are known up to this part of themselves.
constexpr long double summation_slack = 1 + 0x1p-50L;

/// At least Σ_{m≤l} C_m N_m with N_m at most magnitude(m).
template <class Arithmetic, class Magnitude>
long double bound_above(const Coefficients<Arithmetic>& layer, std::size_t unit,
                        const Magnitude& magnitude) {
  long double sum = 0;
  for (std::size_t m = 0; m < layer.size(); ++m)
    if (!layer[m].empty())
      sum += floating_above(layer[m][unit]) * floating_above(magnitude(m));
  return sum * summation_slack;
}

/// At least `lead_bound` with N_m at most magnitude(m).
template <class Arithmetic, class Magnitude>
long double lead_bound_above(const Coefficients<Arithmetic>& layer,
                             const std::vector<Rounded>& slopes, const PoolingGap& gap,
                             const Magnitude& magnitude) {
  long double sum = 0;
  for (const std::size_t unit : {gap.selected, gap.other})
    sum += floating_above(slopes[unit]) *
           floating_above(bound_above<Arithmetic>(layer, unit, magnitude));
  return sum * summation_slack;
}

/// bound < distance, decided.
template <class ExactDistance>
bool is_below(const RoundedSum& bound, const ExactDistance& exact_distance) {
  const Rational distance = exact_distance();
  return bound.is_below(distance.get_num(), distance.get_den());
}

/// Is the bound on the change of a unit below its distance at every member of the class?
template <class Arithmetic>
bool keeps_piece(const RadiusClass& c, const Coefficients<Arithmetic>& layer, std::size_t l,
                 std::size_t unit) {
  const long double least = c.least_distances[l][unit];
  const long double largest =
      bound_above<Arithmetic>(layer, unit, [&](std::size_t m) { return c.largest_magnitudes[m]; });
  if (std::isinf(least) || largest < least)
    return true;
  bool holds = true;
  c.members->visit_near(l, unit, largest, [&](std::size_t member) {
    const long double change = bound_above<Arithmetic>(
        layer, unit, [&](std::size_t m) { return c.members->magnitude_above(m, member); });
    if (change < c.members->distance_below(l, unit, member))
      return true;
    if constexpr (std::is_same_v<Arithmetic, FloatingArithmetic>)
      holds = false;
    else
      holds =
          is_below(bound<Arithmetic>(
                       layer, unit, [&](std::size_t m) { return c.members->magnitude(m, member); }),
                   [&] { return c.members->distance(l, unit, member); });
    return holds;
  });
  return holds;
}

/// Is the bound on the change of a lead below it at every member of the class?
template <class Arithmetic, class ExactLead>
bool keeps_selection(const RadiusClass& c, const Coefficients<Arithmetic>& layer,
                     const std::vector<Rounded>& slopes, const PoolingGap& gap,
                     const ExactLead& exact_lead) {
  const long double largest = lead_bound_above<Arithmetic>(
      layer, slopes, gap, [&](std::size_t m) { return c.largest_magnitudes[m]; });
  for (const std::uint32_t member : gap.nearest_first) {
    const long double lead = floating(gap.leads[member]);
    if (largest < lead)
      return true;
    const long double change = lead_bound_above<Arithmetic>(
        layer, slopes, gap, [&](std::size_t m) { return c.members->magnitude_above(m, member); });
    if (change < lead)
      continue;
    if constexpr (std::is_same_v<Arithmetic, FloatingArithmetic>)
      return false;
    else if (!is_below(lead_bound(layer, slopes, gap,
                                  [&](std::size_t m) { return c.members->magnitude(m, member); }),
                       [&] { return exact_lead(member); }))
      return false;
  }
  return true;
}

} // namespace

long double floating(const Rounded& value) {
  const std::int64_t limit = 40000;
  const std::int64_t exponent = std::clamp(value.exponent(), -limit, limit);
  return std::ldexp(static_cast<long double>(value.mantissa()), static_cast<int>(exponent));
}

RadiusProblem::RadiusProblem(const Network& network, const Dataset& data,
                             const PatternClasses& classes)
    : network_(network), data_(&data), classes_(&classes), layers_(network),
      constants_(classes.classes.size()) {
  const auto points =
      std::make_shared<const FloatingPoints>(data.inputs, network.input_dimension());
  in_parallel(constants_.size(), [&](std::size_t k) {
    constants_[k] = radius_constants(layers_, data, points, classes.classes[k]);
  });
}

RadiusProblem::RadiusProblem(const Network& network, RadiusClass shared)
    : network_(network), data_(nullptr), classes_(nullptr), layers_(network) {
  constants_.push_back(std::move(shared));
}

Rational RadiusProblem::exact_lead(std::size_t class_index, std::size_t layer,
                                   const PoolingGap& gap, std::size_t member) const {
  const PatternClass& c = classes_->classes[class_index];
  const auto output = [&](std::size_t unit) {
    const Rational z = value(c.pre_activations[layer - 1][unit],
                             homogeneous_point(data_->inputs[c.members[member]]));
    return network_.layers[layer - 1].activation(z);
  };
  return output(gap.selected) - output(gap.other);
}

template <class Arithmetic>
bool RadiusProblem::class_bounds_hold(const Arithmetic& arithmetic, RadiusMethod method,
                                      std::size_t class_index) const {
  require_time();
  const RadiusClass& c = constants_[class_index];
  const auto coefficients = RadiusBound<Arithmetic>(arithmetic, layers_, c).coefficients(method);
  for (std::size_t l = 0; l < layers_.count(); ++l) {
    for (std::size_t unit = 0; unit < c.least_distances[l].size(); ++unit)
      if (!keeps_piece<Arithmetic>(c, coefficients[l], l, unit))
        return false;
    for (const PoolingGap& gap : c.gaps[l])
      if (!keeps_selection<Arithmetic>(
              c, coefficients[l - 1], c.slopes[l - 1], gap,
              [&](std::size_t member) { return exact_lead(class_index, l, gap, member); }))
        return false;
  }
  return true;
}

template <class Arithmetic>
bool RadiusProblem::all_bounds_hold(const Arithmetic& arithmetic, RadiusMethod method) const {
  std::atomic<bool> all_hold = true;
  in_parallel(constants_.size(), [&](std::size_t class_index) {
    if (all_hold && !class_bounds_hold(arithmetic, method, class_index))
      all_hold = false;
  });
  return all_hold;
}

bool RadiusProblem::is_invariant(const Rational& radius, RadiusMethod method) const {
  require(radius > 0, "radius: expected a positive number, found another");
  return all_bounds_hold(ExactArithmetic{radius}, method);
}

bool RadiusProblem::seems_invariant(const Rational& radius, RadiusMethod method) const {
  return all_bounds_hold(FloatingArithmetic{floating(rounded_down(radius))}, method);
}

namespace {

/// A unit on a class and a ratio that none of its members exceeds.
struct UnitToSearch {
  long double ratio_above;
  std::size_t class_index, layer, unit;
};

/// The `per_unit` most endangered members of one unit, the most endangered first.
std::vector<EndangeredUnit> most_endangered(const RadiusClass& c, const UnitToSearch& place,
                                            const PatternClass& samples,
                                            const Coefficients<FloatingArithmetic>& coefficients,
                                            std::size_t per_unit) {
  const auto [ratio_above, class_index, layer, unit] = place;
  std::vector<std::pair<long double, std::size_t>> order; // by −ratio_above
  for (std::size_t member = 0; member < c.members->count(); ++member) {
    const long double change = bound_above<FloatingArithmetic>(
        coefficients, unit, [&](std::size_t m) { return c.members->magnitude_above(m, member); });
    order.emplace_back(-change / c.members->distance_below(layer, unit, member), member);
  }
  std::sort(order.begin(), order.end());
  const auto is_before = [](const EndangeredUnit& a, const EndangeredUnit& b) {
    return a.ratio() != b.ratio()     ? a.ratio() > b.ratio()
           : a.distance != b.distance ? a.distance < b.distance
                                      : a.sample < b.sample;
  };
  std::vector<EndangeredUnit> found;
  for (const auto& [minus_ratio, member] : order) {
    if (found.size() == per_unit && -minus_ratio < found.back().ratio())
      break;
    const Rounded distance = rounded_down(c.members->distance(layer, unit, member));
    const EndangeredUnit entry{
        class_index,
        samples.members[member],
        layer,
        unit,
        bound<FloatingArithmetic>(coefficients, unit,
                                  [&](std::size_t m) { return c.members->magnitude(m, member); })
            .total,
        floating(distance)};
    found.insert(std::upper_bound(found.begin(), found.end(), entry, is_before), entry);
    if (found.size() > per_unit)
      found.pop_back();
  }
  return found;
}

} // namespace

std::vector<EndangeredUnit> RadiusProblem::endangered_units(const Rational& radius,
                                                            RadiusMethod method,
                                                            std::size_t per_unit,
                                                            std::size_t count) const {
  const FloatingArithmetic arithmetic{floating(rounded_down(radius))};
  std::vector<RadiusBound<FloatingArithmetic>::Table> coefficients(constants_.size());
  in_parallel(constants_.size(), [&](std::size_t k) {
    coefficients[k] =
        RadiusBound<FloatingArithmetic>(arithmetic, layers_, constants_[k]).coefficients(method);
  });
  std::vector<UnitToSearch> places;
  for (std::size_t k = 0; k < constants_.size(); ++k)
    for (std::size_t l = 0; l < layers_.count(); ++l)
      for (std::size_t unit = 0; unit < constants_[k].least_distances[l].size(); ++unit) {
        const RadiusClass& c = constants_[k];
        if (std::isinf(c.least_distances[l][unit]))
          continue;
        const long double largest = bound_above<FloatingArithmetic>(
            coefficients[k][l], unit, [&](std::size_t m) { return c.largest_magnitudes[m]; });
        places.push_back({largest / c.least_distances[l][unit], k, l, unit});
      }
  std::stable_sort(places.begin(), places.end(), [](const UnitToSearch& a, const UnitToSearch& b) {
    return a.ratio_above > b.ratio_above;
  });
  const auto is_before = [](const EndangeredUnit& a, const EndangeredUnit& b) {
    return a.ratio() != b.ratio() ? a.ratio() > b.ratio()
                                  : std::tie(a.class_index, a.layer, a.unit) <
                                        std::tie(b.class_index, b.layer, b.unit);
  };
  std::vector<EndangeredUnit> result;
  for (const UnitToSearch& place : places) {
    require_time();
    if (result.size() >= count && place.ratio_above < result.back().ratio())
      break;
    const std::vector<EndangeredUnit> found =
        most_endangered(constants_[place.class_index], place, classes_->classes[place.class_index],
                        coefficients[place.class_index][place.layer], per_unit);
    const auto old_end = static_cast<std::ptrdiff_t>(result.size());
    result.insert(result.end(), found.begin(), found.end());
    std::inplace_merge(result.begin(), result.begin() + old_end, result.end(), is_before);
    result.resize(std::min(result.size(), count));
  }
  return result;
}

} // namespace thalweg
