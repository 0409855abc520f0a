// SPDX-License-Identifier: GPL-3.0-or-later

#include "trained/trap.hpp"

#include "trained/guess/slice_minimum.hpp"
#include "trained/held_cell.hpp"

#include <algorithm>

namespace thalweg {

std::vector<HeldPair> pairs_on_walls(const Network& network, const Dataset& data) {
  std::vector<HeldPair> result;
  const SamplePoints points = sample_points(data);
  for (const SampleSet& members : points.members) {
    const std::size_t sample = members.front();
    const std::vector<Vector> z = network.pre_activations(data.inputs[sample]);
    for (std::size_t l = 0; l < network.hidden_layer_count(); ++l) {
      const Activation& activation = network.layers[l].activation;
      for (std::size_t unit = 0; unit < z[l].size(); ++unit) {
        const auto at =
            std::find(activation.breakpoints.begin(), activation.breakpoints.end(), z[l][unit]);
        const std::size_t piece = std::size_t(at - activation.breakpoints.begin());
        if (at != activation.breakpoints.end() &&
            activation.slopes[piece] != activation.slopes[piece + 1])
          result.push_back({l, unit, sample});
      }
    }
  }
  std::sort(result.begin(), result.end());
  return result;
}

std::variant<Trap, std::string> guessed_trap(const Network& network,
                                             const std::vector<HeldPair>& held,
                                             const TrainingProblem& problem) {
  if (const auto* loss = std::get_if<WeightedLoss>(&problem.loss); loss && has_kinks(*loss))
    return "the loss has kinks";
  WalkEnd end;
  end.network = network;
  end.held = held;
  SliceRequest request;
  request.goal = SliceGoal::barrier;
  std::variant<SliceMinimum, std::string> found = guessed_minimum_near(end, problem, request);
  if (auto* reason = std::get_if<std::string>(&found))
    return std::move(*reason);
  auto& slice = std::get<SliceMinimum>(found);
  return Trap{std::move(slice.minimum), std::move(slice.barrier)};
}

} // namespace thalweg
