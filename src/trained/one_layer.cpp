// SPDX-License-Identifier: GPL-3.0-or-later
//
// The systems that are solved, Φ the features of the layer, F the outputs at the rounded network:
//  - piecewise quadratic losses: min Σ ℓ_i(F_i + (Φ D)_i) with the pieces of ℓ_i fixed, until the
//    pieces at the solution are those that were assumed;
//  - piecewise linear losses: Φ D = F* − F for outputs F* that are optimal among the reachable
//  maps;
//    first for those that are near a kink only, which stay on it (a converged checkpoint), then for
//    an optimum from scratch.

#include "trained/one_layer.hpp"

#include "exact/error.hpp"
#include "exact/watched_work.hpp"
#include "landscape/lifted_conditions.hpp"
#include "landscape/stationarity.hpp"
#include "trained/guess/walk.hpp"
#include "trained/layer_features.hpp"
#include "trained/reachable_outputs.hpp"
#include "trained/rounded_network.hpp"
#include "trained/stationary_solution.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace thalweg {

namespace {

/// The same pieces for all samples?
bool has_same_pieces(const std::vector<SampleState>& a, const std::vector<SampleState>& b) {
  return std::equal(
      a.begin(), a.end(), b.begin(), b.end(),
      [](const SampleState& c, const SampleState& d) { return c.pieces == d.pieces; });
}

/// Why an attempt failed, and whether more digits may help.
struct FailedAttempt {
  std::string reason;
  bool may_be_rounding = false;
};

/// The attempts at one rounded network.
class RoundedCheckpoint {
public:
  RoundedCheckpoint(Network network, std::vector<SampleState> states, const Problem& problem)
      : network_(std::move(network)), problem_(problem), states_(std::move(states)),
        classes_(pattern_classes(network_, problem.data)),
        outputs_(sample_outputs(network_, problem.data, classes_)) {}

  /// The network with `layer` and the later biases solved, if it is a minimum.
  std::variant<OneLayerMinimum, FailedAttempt> solved(std::size_t layer, const Network& checkpoint,
                                                      const Rational& largest_allowed) const {
    const LayerFeatures features = layer_features(network_, states_, layer);
    FailedAttempt failure{"the loss has no optimum in the layer with these patterns"};
    for (const std::optional<Vector>& solution : solutions(features)) {
      if (!solution)
        continue;
      auto result = judged(features, *solution, checkpoint, largest_allowed);
      if (auto* minimum = std::get_if<OneLayerMinimum>(&result)) {
        minimum->layer = layer;
        return result;
      }
      failure = std::get<FailedAttempt>(std::move(result));
    }
    return failure;
  }

private:
  // ---- Solutions

  std::vector<std::optional<Vector>> solutions(const LayerFeatures& features) const {
    if (!has_kinks(problem_.loss))
      return {quadratic_solution(features)};
    if (!classes_.on_wall.empty())
      return {kink_solution(features)};
    std::vector<std::optional<Vector>> result{kink_solution(features)};
    if (const auto outputs = optimal_reachable_outputs(network_, problem_, classes_))
      result.push_back(outputs_solution(features, *outputs));
    return result;
  }

  std::size_t output_count() const { return network_.output_dimension(); }

  /// The weight of row (sample, output) and its loss without it.
  Rational weight(std::size_t row) const {
    return problem_.loss.sample_weight(row / output_count()) *
           problem_.loss.output_weight(row % output_count());
  }
  LossPieces pieces(std::size_t row) const {
    return loss_pieces(problem_.loss.loss,
                       problem_.data.targets[row / output_count()][row % output_count()]);
  }
  const Rational& output(std::size_t row) const {
    return outputs_[row / output_count()][row % output_count()];
  }

  std::optional<Vector> quadratic_solution(const LayerFeatures& features) const {
    constexpr int most_rounds = 8;
    Vector outputs;
    for (std::size_t row = 0; row < features.rows.size(); ++row)
      outputs.push_back(output(row));
    std::vector<std::size_t> assumed = loss_pieces_at(outputs);
    for (int round = 0; round < most_rounds; ++round) {
      std::optional<Vector> solution = stationary_solution(quadratic_system(features, assumed));
      if (!solution || problem_.loss.loss.kind == LossKind::squared)
        return solution;
      for (std::size_t row = 0; row < outputs.size(); ++row)
        outputs[row] = output(row) + dot(features.rows[row], *solution);
      std::vector<std::size_t> found = loss_pieces_at(outputs);
      if (found == assumed)
        return solution;
      assumed = std::move(found);
    }
    return std::nullopt;
  }

