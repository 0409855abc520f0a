// SPDX-License-Identifier: GPL-3.0-or-later

#include "theorems/he2020/instances.hpp"

#include "certificate/piece_claims.hpp"
#include "exact/error.hpp"
#include "risk/affine_fit.hpp"
#include "theorems/corner.hpp"
#include "theorems/he2020/all_minima.hpp"
#include "theorems/he2020/box_cells.hpp"
#include "theorems/he2020/cell_instances.hpp"
#include "theorems/he2020/cell_minimum.hpp"
#include "theorems/he2020/losses.hpp"
#include "theorems/he2020/theorem1.hpp"
#include "theorems/he2020/traps.hpp"
#include "theorems/he2020/two_outputs.hpp"
#include "theorems/linear_network.hpp"
#include "theorems/sampled_data.hpp"

#include <fmt/format.h>

namespace thalweg {

namespace {

using Cases = std::vector<InstanceCase>;
using Names = std::vector<std::string>;

/// What a stage of Theorem 1 goes through, and what each case comes to.
struct Stage {
  Names activations;
  std::vector<std::size_t> depths;
  Verdict expected = Verdict::spurious_minimum;
  bool has_family = false; ///< of minima, of as many dimensions as there are
};

Outcome theorem1_outcome(const InstanceParameters& p, bool has_family) {
  const Dataset data = pseudo_random_data(p);
  Outcome outcome = decided(he_theorem1(data, theorem_activation(*p.activation), *p.depth), data);
  if (has_family && outcome.document && outcome.document->lower_risk) {
    const FamilyOfMinima family = shifted_and_scaled(outcome.document->network, data);
    outcome.document->further = {family_of_minima_claim(family)};
    outcome.note = fmt::format("a family of dimension {}: {} of shifted biases, {} of scaled units",
                               family.dimension(), family.directions.size(), family.scaled.size());
  }
  return outcome;
}

Cases theorem1_cases(const Stage& stage, const InstanceParameters& given) {
  Cases cases;
  for (const std::string& name : values_or(given.activation, stage.activations))
    for (const std::size_t depth : values_or(given.depth, stage.depths))
      for (const std::size_t outputs : values_or(given.outputs, {1, 2})) {
        require_depth(depth);
        theorem_activation(name);
        InstanceParameters p = with_data_sizes(given, 8, 2);
        p.activation = name;
        p.depth = depth;
        p.outputs = outputs;
        cases.push_back(
            {file_word(name) + "-depth" + std::to_string(depth) + "-y" + std::to_string(outputs), p,
             stage.expected,
             [p, has_family = stage.has_family] { return theorem1_outcome(p, has_family); }});
      }
  return cases;
}

Cases cell_minimum_cases(const InstanceParameters& given) {
  InstanceParameters p = given;
  p.seed = given.seed.value_or(1);
  p.samples = given.samples.value_or(9);
  if (*p.samples < 7 || *p.samples % 2 == 0)
    throw UsageError("--samples: expected an odd number, at least 7, found " +
                     std::to_string(*p.samples));
  return {{"", p, Verdict::local_minimum, [p] {
             SharedUnits instance = shared_units(*p.samples / 2, *p.seed);
             return decided(std::move(instance.network), instance.data);
           }}};
}

Cases linear_cases(const InstanceParameters& given) {
  Cases cases;
  for (const std::size_t outputs : values_or(given.outputs, {1, 2})) {
    InstanceParameters p = with_data_sizes(given, 8, 2);
    p.outputs = outputs;
    cases.push_back({"y" + std::to_string(outputs), p, Verdict::local_minimum, [p] {
                       const Dataset data = pseudo_random_data(p);
                       const AffineMap fit = group_fits(data, one_group(data)).pieces.front();
                       return decided(linear_network(fit, 2, true), data);
                     }});
  }
  return cases;
}

Instance stage(std::string name, std::string statement, Stage stage) {
  using enum Parameter;
  return {"he2020",
          std::move(name),
          std::move(statement),
          {seed, samples, dimension, outputs, depth, activation},
          [stage = std::move(stage)](const InstanceParameters& given) {
            return theorem1_cases(stage, given);
          }};
}

} // namespace

std::vector<Instance> he2020_instances() {
  using enum Parameter;
  const Names two_pieces = {"relu", "leaky_relu:1/100", "abs"};
  return {
      stage("theorem1-stage1",
            "Theorem 1, stage 1: one hidden layer, an activation of two pieces (abs: slopes that "
            "sum to 0, which the paper excludes)",
            {two_pieces, {2}}),
      stage("theorem1-stage2",
            "Theorem 1, stage 2: deeper networks, whose layers pass the predictions on",
            {two_pieces, {3, 5}}),
      stage("theorem1-stage3",
            "Theorem 1, stage 3: any piecewise linear activation, used beside one breakpoint",
            {{"hard_tanh", "five_pieces"}, {2, 3, 5}}),
      stage("theorem1-infinitely-many",
            "Theorem 1: infinitely many spurious minima, connected and of equal risk: a segment, "
            "and a "
            "family of more dimensions",
            {{"relu", "leaky_relu:1/100", "abs", "hard_tanh", "five_pieces"},
             {2, 3},
             Verdict::connected_minima,
             true}),
      he2020_losses(),
      he2020_traps(),
      he2020_cells(),
      he2020_deep_cells(),
      he2020_cells_around(),
      {"he2020",
       "theorem3-cell-minimum",
       "Theorem 3: a minimum of one hidden layer is global in its cell; its units are shared "
       "between patterns",
       {seed, samples},
       cell_minimum_cases},
      {"he2020",
       "erratum-theorem3-two-outputs",
       "Theorem 3 fails with two outputs: a strict local minimum that is not global in its cell",
       {},
       [](const InstanceParameters& given) {
         const auto outcome = [](TwoOutputs (*instance)()) {
           return [instance] { return two_outputs_outcome(instance()); };
         };
         return Cases{{"", given, Verdict::spurious_minimum, outcome(two_outputs)},
                      {"five-samples", given, Verdict::spurious_minimum,
                       outcome(two_outputs_on_five_samples)}};
       }},
      he2020_valley(),
      {"he2020",
       "corollary-linear",
       "Corollary: a linear network has one cell, and its minimum is global",
       {seed, samples, dimension, outputs},
       linear_cases},
      he2020_disconnected_valley(),
      he2020_all_minima(),
      he2020_minima_off_walls(),
      he2020_valleys()};
}

} // namespace thalweg
