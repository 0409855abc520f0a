// SPDX-License-Identifier: GPL-3.0-or-later
//
// A unit z = N/(D q) is evaluated once per sample; its distance to the one or two breakpoints
// beside its piece is rounded down, the magnitude of its activation up.

#include "landscape/radius_constants.hpp"
#include "exact/watched_work.hpp"
#include "landscape/linear_view.hpp"

#include "landscape/affine_composition.hpp"
#include "landscape/class_jacobian.hpp"

#include <algorithm>
#include <numeric>

namespace thalweg {

namespace {

/// ⌈Σ |entries|⌉
Rounded rounded_row_sum(const SparseRow& row) {
  Rational sum = 0;
  for (const auto& [index, entry] : row)
    sum += abs(entry);
  return rounded_up(sum);
}

/// One unit on one class: its pre-activation, its piece and its activation.
struct UnitOnClass {
  IntegerAffineFunction z;
  std::vector<Rational> breakpoints; ///< the ends of the open interval of its piece: 0, 1 or 2;
                                     ///< none for max pooling
  Rational slope, intercept;
  IntegerAffineFunction activation;
  Rounded constant_magnitude; ///< ⌈|intercept|⌉, the magnitude of the activation if the slope is 0
};

UnitOnClass unit_on_class(const Layer& layer, const AffineFunction& z, std::size_t piece) {
  UnitOnClass result;
  result.z = integer_affine_function(z);
  const std::vector<Rational>& breakpoints = layer.activation.breakpoints;
  if (piece > 0 && piece <= breakpoints.size())
    result.breakpoints.push_back(breakpoints[piece - 1]);
  if (piece < breakpoints.size())
    result.breakpoints.push_back(breakpoints[piece]);
  result.slope = slope_in_use(layer, piece);
  result.intercept = intercept_in_use(layer, piece);
  result.activation = scaled(result.z, result.slope, result.intercept);
  result.constant_magnitude = rounded_up_magnitude(result.intercept);
  return result;
}

/// The distance of numerator/denominator to the nearest end of the unit's piece, rounded down.
Rounded rounded_distance(const UnitOnClass& unit, const Integer& numerator,
                         const Integer& denominator) {
  std::optional<Rounded> least;
  Integer gap;
  for (const Rational& breakpoint : unit.breakpoints) {
    Rounded distance;
    if (breakpoint == 0) {
      gap = abs(numerator);
      distance = rounded_down(gap, denominator);
    } else {
      gap = abs(numerator * breakpoint.get_den() - breakpoint.get_num() * denominator);
      distance = rounded_down(gap, Integer(denominator * breakpoint.get_den()));
    }
    if (!least || distance < *least)
      least = distance;
  }
  return *least;
}

/// ⌈|h|⌉ of the unit's activation at x, where z(x) = numerator/denominator.
Rounded activation_magnitude(const UnitOnClass& unit, const Integer& numerator,
                             const Integer& denominator, const HomogeneousPoint& x) {
  if (unit.slope == 0)
    return unit.constant_magnitude;
  if (unit.intercept == 0 && abs(unit.slope) == 1)
    return rounded_up(Integer(abs(numerator)), denominator);
  Integer activation;
  value_numerator(activation, unit.activation, x);
  return rounded_up(Integer(abs(activation)),
                    Integer(unit.activation.denominator * x.denominator()));
}

std::vector<std::uint32_t> increasing_order(const std::vector<Rounded>& values) {
  std::vector<std::uint32_t> order(values.size());
  std::iota(order.begin(), order.end(), std::uint32_t(0));
  std::stable_sort(order.begin(), order.end(),
                   [&](std::uint32_t a, std::uint32_t b) { return values[a] < values[b]; });
  return order;
}

/// ⌈|x_k|⌉ of every coordinate at every member: [k][i].
RadiusClass::Table<Rounded> input_magnitudes(const PatternClass& c,
                                             const std::vector<HomogeneousPoint>& points,
                                             std::size_t input_dimension) {
  RadiusClass::Table<Rounded> result(input_dimension);
  for (const std::size_t sample : c.members)
    for (std::size_t k = 0; k < input_dimension; ++k)
      result[k].push_back(
          rounded_up(Integer(abs(points[sample].coordinates[k])), points[sample].denominator()));
  return result;
}

/// N_m of every member, from the magnitudes [k][i] of the inputs of a layer with parameters.
std::vector<Rounded> layer_magnitudes(const Layer& layer, const Fields& layer_fields,
                                      const RadiusClass::Table<Rounded>& inputs,
                                      std::size_t member_count) {
  const Rounded bias = layer.has_biases ? rounded_up(Integer(1), Integer(1)) : Rounded();
  std::vector<Rounded> result(member_count);
  for (const std::vector<std::size_t>& field : layer_fields.inputs)
    for (std::size_t i = 0; i < member_count; ++i) {
      require_time();
      RoundedSum sum;
      sum.add(bias);
      for (const std::size_t k : field)
        sum.add(inputs[k][i]);
      result[i] = std::max(result[i], sum.rounded_up());
    }
  return result;
}

/// Fills in the distances of hidden layer l; the result is ⌈|h|⌉ of its outputs, [unit][i].
RadiusClass::Table<Rounded> measured_layer(RadiusClass& result, const Layer& layer,
                                           const PatternClass& c, std::size_t l,
                                           const std::vector<HomogeneousPoint>& points) {
  RadiusClass::Table<Rounded> outputs(layer.unit_count());
  Integer numerator, denominator;
  for (std::size_t j = 0; j < layer.unit_count(); ++j) {
    require_time();
    const UnitOnClass unit = unit_on_class(layer, c.pre_activations[l][j], c.pieces[l][j]);
    std::vector<Rounded>& distances = result.distances[l].emplace_back();
    for (const std::size_t sample : c.members) {
      const HomogeneousPoint& x = points[sample];
      value_numerator(numerator, unit.z, x);
      denominator = unit.z.denominator * x.denominator();
      if (!unit.breakpoints.empty())
        distances.push_back(rounded_distance(unit, numerator, denominator));
      outputs[j].push_back(activation_magnitude(unit, numerator, denominator, x));
    }
    result.nearest_first[l].push_back(increasing_order(distances));
  }
  return outputs;
}

/// The outputs of hidden layer l as affine functions.
std::vector<IntegerAffineFunction> outputs_on_class(const Layer& layer, const PatternClass& c,
                                                    std::size_t l) {
  std::vector<IntegerAffineFunction> result;
  for (std::size_t j = 0; j < layer.unit_count(); ++j)
    result.push_back(unit_on_class(layer, c.pre_activations[l][j], c.pieces[l][j]).activation);
  return result;
}

/// The gaps of max pooling layer l ≥ 1 and its linear view in use.
void measure_pooling(RadiusClass& result, const Network& network, const PatternClass& c,
                     std::size_t l, const std::vector<HomogeneousPoint>& points) {
  const Layer& layer = network.layers[l];
  const Rounded one = rounded_up(Integer(1), Integer(1));
  for (std::size_t j = 0; j < layer.unit_count(); ++j)
    result.selected_rows[l].push_back({{layer.choices[j][c.pieces[l][j]].first, one}});
  if (l == 0)
    return;
  const std::vector<IntegerAffineFunction> h = outputs_on_class(network.layers[l - 1], c, l - 1);
  const std::vector<bool> is_constant = constant_outputs(network, l, c.pieces);
  std::vector<std::vector<Integer>> numerators(c.members.size());
  for (std::size_t i = 0; i < c.members.size(); ++i)
    value_numerators(numerators[i], h, points[c.members[i]]);
  for (std::size_t j = 0; j < layer.unit_count(); ++j)
    for (const auto& [other, unused] : layer.choices[j]) {
      const std::size_t a = layer.choices[j][c.pieces[l][j]].first;
      if (a == other || (is_constant[a] && is_constant[other]))
        continue;
      PoolingGap& gap = result.gaps[l].emplace_back();
      gap.selected = a;
      gap.other = other;
      for (std::size_t i = 0; i < c.members.size(); ++i)
        gap.leads.push_back(rounded_down(
            Integer(numerators[i][a] * h[other].denominator -
                    numerators[i][other] * h[a].denominator),
            Integer(h[a].denominator * h[other].denominator * points[c.members[i]].denominator())));
      gap.nearest_first = increasing_order(gap.leads);
    }
}

void set_slopes_and_row_sums(RadiusClass& result, const Network& network, const PatternClass& c) {
  const ClassJacobian jacobian = class_jacobian(network, c);
  for (std::size_t l = 0; l < network.hidden_layer_count(); ++l) {
    for (const Rational& slope : class_slopes(network, c, l))
      result.slopes[l].push_back(rounded_up_magnitude(slope));
    for (const std::vector<SparseRow>& rows : jacobian[l]) {
      std::vector<Rounded>& sums = result.row_sums[l].emplace_back();
      for (const SparseRow& row : rows)
        sums.push_back(rounded_row_sum(row));
    }
  }
}

} // namespace

RadiusClass radius_constants(const RadiusLayers& layers, const PatternClass& c,
                             const std::vector<HomogeneousPoint>& points) {
  const Network& network = layers.network;
  const std::size_t layer_count = network.hidden_layer_count();
  RadiusClass result;
  result.slopes.resize(layer_count);
  result.row_sums.resize(layer_count);
  result.magnitudes.resize(layer_count);
  result.largest_magnitudes.resize(layer_count);
  result.distances.resize(layer_count);
  result.nearest_first.resize(layer_count);
  result.selected_rows.resize(layer_count);
  result.gaps.resize(layer_count);
  set_slopes_and_row_sums(result, network, c);
  RadiusClass::Table<Rounded> inputs = input_magnitudes(c, points, network.input_dimension());
  for (std::size_t l = 0; l < layer_count; ++l) {
    const Layer& layer = network.layers[l];
    if (has_parameters(layer)) { // then it reads the layer before and nothing else
      result.magnitudes[l] =
          layer_magnitudes(layer, layers.layer_fields[l], inputs, c.members.size());
      result.largest_magnitudes[l] =
          *std::max_element(result.magnitudes[l].begin(), result.magnitudes[l].end());
    }
    if (layer.kind == LayerKind::max_pooling)
      measure_pooling(result, network, c, l, points);
    inputs = measured_layer(result, layer, c, l, points);
  }
  return result;
}

} // namespace thalweg