  std::vector<std::size_t> loss_pieces_at(const Vector& outputs) const {
    std::vector<std::size_t> result;
    for (std::size_t row = 0; row < outputs.size(); ++row)
      result.push_back(pieces(row).piece_at(outputs[row]));
    return result;
  }

  /// The loss of each row as the polynomial of its assumed piece.
  StationarySystem quadratic_system(const LayerFeatures& features,
                                    const std::vector<std::size_t>& assumed) const {
    StationarySystem system{features.parameters.size(), features.rows, {}, {}};
    for (std::size_t row = 0; row < features.rows.size(); ++row) {
      Vector c = pieces(row).polynomials[assumed[row]].coefficients();
      c.resize(3);
      system.curvatures.emplace_back(2 * weight(row) * c[2]);
      system.slopes.emplace_back(weight(row) * (c[1] + 2 * c[2] * output(row)));
    }
    return system;
  }

  /// Rows near a kink are moved onto it, the others may move as they like.
  std::optional<Vector> kink_solution(const LayerFeatures& features) const {
    const Rational nearness = fraction(1, 100000);
    StationarySystem system{features.parameters.size(), features.rows, {}, {}};
    for (std::size_t row = 0; row < features.rows.size(); ++row) {
      system.slopes.emplace_back(0);
      system.curvatures.emplace_back(0);
      for (const Rational& kink : pieces(row).breakpoints)
        if (abs(output(row) - kink) <= nearness * (1 + abs(kink))) {
          system.slopes.back() = output(row) - kink;
          system.curvatures.back() = 1;
        }
    }
    return stationary_solution(system);
  }

  /// As near to these outputs as the layer can come.
  std::optional<Vector> outputs_solution(const LayerFeatures& features,
                                         const std::vector<Vector>& wanted) const {
    StationarySystem system{features.parameters.size(), features.rows, {}, {}};
    for (std::size_t row = 0; row < features.rows.size(); ++row) {
      system.slopes.emplace_back(output(row) - wanted[row / output_count()][row % output_count()]);
      system.curvatures.emplace_back(1);
    }
    return stationary_solution(system);
  }

  // ---- Checks

  /// Is every loss 0 with these changes of the layer? The straight way there goes downhill, so that
  /// it may be long.
  bool is_fit(const LayerFeatures& features, const Vector& solution) const {
    for (std::size_t row = 0; row < features.rows.size(); ++row) {
      const Rational there = output(row) + dot(features.rows[row], solution);
      const LossPieces loss = pieces(row);
      if (weight(row) != 0 && loss.polynomials[loss.piece_at(there)](there) != 0)
        return false;
    }
    return true;
  }

  std::variant<OneLayerMinimum, FailedAttempt> judged(const LayerFeatures& features,
                                                      const Vector& solution,
                                                      const Network& checkpoint,
                                                      const Rational& largest_allowed) const {
    OneLayerMinimum result{
        moved(network_, ParameterOrder(network_).direction(features.parameters, solution), 1), 0, 0,
        0, GlobalMinimum{}};
    result.largest_move = largest_move(checkpoint, result.network);
    if (result.largest_move > largest_allowed && !is_fit(features, solution))
      return FailedAttempt{
          fmt::format("the optimum in the layer is {} away", decimal(result.largest_move, 3)),
          true};
    if (!has_same_pieces(sample_states(result.network, problem_.data), states_))
      return FailedAttempt{"the optimum in the layer has other patterns", true};
    const PatternClasses classes = pattern_classes(result.network, problem_.data);
    const std::vector<Vector> outputs = sample_outputs(result.network, problem_.data, classes);
    if (mean_loss(problem_, outputs) == 0)
      return result;
    if (const auto sample = unsettled_wall_sample(result.network, problem_, classes))
      return FailedAttempt{fmt::format("sample {} is on a wall", *sample)};
    if (const std::optional<std::string> fault = lifted_fault(result.network, classes))
      return FailedAttempt{*fault};
    constexpr std::size_t no_programs = 0;
    Decision verdict = decision(result.network, problem_, no_programs);
    if (auto* minimum = std::get_if<CertifiedMinimum>(&verdict))
      result.minimum = std::move(*minimum);
    else
      require(std::holds_alternative<GlobalMinimum>(verdict),
              "one_layer: lifted stationarity makes a minimum");
    return result;
  }

