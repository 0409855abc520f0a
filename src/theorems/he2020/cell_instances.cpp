// SPDX-License-Identifier: GPL-3.0-or-later

#include "theorems/he2020/cell_instances.hpp"

#include "certificate/cell_claims.hpp"
#include "certificate/family_claims.hpp"
#include "certificate/piece_claims.hpp"
#include "exact/error.hpp"
#include "landscape/radius.hpp"
#include "landscape/wall_kinks.hpp"
#include "theorems/corner.hpp"
#include "theorems/he2020/components.hpp"
#include "theorems/sampled_data.hpp"

#include <fmt/format.h>

namespace thalweg {

namespace {

using Cases = std::vector<InstanceCase>;

/// No two inputs are at a breakpoint of a unit together, whatever the biases are.
Network network_of_units(std::size_t units, const Dataset& data, const Activation& activation) {
  Layer hidden{data.inputs.front().size(), {}, {}, activation};
  Layer output{units, {{}}, {0}, identity_activation()};
  for (std::size_t u = 0; u < units; ++u) {
    hidden.weights.push_back(ordering_row(data, activation));
    hidden.biases.emplace_back(u);
    output.weights.front().emplace_back(u, 1);
  }
  return {{hidden, output}};
}

Outcome cells_outcome(const InstanceParameters& p, std::size_t units) {
  Outcome outcome;
  CertificateDocument& document = outcome.document.emplace();
  document.data = pseudo_random_data(p);
  document.network = network_of_units(units, document.data, theorem_activation(*p.activation));
  const std::vector<Halfspace> walls =
      parameter_walls(document.data, document.network.layers.front().activation);
  const std::vector<WallNode> tree = wall_tree(walls, *p.dimension + 1);
  document.further = {
      parameter_cells_claim(tree, units,
                            wall_kinks(document.network, document.data,
                                       walls_of_first_unit(document.network, document.data)))};
  std::size_t cells = 1;
  for (std::size_t u = 0; u < units; ++u)
    cells *= cell_count(tree);
  outcome.note = fmt::format("{} cells of each unit, {} of the network; a kink on each of {} walls",
                             cell_count(tree), cells, walls.size());
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
      for (const std::size_t units : {2, 3}) {
        cases.push_back(
            {fmt::format("x{}-{}{}", dimension, file_word(name), units == 2 ? "" : "-three-units"),
             p, Verdict::cells, [p, units] { return cells_outcome(p, units); }});
        cases.back().parameters.outputs.reset();
      }
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
  document.further = {family_of_minima_claim({{difference(minima.a, minima.a_prime)}, {}})};
  return {std::move(document), "both ends have the same output signs"};
}

Outcome components_outcome(const MinimaOfCell& minima) {
  const CellComponents found = cell_components(minima.a, minima.data);
  if (found.components < 2)
    return {std::nullopt, "the minima of the cell are connected"};
  CertificateDocument document = minimum_document(minima);
  document.further = {cell_components_claim(found)};
  return {std::move(document),
          fmt::format("{} components, {} choices of signs", found.components, found.sign_choices)};
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
  return {
      "he2020",
      "theorem2-cells",
      "Theorem 2: the cells of parameter space, risk multilinear in each; their exact number, and "
      "a kink of the risk on every wall between them",
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
          "Theorem 4 fails if output signs differ: the minima of a cell in several components",
          {seed, samples},
          [](const InstanceParameters& given) {
            return minima_cases(given, Verdict::minima_of_cell, components_outcome);
          }};
}

} // namespace thalweg
