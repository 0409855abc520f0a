// SPDX-License-Identifier: GPL-3.0-or-later

#include "theorems/he2020/cell_instances.hpp"

#include "certificate/family_claims.hpp"
#include "exact/error.hpp"
#include "landscape/radius.hpp"
#include "theorems/corner.hpp"
#include "theorems/he2020/components.hpp"
#include "theorems/sampled_data.hpp"

#include <fmt/format.h>

namespace thalweg {

namespace {

using Cases = std::vector<InstanceCase>;

/// Two units on the first coordinates: only the architecture matters.
Network two_units(std::size_t dimension, const Activation& activation) {
  return {{{dimension, {{{0, 1}}, {{dimension - 1, -1}}}, {0, 1}, activation},
           {2, {{{0, 1}, {1, 1}}}, {0}, identity_activation()}}};
}

Outcome cells_outcome(const InstanceParameters& p) {
  Outcome outcome;
  CertificateDocument& document = outcome.document.emplace();
  document.data = pseudo_random_data(p);
  document.network = two_units(*p.dimension, theorem_activation(*p.activation));
  const std::vector<WallNode> tree = wall_tree(
      parameter_walls(document.data, document.network.layers.front().activation), *p.dimension + 1);
  document.further = {parameter_cells_claim(tree, 2)};
  outcome.note = fmt::format("{} cells of each unit, {} of the network", cell_count(tree),
                             cell_count(tree) * cell_count(tree));
  return outcome;
}

Cases cells_cases(const InstanceParameters& given) {
  Cases cases;
  for (const std::size_t dimension : values_or(given.dimension, {1, 2}))
    for (const std::string& name :
         values_or(given.activation, std::vector<std::string>{"relu", "hard_tanh"})) {
      if (dimension < 1 || dimension > 2)
        throw UsageError(fmt::format("--dimension: expected 1 or 2, found {}", dimension));
      theorem_activation(name);
      InstanceParameters p = with_data_sizes(given, 5, dimension);
      p.outputs = 1;
      p.activation = name;
      cases.push_back({fmt::format("x{}-{}", dimension, file_word(name)), p, Verdict::cells,
                       [p] { return cells_outcome(p); }});
      cases.back().parameters.outputs.reset();
    }
  return cases;
}

/// A with all samples in classes, settled ones too.
CertificateDocument minimum_document(const MinimaOfCell& minima) {
  CertificateDocument document;
  document.data = minima.data;
  document.network = minima.a;
  const PatternClasses classes = pattern_classes(minima.a, minima.data);
  document.local_minimum =
      LocalMinimumClaim{certified_radius(minima.a, minima.data, classes),
                        empirical_risk(minima.a, minima.data, classes), RadiusMethod::first_order,
                        classes.class_of_sample(minima.data.sample_count())};
  return document;
}

Outcome valley_outcome(const MinimaOfCell& minima) {
  CertificateDocument document = minimum_document(minima);
  document.further = {segment_of_minima_claim(difference(minima.a, minima.a_prime))};
  return {std::move(document), "both ends have the same output signs"};
}

Outcome components_outcome(const MinimaOfCell& minima) {
  CertificateDocument document = minimum_document(minima);
  const auto answer = sign_proofs(minima.a, minima.data, 0);
  const auto* const proofs = std::get_if<std::vector<SignProof>>(&answer);
  if (proofs == nullptr)
    return {std::nullopt, "some minimum of the cell has the output weight 0 at unit 0"};
  document.further = {separate_minima_claim(0, minima.b, *proofs)};
  return {std::move(document), fmt::format("{} choices of signs", proofs->size())};
}

/// The four samples, and more of them.
Cases minima_cases(const InstanceParameters& given, Verdict expected,
                   Outcome (*outcome)(const MinimaOfCell&)) {
  InstanceParameters p = given;
  p.seed = given.seed.value_or(1);
  p.samples = given.samples.value_or(9);
  if (*p.samples < 5)
    throw UsageError(fmt::format("--samples: expected at least 5, found {}", *p.samples));
  InstanceCase more{"more", p, expected,
                    [p, outcome] { return outcome(more_samples(*p.samples, *p.seed)); }};
  if (given != InstanceParameters{})
    return {std::move(more)};
  return {{"four", {}, expected, [outcome] { return outcome(four_samples()); }}, std::move(more)};
}

} // namespace

Instance he2020_cells() {
  using enum Parameter;
  return {"he2020",
          "theorem2-cells",
          "Theorem 2: the cells of parameter space, risk multilinear in each; their exact number",
          {seed, samples, dimension, activation},
          cells_cases};
}

Instance he2020_valley() {
  using enum Parameter;
  return {"he2020",
          "theorem4-valley",
          "Theorem 4: the minima of a cell are one connected valley, where output signs agree",
          {seed, samples},
          [](const InstanceParameters& given) {
            return minima_cases(given, Verdict::connected_minima, valley_outcome);
          }};
}

Instance he2020_disconnected_valley() {
  using enum Parameter;
  return {"he2020",
          "erratum-disconnected-valley",
          "Theorem 4 fails if output signs differ: two minima of one cell in different components",
          {seed, samples},
          [](const InstanceParameters& given) {
            return minima_cases(given, Verdict::separate_minima, components_outcome);
          }};
}

} // namespace thalweg