  /// Nothing if lifted stationarity holds.
  std::optional<std::string> lifted_fault(const Network& network,
                                          const PatternClasses& classes) const {
    if (has_kinks(problem_.loss)) {
      if (lifted_subgradients(network, problem_, classes))
        return std::nullopt;
      return "the outputs are not optimal among the maps that are reachable with these patterns";
    }
    const auto failure = lifted_stationarity_failure(network, problem_, classes);
    if (!failure)
      return std::nullopt;
    return fmt::format("lifted stationarity fails (output {}, {}: {})", failure->output,
                       failure->place, decimal(failure->value));
  }

  Network network_;
  Problem problem_;
  std::vector<SampleState> states_;
  PatternClasses classes_;
  std::vector<Vector> outputs_; ///< F(W; x_i)
};

/// So much exact work that a glance in floating point comes first.
bool is_large_question(const Network& network, const Dataset& data) {
  constexpr std::size_t many_entries = 100000;
  return ParameterOrder(network).count() * data.sample_count() * network.output_dimension() >
         many_entries;
}

/// The rounded network, and with relations of its outputs repaired where there are some.
std::vector<Network> starting_networks(const Network& rounded, const Problem& problem) {
  std::vector<Network> result{rounded};
  if (rounded.output_dimension() == 1 || problem.loss.loss.kind != LossKind::squared)
    return result;
  const PatternClasses classes = pattern_classes(rounded, problem.data);
  if (!classes.on_wall.empty())
    return result;
  if (std::optional<Network> repaired = with_reachable_outputs(rounded, problem, classes))
    result.insert(result.begin(), std::move(*repaired));
  if (std::optional<Network> repaired = with_reachable_rows(rounded, problem, classes))
    result.push_back(std::move(*repaired));
  return result;
}

/// One layer after the other.
struct Attempts {
  std::optional<OneLayerMinimum> minimum = {};
  std::string reason = {};
  bool may_be_rounding = false;
};
Attempts attempts_at(const Network& start, const std::vector<SampleState>& states,
                     const Network& checkpoint, const Problem& problem,
                     const OneLayerRequest& request) {
  Attempts result;
  std::vector<SampleState> here = sample_states(start, problem.data);
  if (!has_same_pieces(here, states))
    return {{}, "relations of the outputs need other patterns", true};
  const RoundedCheckpoint attempts(start, std::move(here), problem);
  for (std::size_t layer = 0; layer < checkpoint.layers.size(); ++layer) {
    if (!has_parameters(checkpoint.layers[layer]))
      continue;
    tell_progress(0, "solving one layer");
    auto solved = attempts.solved(layer, checkpoint, request.largest_move);
    if (auto* minimum = std::get_if<OneLayerMinimum>(&solved)) {
      result.minimum = std::move(*minimum);
      return result;
    }
    const FailedAttempt& failure = std::get<FailedAttempt>(solved);
    result.may_be_rounding = result.may_be_rounding || failure.may_be_rounding;
    result.reason +=
        fmt::format("{}layer {}: {}", result.reason.empty() ? "" : "; ", layer, failure.reason);
  }
  return result;
}

} // namespace

OneLayerResult one_layer_minimum(const Network& checkpoint, const Problem& problem,
                                 const OneLayerRequest& request) {
  const Dataset& data = problem.data;
  require_usable(problem);
  if (is_large_question(checkpoint, data) &&
      !guessed_gradient(checkpoint, {data, problem.loss, {}}).is_small())
    return {std::nullopt, "the network is not near a stationary point"};
  const std::vector<SampleState> states = sample_states(checkpoint, data);
  OneLayerResult result;
  for (const unsigned digits : {6U, 9U, 12U, 17U}) {
    const Network rounded = rounded_network(checkpoint, digits);
    if (!has_same_pieces(sample_states(rounded, data), states)) {
      result.reason = fmt::format("{} decimals change the patterns", digits);
      continue;
    }
    bool may_be_rounding = false;
    result.reason.clear();
    for (const Network& start : starting_networks(rounded, problem)) {
      Attempts attempts = attempts_at(start, states, checkpoint, problem, request);
      if (attempts.minimum) {
        attempts.minimum->digits = digits;
        return {std::move(attempts.minimum), {}};
      }
      may_be_rounding = may_be_rounding || attempts.may_be_rounding;
      result.reason = std::move(attempts.reason);
    }
    if (!may_be_rounding)
      break;
  }
  return result;
}

} // namespace thalweg
