// SPDX-License-Identifier: GPL-3.0-or-later

#include "landscape/nearby_minimum.hpp"

#include "exact/error.hpp"
#include "exact/grid.hpp"
#include "exact/power_of_two.hpp"
#include "exact/row_space.hpp"
#include "landscape/first_layer_response.hpp"
#include "landscape/forward_passes.hpp"
#include "landscape/screen/radius_problem.hpp"
#include "partition/short_number.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace thalweg {

namespace {

constexpr unsigned distance_bits = 8;
constexpr unsigned grid_bits = 100;      ///< of changes of parameters
constexpr int more_steps = 2;            ///< of fits to which a network is moved
constexpr long radius_bits = 20;         ///< what the distance costs the radius, if it is smaller
const Integer risk_grid = 1000000000000; ///< risks are stated to as many decimals

/// What the layers before `layer` pass on, with the targets of the data.
Dataset layer_inputs(const Network& network, const Dataset& data, std::size_t layer) {
  const ForwardPasses passes(network, data.inputs, layer);
  Dataset result;
  for (std::size_t i = 0; i < data.sample_count(); ++i)
    result.inputs.push_back(passes.output(layer, i));
  result.targets = data.targets;
  const std::size_t width = result.inputs.front().size();
  for (std::size_t k = 0; k < width + data.target_dimension(); ++k)
    result.columns.push_back(fmt::format("h{}", k));
  for (std::size_t k = 0; k < data.target_dimension(); ++k)
    result.target_columns.push_back(width + k);
  return result;
}

/// The largest change of a parameter of the layer while the coefficients stay within their moves.
Rational largest_move(const LabelledData& labelled, std::size_t input_count,
                      const std::vector<EllipsoidFit>& fits,
                      const std::vector<SparseRow>& response) {
  const std::size_t of_class = labelled.block_count() * labelled.scores_per_block();
  Rational largest;
  for (const SparseRow& row : response) {
    Vector moves(input_count + 1);
    for (const auto& [column, value] : row) {
      const EllipsoidFit& fit = fits[column / of_class];
      for (std::size_t j = 0; j < fit.proof.basis.size(); ++j)
        moves[fit.proof.basis[j]] += abs(value) * fit.moves[j];
    }
    for (const Rational& move : moves)
      largest = std::max(largest, move);
  }
  return largest;
}

/// How many scores of the classes the layer can move independently of each other.
DependentScores dependent_scores(const LabelledData& labelled, const UpperPart& upper) {
  const std::vector<Vector> rows =
      first_layer_derivatives(upper.network, upper.classes, score_combinations(labelled));
  RowSpace space(upper.network.layers.front().unit_count());
  for (const Vector& row : rows)
    space.insert(row);
  return {rows.size(), space.rank()};
}

/// Radius, risk and flip of a minimum of which the rest is known.
NearbyProofResult completed(const LabelledData& labelled, NearbyMinimum minimum) {
  const RadiusProblem problem(minimum.network, labelled.data, minimum.classes);
  const Rational certified = largest_radius(problem, RadiusMethod::first_order);
  const Rational unit = times_power_of_two(1, floor_log2(certified) - radius_bits);
  minimum.radius =
      certified - std::max(unit, times_power_of_two(1, floor_log2(minimum.distance) + 1));
  if (minimum.radius <= 0)
    return RadiusWithinDistance{certified, minimum.distance};
  require(problem.is_invariant(minimum.radius + minimum.distance, RadiusMethod::first_order),
          "nearby minimum: the radius is not certified");
  Rational slack;
  for (const EllipsoidFit& fit : minimum.fits)
    slack += fit.slack;
  minimum.risk = stated_risk(labelled, minimum.network, minimum.classes, slack);
  minimum.flip =
      nearest_flip_if_any(problem, minimum.network, labelled.data, minimum.classes, certified);
  return minimum;
}

/// The affine function that a combination of outputs is.
AffineFunction combined(const AffineMap& map, const Vector& combination) {
  AffineFunction sum = zero_function(map.front().linear.size());
  for (std::size_t o = 0; o < map.size(); ++o)
    sum = sum + combination[o] * map[o];
  return sum;
}

/// Adds a change to a row of a layer, on a grid.
void add_to_row(Layer& layer, std::size_t unit, const AffineFunction& change) {
  const Integer grid = Integer(1) << grid_bits;
  Vector row(layer.input_count);
  for (const auto& [k, weight] : layer.weights[unit])
    row[k] = weight;
  layer.weights[unit].clear();
  for (std::size_t k = 0; k < row.size(); ++k)
    if (const Rational weight = row[k] + multiple_below(change.linear[k], grid); weight != 0)
      layer.weights[unit].emplace_back(k, weight);
  layer.biases[unit] += multiple_below(change.constant, grid);
}

} // namespace

