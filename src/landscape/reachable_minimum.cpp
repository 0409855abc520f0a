// SPDX-License-Identifier: GPL-3.0-or-later

#include "landscape/reachable_minimum.hpp"

#include "exact/error.hpp"
#include "exact/grid.hpp"
#include "exact/power_of_two.hpp"
#include "exact/row_space.hpp"
#include "landscape/first_layer_response.hpp"
#include "landscape/forward_passes.hpp"
#include "landscape/lifted_conditions.hpp"
#include "landscape/screen/radius_problem.hpp"
#include "partition/short_number.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace thalweg {

namespace {

constexpr unsigned bits_of_distance = 8;
constexpr unsigned grid_bits = 100; ///< of changes of parameters
constexpr long bits_left = 20;      ///< what the distance costs the radius, if it is smaller

void require_movable(const Network& network, std::size_t layer) {
  require(network.layers[layer].has_biases, "reachable minimum: expected biases in the layer");
  for (std::size_t l = layer; l < network.layers.size(); ++l)
    require(network.layers[l].kind == LayerKind::dense, "reachable minimum: expected dense layers");
}

/// The dense layers from `layer` on.
Network upper_network(const Network& network, std::size_t layer) {
  Network upper;
  upper.layers.assign(network.layers.begin() + static_cast<std::ptrdiff_t>(layer),
                      network.layers.end());
  return upper;
}

/// Are all maps that the layers below can reach combinations of the basis functions on the class?
bool spans_reachable_maps(const Network& network, const Dataset& data, std::size_t layer,
                          const Dataset& inputs, const SampleSet& members,
                          const std::vector<std::size_t>& basis) {
  Network below;
  below.input_shape = network.input_shape;
  below.layers.assign(network.layers.begin(),
                      network.layers.begin() + static_cast<std::ptrdiff_t>(layer + 1));
  below.layers.back().activation = identity_activation();
  RowSpace space(members.size());
  for (const std::size_t entry : basis) {
    Vector values;
    for (const std::size_t i : members)
      values.push_back(entry < inputs.input_dimension() ? inputs.inputs[i][entry] : Rational(1));
    space.insert(values);
  }
  const PatternClasses classes = pattern_classes(below, data);
  for (const Vector& map : lifted_columns(below, data, classes, members))
    if (!space.contains(map))
      return false;
  return true;
}

/// The largest change of a parameter of the layer while the coefficients stay in the balls.
Rational largest_move(const LabelledData& labelled, std::size_t input_count,
                      const std::vector<BallFit>& fits, const std::vector<SparseRow>& response) {
  const std::size_t of_class = labelled.block_count() * labelled.scores_per_block();
  Rational largest;
  for (const SparseRow& row : response) {
    Vector moves(input_count + 1);
    for (const auto& [column, value] : row) {
      const BallProof& proof = fits[column / of_class].proof;
      for (const std::size_t entry : proof.basis)
        moves[entry] += abs(value) * proof.reach;
    }
    for (const Rational& move : moves)
      largest = std::max(largest, move);
  }
  return largest;
}

/// The proofs of all classes, or why there are none.
std::variant<std::vector<BallFit>, Undecided> class_fits(const LabelledData& labelled,
                                                         const Network& network, std::size_t layer,
                                                         const LabelledData& upper_data,
                                                         const PatternClasses& upper_classes) {
  std::vector<BallFit> fits;
  for (std::size_t c = 0; c < upper_classes.classes.size(); ++c) {
    const PatternClass& one = upper_classes.classes[c];
    std::optional<BallFit> fit = ball_near(upper_data, one.members, one.outputs, nearby_bits);
    if (!fit)
      return Undecided{{fmt::format("a ball around the map of the network on class {} of {} "
                                    "samples, in which the risk has a minimum",
                                    c, one.members.size())},
                       "a network nearer to optimal maps, if there are some"};
    if (!spans_reachable_maps(network, labelled.data, layer, upper_data.data, one.members,
                              fit->proof.basis))
      return Undecided{
          {fmt::format("the inputs of layer {} as a basis of all reachable maps on class {}", layer,
                       c)},
          "layers below that pass on as many independent maps as other parameters could"};
    fits.push_back(*std::move(fit));
  }
  return fits;
}

/// Radius, risk and flip of a minimum of which the rest is known; false if δ is too large.
bool complete_minimum(const LabelledData& labelled, ReachableMinimum& minimum,
                      Rational& certified) {
  const RadiusProblem problem(minimum.network, labelled.data, minimum.classes);
  certified = largest_radius(problem, RadiusMethod::first_order);
  const Rational unit = times_power_of_two(1, floor_log2(certified) - bits_left);
  minimum.radius =
      certified - std::max(unit, times_power_of_two(1, floor_log2(minimum.distance) + 1));
  if (minimum.radius <= 0)
    return false;
  require(problem.is_invariant(minimum.radius + minimum.distance, RadiusMethod::first_order),
          "reachable minimum: the radius is not certified");
  Rational slack;
  for (const BallFit& fit : minimum.fits)
    slack += fit.slack;
  minimum.risk = stated_risk(labelled, minimum.network, minimum.classes, slack);
  minimum.flip =
      nearest_flip_if_any(problem, minimum.network, labelled.data, minimum.classes, certified);
  return true;
}

/// The affine function that a combination of outputs is.
AffineFunction combined(const AffineMap& map, const Vector& combination) {
  AffineFunction sum = zero_function(map.front().linear.size());
  for (std::size_t o = 0; o < map.size(); ++o)
    sum = sum + combination[o] * map[o];
  return sum;
}

/// Adds factor·q to a row of the first layer, on a grid.
void add_to_row(Layer& layer, std::size_t unit, const Rational& factor, const AffineFunction& q) {
  const Integer grid = Integer(1) << grid_bits;
  Vector row(layer.input_count);
  for (const auto& [k, weight] : layer.weights[unit])
    row[k] = weight;
  layer.weights[unit].clear();
  for (std::size_t k = 0; k < row.size(); ++k)
    if (const Rational weight = row[k] + multiple_below(factor * q.linear[k], grid); weight != 0)
      layer.weights[unit].emplace_back(k, weight);
  layer.biases[unit] += multiple_below(factor * q.constant, grid);
}

} // namespace

