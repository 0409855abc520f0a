// SPDX-License-Identifier: GPL-3.0-or-later

#include "trained/checkpoint_facts.hpp"

#include "landscape/forward_passes.hpp"
#include "landscape/pattern_classes.hpp"
#include "trained/better_network.hpp"

#include <algorithm>

namespace thalweg {

namespace {

/// How one unit stands at all samples seen so far.
struct UnitStand {
  std::optional<std::size_t> piece;
  bool is_mixed = false;
};

void count_units(CheckpointFacts& facts, const Network& network, const ForwardPasses& passes,
                 std::size_t samples, std::size_t l) {
  const Rational near = fraction(1, 1'000'000);
  const Activation& activation = network.layers[l].activation;
  std::vector<UnitStand> stands(network.layers[l].unit_count());
  for (std::size_t i = 0; i < samples; ++i) {
    const Vector z = passes.pre_activations(l, i);
    for (std::size_t unit = 0; unit < z.size(); ++unit) {
      const Rational to_wall = abs(z[unit] - *activation.nearest_breakpoint(z[unit]));
      facts.near_walls += to_wall < near ? 1 : 0;
      const std::optional<std::size_t> piece = activation.piece_of(z[unit]);
      UnitStand& stand = stands[unit];
      stand.is_mixed = stand.is_mixed || !piece || (stand.piece && *stand.piece != *piece);
      stand.piece = piece;
    }
  }
  facts.hidden_units += stands.size();
  for (const UnitStand& stand : stands) {
    if (stand.is_mixed)
      continue;
    const bool is_dead = activation.slopes[*stand.piece] == 0;
    (is_dead ? facts.dead_units : facts.one_sided_units) += 1;
  }
}

bool is_right(const LabelledData& labelled, std::size_t sample, const Vector& outputs) {
  for (std::size_t block = 0; block < labelled.block_count(); ++block) {
    Vector values = scores(labelled, block, outputs);
    values.emplace_back(0);
    const std::size_t y = labelled.classes[sample][block];
    for (std::size_t a = 0; a < values.size(); ++a)
      if (a != y && values[a] >= values[y])
        return false;
  }
  return true;
}

} // namespace

CheckpointFacts checkpoint_facts(const Network& network, const TrainingProblem& problem) {
  CheckpointFacts facts;
  const std::size_t samples = problem.data.sample_count();
  const PatternClasses classes = pattern_classes(network, problem.data);
  facts.risk = exact_risk(network, problem, classes);
  facts.gradient = guessed_gradient_norm(network, problem);
  facts.pattern_count = classes.classes.size();
  facts.wall_samples = classes.on_wall.size();
  const ForwardPasses passes(network, problem.data.inputs, network.layers.size());
  for (std::size_t l = 0; l < network.hidden_layer_count(); ++l)
    if (!network.layers[l].activation.breakpoints.empty())
      count_units(facts, network, passes, samples, l);
  if (const auto* loss = std::get_if<CrossEntropyLoss>(&problem.loss)) {
    const LabelledData labelled = labelled_data(problem.data, *loss);
    facts.right = 0;
    for (std::size_t i = 0; i < samples; ++i)
      *facts.right +=
          is_right(labelled, i, passes.pre_activations(network.hidden_layer_count(), i)) ? 1 : 0;
  }
  return facts;
}

} // namespace thalweg
