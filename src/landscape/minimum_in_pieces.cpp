// SPDX-License-Identifier: GPL-3.0-or-later

#include "landscape/minimum_in_pieces.hpp"

#include "exact/error.hpp"
#include "landscape/grid.hpp"
#include "landscape/lifted_conditions.hpp"
#include "landscape/radius.hpp"
#include "network/walk.hpp"
#include "risk/table_fit.hpp"

namespace thalweg {

namespace {

/// The interval bound of the change of each output at x: e_l = |W_l| |s| e_{l−1} + r Σ |s| e_{l−1}
/// + r (‖h_{l−1}‖_1 + [bias]), which holds as long as hidden units keep their pieces.
Vector output_changes(const Network& network, const Vector& x, const Rational& r) {
  const auto [z, h] = network_values(network, x, network.layers.size());
  std::vector<Vector> changes{Vector(x.size())};
  push(network, changes, network.layers.size(), [&](std::size_t l, const Vector& change) {
    const Layer& layer = network.layers[l];
    Rational everywhere = layer.has_biases ? 1 : 0;
    for (const Rational& value : layer_input(network, l, h))
      everywhere += abs(value);
    for (const Rational& value : change)
      everywhere += value;
    Vector next;
    for (std::size_t j = 0; j < layer.unit_count(); ++j) {
      Rational bound = r * everywhere;
      for (const auto& [k, weight] : layer.weights[j])
        bound += abs(weight) * change[k];
      const auto piece = layer.activation.piece_of(z[l][j]);
      next.emplace_back(bound * abs(layer.activation.slopes[piece.value_or(0)]));
    }
    return next;
  });
  return changes.back();
}

Vector margins_at(const Network& network, const Dataset& data, std::size_t i) {
  Vector margins = network(data.inputs[i]);
  for (std::size_t o = 0; o < margins.size(); ++o)
    margins[o] -= data.targets[i][o];
  return margins;
}

/// Do all margins stay in their pieces? The bounds of the specification are rounded upwards, by
/// much less than the part that is added here.
bool keeps_pieces(const LossTable& loss, const Network& network, const Dataset& data,
                  const Rational& r) {
  const Rational more = 1 + fraction(1, Integer(1) << 32);
  for (std::size_t i = 0; i < data.sample_count(); ++i) {
    const Vector margins = margins_at(network, data, i);
    const Vector changes = output_changes(network, data.inputs[i], r);
    for (std::size_t o = 0; o < margins.size(); ++o)
      for (const Rational& breakpoint : loss.breakpoints)
        if (more * changes[o] >= abs(Rational(margins[o] - breakpoint)))
          return false;
  }
  return true;
}

void require_curvature(const LossTable& loss, const Network& network, const Dataset& data,
                       const PatternClass& of_class) {
  const std::size_t size = data.input_dimension() + 1;
  std::vector<std::vector<Vector>> sums(data.target_dimension(),
                                        std::vector<Vector>(size, Vector(size, 0)));
  for (const std::size_t i : of_class.members) {
    const Vector margins = margins_at(network, data, i);
    Vector x = data.inputs[i];
    x.emplace_back(1);
    for (std::size_t o = 0; o < sums.size(); ++o)
      for (std::size_t k = 0; k < size; ++k)
        for (std::size_t j = 0; j < size; ++j)
          sums[o][k][j] += loss.pieces[loss.piece_at(margins[o])][0] * x[k] * x[j];
  }
  for (std::vector<Vector>& of_output : sums)
    if (!is_positive_semidefinite(std::move(of_output)))
      throw ClaimError("minimum in pieces: expected losses that do not curve downwards on a class, "
                       "found some");
}

} // namespace

Rational empirical_risk(const LossTable& loss, const Network& network, const Dataset& data) {
  Rational sum = 0;
  for (std::size_t i = 0; i < data.sample_count(); ++i)
    for (const Rational& margin : margins_at(network, data, i))
      sum += loss(margin);
  return sum / Rational(static_cast<unsigned long>(data.sample_count()));
}

MinimumInPieces minimum_in_pieces(const LossTable& loss, const Network& network,
                                  const Dataset& data) {
  MinimumInPieces result{empirical_risk(loss, network, data), 0, pattern_classes(network, data)};
  if (!result.classes.on_wall.empty())
    throw ClaimError("minimum in pieces: expected a pattern of every sample, found one on a wall");
  Subgradients slopes;
  for (std::size_t i = 0; i < data.sample_count(); ++i) {
    Vector& of_sample = slopes.emplace_back(Vector()).value();
    for (const Rational& margin : margins_at(network, data, i)) {
      if (loss.is_breakpoint(margin))
        throw ClaimError("minimum in pieces: expected margins inside pieces of the loss, found one "
                         "between two");
      of_sample.push_back(loss.slope(margin));
    }
  }
  LiftedConditions(network, data, result.classes, slopes)
      .visit_failures(0, data.target_dimension(), [](const PathSum& sum) -> bool {
        throw ClaimError("minimum in pieces: expected path sums 0, found another: " + sum.place);
      });
  for (const PatternClass& of_class : result.classes.classes)
    require_curvature(loss, network, data, of_class);
  const GridIndex highest =
      grid_index_below(certified_radius(network, data, result.classes, RadiusMethod::interval));
  const GridIndex lowest = highest - 200 * 512;
  const GridIndex index = last_holding(lowest, highest, highest, [&](GridIndex at) {
    return keeps_pieces(loss, network, data, grid_value(at));
  });
  if (index < lowest)
    throw ClaimError("minimum in pieces: expected a radius that keeps the pieces, found none");
  result.radius = grid_value(index);
  return result;
}

} // namespace thalweg
