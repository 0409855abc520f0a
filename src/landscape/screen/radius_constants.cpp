// SPDX-License-Identifier: GPL-3.0-or-later
//
// Slopes and row sums from the exact Jacobian, bounds over the members from measured_members.hpp,
// leads of max pooling exactly.

#include "landscape/screen/radius_constants.hpp"

#include "landscape/affine_composition.hpp"
#include "landscape/class_jacobian.hpp"
#include "landscape/screen/measured_members.hpp"
#include "network/walk.hpp"

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

std::vector<std::uint32_t> increasing_order(const std::vector<Rounded>& values) {
  std::vector<std::uint32_t> order(values.size());
  std::iota(order.begin(), order.end(), std::uint32_t(0));
  std::stable_sort(order.begin(), order.end(),
                   [&](std::uint32_t a, std::uint32_t b) { return values[a] < values[b]; });
  return order;
}

/// The gaps of max pooling layer l ≥ 1 and its linear view in use.
void measure_pooling(RadiusClass& result, const Network& network, const PatternClass& c,
                     std::size_t l, const Dataset& data) {
  const Layer& layer = network.layers[l];
  const Rounded one = rounded_up(Integer(1), Integer(1));
  for (std::size_t j = 0; j < layer.unit_count(); ++j)
    result.selected_rows[l].push_back({{layer.choices[j][c.pieces[l][j]].first, one}});
  if (l == 0)
    return;
  const std::vector<IntegerAffineFunction> h =
      activated(network.layers[l - 1], c.pieces[l - 1], c.pre_activations[l - 1]);
  const std::vector<bool> is_constant = constant_outputs(network, l, c.pieces);
  std::vector<std::vector<Integer>> numerators(c.members.size());
  std::vector<Integer> denominators;
  for (std::size_t i = 0; i < c.members.size(); ++i) {
    const HomogeneousPoint x = homogeneous_point(data.inputs[c.members[i]]);
    value_numerators(numerators[i], h, x);
    denominators.push_back(x.denominator());
  }
  for (std::size_t j = 0; j < layer.unit_count(); ++j)
    for (const auto& [other, unused] : layer.choices[j]) {
      const std::size_t a = layer.choices[j][c.pieces[l][j]].first;
      if (a == other || (is_constant[a] && is_constant[other]))
        continue;
      PoolingGap& gap = result.gaps[l].emplace_back();
      gap.selected = a;
      gap.other = other;
      for (std::size_t i = 0; i < c.members.size(); ++i)
        gap.leads.push_back(
            rounded_down(Integer(numerators[i][a] * h[other].denominator -
                                 numerators[i][other] * h[a].denominator),
                         Integer(h[a].denominator * h[other].denominator * denominators[i])));
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

RadiusClass radius_constants(const RadiusLayers& layers, const Dataset& data,
                             const std::shared_ptr<const FloatingPoints>& points,
                             const PatternClass& c) {
  const Network& network = layers.network;
  const std::size_t layer_count = network.hidden_layer_count();
  RadiusClass result;
  result.slopes.resize(layer_count);
  result.row_sums.resize(layer_count);
  result.selected_rows.resize(layer_count);
  result.gaps.resize(layer_count);
  set_slopes_and_row_sums(result, network, c);
  for (std::size_t l = 0; l < layer_count; ++l)
    if (network.layers[l].kind == LayerKind::max_pooling)
      measure_pooling(result, network, c, l, data);
  MeasuredMembers measured = measured_members(layers, data, points, c);
  result.largest_magnitudes = std::move(measured.largest_magnitudes);
  result.least_distances = std::move(measured.least_distances);
  result.members = std::move(measured.members);
  return result;
}

} // namespace thalweg