Network moved_to_optimal_maps(const LabelledData& labelled, Network network) {
  const PatternClasses classes = pattern_classes(network, labelled.data);
  const std::vector<Vector> combinations = score_combinations(labelled);
  const auto response = first_layer_response(network, classes, combinations);
  if (!response)
    return network;
  std::vector<AffineFunction> changes; // of the scores of the classes
  for (const PatternClass& c : classes.classes) {
    const std::optional<BallFit> fit = ball_fit(labelled, c.members, nearby_bits);
    if (!fit)
      return network;
    for (const Vector& combination : combinations)
      changes.push_back(combined(fit->p, combination) +
                        Rational(-1) * combined(c.outputs, combination));
  }
  for (std::size_t u = 0; u < response->size(); ++u)
    for (const auto& [score, factor] : (*response)[u])
      add_to_row(network.layers.front(), u, factor, changes[score]);
  return network;
}

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

ReachableDecision reachable_minimum(const LabelledData& labelled, Network network,
                                    std::size_t layer) {
  require_movable(network, layer);
  ReachableMinimum minimum;
  minimum.loss = labelled.loss;
  minimum.layer = layer;
  minimum.classes = pattern_classes(network, labelled.data);
  if (!minimum.classes.on_wall.empty())
    return Undecided{{"pattern classes"},
                     fmt::format("a pattern for sample {}, which is on a breakpoint",
                                 minimum.classes.on_wall.front())};
  const Network upper = upper_network(network, layer);
  const Dataset inputs = layer_inputs(network, labelled.data, layer);
  const LabelledData upper_data{inputs, labelled.loss, labelled.classes};
  const PatternClasses upper_classes = pattern_classes(upper, inputs);
  auto fits = class_fits(labelled, network, layer, upper_data, upper_classes);
  if (auto* const undecided = std::get_if<Undecided>(&fits))
    return std::move(*undecided);
  minimum.fits = std::get<std::vector<BallFit>>(std::move(fits));
  auto response = first_layer_response(upper, upper_classes, score_combinations(labelled));
  if (!response)
    return Undecided{{"the moves of the layer that change one score of one class alone"},
                     "a layer whose units reach the scores of all classes independently"};
  minimum.response = *std::move(response);
  minimum.distance = short_upper_bound(
      largest_move(labelled, inputs.input_dimension(), minimum.fits, minimum.response),
      bits_of_distance);
  minimum.network = std::move(network);
  Rational certified;
  if (!complete_minimum(labelled, minimum, certified))
    return Undecided{
        {fmt::format("patterns are certified within {} of the network", decimal(certified))},
        fmt::format("a network nearer to optimal maps: one is shown to be within {}",
                    decimal(minimum.distance))};
  return minimum;
}

} // namespace thalweg