UpperPart upper_part(const Network& network, const Dataset& data, std::size_t layer) {
  require(network.layers[layer].has_biases, "nearby minimum: expected biases in the layer");
  for (std::size_t l = layer; l < network.layers.size(); ++l)
    require(network.layers[l].kind == LayerKind::dense, "nearby minimum: expected dense layers");
  UpperPart upper;
  upper.network.layers.assign(network.layers.begin() + static_cast<std::ptrdiff_t>(layer),
                              network.layers.end());
  upper.inputs = layer_inputs(network, data, layer);
  upper.classes = pattern_classes(upper.network, upper.inputs);
  return upper;
}

NearbyProofResult nearby_minimum_with(const LabelledData& labelled, Network network,
                                      PatternClasses classes, std::size_t layer,
                                      const UpperPart& upper, std::vector<EllipsoidFit> fits) {
  require(classes.on_wall.empty(), "nearby minimum: a sample is on a wall");
  require(fits.size() == upper.classes.classes.size(), "nearby minimum: a class has no fit");
  NearbyMinimum minimum;
  minimum.loss = labelled.loss;
  minimum.network = std::move(network);
  minimum.layer = layer;
  minimum.classes = std::move(classes);
  minimum.fits = std::move(fits);
  auto response = first_layer_response(upper.network, upper.classes, score_combinations(labelled));
  if (!response)
    return dependent_scores(labelled, upper);
  minimum.response = *std::move(response);
  minimum.distance = short_upper_bound(
      largest_move(labelled, upper.inputs.input_dimension(), minimum.fits, minimum.response),
      distance_bits);
  return completed(labelled, std::move(minimum));
}

std::vector<AffineFunction> score_changes(const LabelledData& labelled,
                                          const PatternClasses& classes,
                                          const std::vector<AffineMap>& maps) {
  std::vector<AffineFunction> changes;
  for (std::size_t c = 0; c < maps.size(); ++c)
    for (const Vector& combination : score_combinations(labelled))
      changes.push_back(combined(maps[c], combination) +
                        Rational(-1) * combined(classes.classes[c].outputs, combination));
  return changes;
}

std::vector<AffineFunction> row_changes(const std::vector<SparseRow>& response,
                                        const std::vector<AffineFunction>& changes) {
  std::vector<AffineFunction> result;
  for (const SparseRow& row : response) {
    AffineFunction& sum = result.emplace_back(zero_function(changes.front().linear.size()));
    for (const auto& [score, factor] : row)
      sum = sum + factor * changes[score];
  }
  return result;
}

Network moved_to_optimal_maps(const LabelledData& labelled, Network network) {
  const PatternClasses classes = pattern_classes(network, labelled.data);
  const auto response = first_layer_response(network, classes, score_combinations(labelled));
  if (!response)
    return network;
  std::vector<AffineMap> maps;
  for (const PatternClass& c : classes.classes) {
    std::optional<EllipsoidFit> fit = ellipsoid_fit(labelled, c.members, nearby_bits, more_steps);
    if (!fit)
      return network;
    maps.push_back(std::move(fit->p));
  }
  const auto changes = row_changes(*response, score_changes(labelled, classes, maps));
  for (std::size_t u = 0; u < changes.size(); ++u)
    add_to_row(network.layers.front(), u, changes[u]);
  return network;
}

std::vector<Vector> score_combinations(const LabelledData& labelled) {
  std::vector<Vector> result;
  const std::size_t outputs = labelled.output_count();
  const bool is_softmax = labelled.loss.kind == CrossEntropyKind::softmax;
  for (std::size_t o = 0; o < outputs - (is_softmax ? 1 : 0); ++o) {
    Vector& row = result.emplace_back(outputs);
    row[o] = 1;
    if (is_softmax)
      row[outputs - 1] = -1;
  }
  return result;
}

Rational risk_below(const Rational& value) {
  return multiple_below(value, risk_grid);
}

Rational risk_above(const Rational& value) {
  return multiple_above(value, risk_grid);
}

RiskBounds stated_risk(const LabelledData& labelled, const Network& network,
                       const PatternClasses& classes, const Rational& slack) {
  const RiskBounds bounds =
      risk_bounds(labelled, sample_outputs(network, labelled.data, classes), nearby_bits);
  return {risk_below(bounds.lower - slack / Rational(labelled.data.sample_count())),
          risk_above(bounds.upper)};
}

} // namespace thalweg
