// SPDX-License-Identifier: GPL-3.0-or-later
//
// A unit z = N/(D q) is evaluated once per sample; its distance to the one or two breakpoints
// beside its piece is rounded down, the magnitude of its activation up.

#include "landscape/radius_constants.hpp"

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
  std::vector<Rational> breakpoints; ///< the ends of the open interval of its piece: 0, 1 or 2
  Rational slope, intercept;
  IntegerAffineFunction activation;
  Rounded constant_magnitude; ///< ⌈|intercept|⌉, the magnitude of the activation if the slope is 0
};

UnitOnClass unit_on_class(const Activation& activation, const AffineFunction& z,
                          std::size_t piece) {
  UnitOnClass result;
  result.z = integer_affine_function(z);
  if (piece > 0)
    result.breakpoints.push_back(activation.breakpoints[piece - 1]);
  if (piece < activation.breakpoints.size())
    result.breakpoints.push_back(activation.breakpoints[piece]);
  result.slope = activation.slopes[piece];
  result.intercept = activation.intercepts[piece];
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

/// ⌈1 + Σ ⌈|x_k|⌉⌉
Rounded input_magnitude(const HomogeneousPoint& x) {
  RoundedSum sum;
  sum.add(rounded_up(Integer(1), Integer(1)));
  for (std::size_t k = 0; k < x.dimension(); ++k)
    sum.add(rounded_up(Integer(abs(x.coordinates[k])), x.denominator()));
  return sum.rounded_up();
}

/// Fills in the distances of hidden layer l and the magnitudes of its activations (the inputs of
/// layer l + 1).
void measure_layer(RadiusClass& result, const Network& network, const PatternClass& c,
                   std::size_t l, const std::vector<HomogeneousPoint>& points) {
  const Activation& activation = network.layers[l].activation;
  std::vector<RoundedSum> sums(c.members.size());
  for (RoundedSum& sum : sums)
    sum.add(rounded_up(Integer(1), Integer(1)));
  Integer numerator, denominator;
  for (std::size_t j = 0; j < network.layers[l].unit_count(); ++j) {
    const UnitOnClass unit = unit_on_class(activation, c.pre_activations[l][j], c.pieces[l][j]);
    std::vector<Rounded>& distances = result.distances[l].emplace_back();
    for (std::size_t i = 0; i < c.members.size(); ++i) {
      const HomogeneousPoint& x = points[c.members[i]];
      value_numerator(numerator, unit.z, x);
      denominator = unit.z.denominator * x.denominator();
      if (!unit.breakpoints.empty())
        distances.push_back(rounded_distance(unit, numerator, denominator));
      sums[i].add(activation_magnitude(unit, numerator, denominator, x));
    }
  }
  if (l + 1 < network.hidden_layer_count())
    for (const RoundedSum& sum : sums)
      result.magnitudes[l + 1].push_back(sum.rounded_up());
}

std::vector<std::uint32_t> increasing_order(const std::vector<Rounded>& values) {
  std::vector<std::uint32_t> order(values.size());
  std::iota(order.begin(), order.end(), std::uint32_t(0));
  std::stable_sort(order.begin(), order.end(),
                   [&](std::uint32_t a, std::uint32_t b) { return values[a] < values[b]; });
  return order;
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

RadiusClass radius_constants(const Network& network, const PatternClass& c,
                             const std::vector<HomogeneousPoint>& points) {
  const std::size_t layer_count = network.hidden_layer_count();
  RadiusClass result;
  result.slopes.resize(layer_count);
  result.row_sums.resize(layer_count);
  result.magnitudes.resize(layer_count);
  result.distances.resize(layer_count);
  result.nearest_first.resize(layer_count);
  set_slopes_and_row_sums(result, network, c);
  if (layer_count > 0)
    for (const std::size_t sample : c.members)
      result.magnitudes[0].push_back(input_magnitude(points[sample]));
  for (std::size_t l = 0; l < layer_count; ++l)
    measure_layer(result, network, c, l, points);
  for (std::size_t l = 0; l < layer_count; ++l) {
    result.largest_magnitudes.push_back(
        *std::max_element(result.magnitudes[l].begin(), result.magnitudes[l].end()));
    for (const std::vector<Rounded>& distances : result.distances[l])
      result.nearest_first[l].push_back(increasing_order(distances));
  }
  return result;
}

std::vector<std::vector<std::pair<std::size_t, Rounded>>> rounded_weights(const DenseLayer& layer) {
  std::vector<std::vector<std::pair<std::size_t, Rounded>>> result(layer.unit_count());
  for (std::size_t unit = 0; unit < layer.unit_count(); ++unit)
    for (const auto& [k, weight] : layer.weights[unit])
      result[unit].emplace_back(k, rounded_up_magnitude(weight));
  return result;
}

} // namespace thalweg
