// SPDX-License-Identifier: GPL-3.0-or-later

#include "theorems/he2020/all_minima.hpp"

#include "certificate/cell_claims.hpp"
#include "exact/error.hpp"
#include "theorems/corner.hpp"
#include "theorems/he2020/components.hpp"
#include "theorems/sampled_data.hpp"

#include <fmt/format.h>

namespace thalweg {

namespace {

struct NetworkInCell {
  Dataset data;
  Network network;
};

/// One input, ReLU units weight·x + bias, all with the output weight 1.
Network half_lines(const std::vector<std::pair<Rational, Rational>>& units) {
  Layer hidden{1, {}, {}, relu()};
  Layer output{units.size(), {{}}, {0}, identity_activation()};
  for (const auto& [weight, bias] : units) {
    hidden.weights.push_back({{0, weight}});
    hidden.biases.push_back(bias);
    output.weights.front().emplace_back(output.weights.front().size(), 1);
  }
  return {{hidden, output}};
}

NetworkInCell in_cell_without_minima() {
  return {dataset_of({{-1}, {1}, {2}}, {{0}, {2}, {1}}), half_lines({{1, 0}})};
}

NetworkInCell in_cell_of_one_component() {
  return {dataset_of({{-1}, {1}, {2}}, {{0}, {1}, {2}}), half_lines({{1, 0}})};
}

NetworkInCell in_cell_of_two_components() {
  MinimaOfCell four = four_samples();
  return {std::move(four.data), std::move(four.a)};
}

NetworkInCell in_cell_of_four_components() {
  return {
      dataset_of({{-1}, {0}, {1}, {5}, {10}, {11}, {12}}, {{0}, {-2}, {2}, {0}, {0}, {-2}, {2}}),
      half_lines({{-1, 4}, {-2, 4}, {1, -7}, {2, -15}})};
}

Outcome components_of(const NetworkInCell& given) {
  const CellComponents found = cell_components(given.network, given.data);
  CertificateDocument document;
  document.data = given.data;
  document.network = given.network;
  document.further = {cell_components_claim(found)};
  return {std::move(document),
          fmt::format("{} components, {} choices of signs", found.components, found.sign_choices)};
}

Outcome off_walls_of(const InstanceParameters& parameters, std::size_t units) {
  const Dataset data = pseudo_random_data(parameters);
  const CellCensus census(data, {}, units);
  FinishedPieces pieces(census);
  for (std::size_t k = 0; k < census.piece_count(); ++k)
    pieces.take(piece_bytes(census.piece(k)));
  CertificateDocument document;
  document.data = data;
  document.further = {pieces.claim()};
  return {std::move(document), fmt::format("{} different risks with one unit, {} with {}",
                                           pieces.tallies().front().risks.size(),
                                           pieces.tallies().back().risks.size(), units)};
}

std::vector<InstanceCase> off_walls_cases(const InstanceParameters& given) {
  std::vector<InstanceCase> cases;
  for (const std::size_t dimension : values_or(given.dimension, {1, 2})) {
    if (dimension < 1 || dimension > 2)
      throw UsageError(fmt::format("--dimension: expected 1 or 2, found {}", dimension));
    InstanceParameters p = with_data_sizes(given, 6, dimension);
    p.outputs = 1;
    const std::size_t units = dimension == 1 ? 3 : 2;
    cases.push_back({fmt::format("x{}", dimension), p, Verdict::minima_off_walls,
                     [p, units] { return off_walls_of(p, units); }});
    cases.back().parameters.outputs.reset();
  }
  return cases;
}

/// ReLU, leaky ReLU, the absolute value: slopes that meet at 0.
TwoSlopeNetworks two_slopes(const std::string& name) {
  const Activation activation = theorem_activation(name);
  if (activation.breakpoints != Vector{0} || activation.intercepts != Vector{0, 0})
    throw UsageError("--activation: expected two slopes that meet at 0, found " + name);
  TwoSlopeNetworks networks;
  networks.below = activation.slopes.front();
  networks.above = activation.slopes.back();
  return networks;
}

Outcome valleys_of(const InstanceParameters& parameters, std::size_t units) {
  const Dataset data = pseudo_random_data(parameters);
  const CellCensus census(data, two_slopes(*parameters.activation), units);
  FinishedPieces pieces(census);
  for (std::size_t k = 0; k < census.piece_count(); ++k)
    pieces.take(piece_bytes(census.piece(k)));
  const CellValleys valleys = cell_valleys(census);
  CertificateDocument document;
  document.data = data;
  document.further = {pieces.claim(), valleys_of_cells_claim(valleys)};
  std::string note;
  const std::vector<std::size_t>& counts = valleys.counts.back();
  for (std::size_t k = 0; k < counts.size(); ++k)
    note += fmt::format("{}{} cells with {}", k == 0 ? "" : ", ", counts[k],
                        k == 0   ? "no minimum"
                        : k == 1 ? "one component"
                                 : fmt::format("{} components", k));
  return {std::move(document), fmt::format("{} units: {}", units, note)};
}

std::vector<InstanceCase> valleys_cases(const InstanceParameters& given) {
  std::vector<InstanceCase> cases;
  for (const std::size_t dimension : values_or(given.dimension, {1, 2}))
    for (const std::string& name :
         values_or(given.activation, std::vector<std::string>{"relu", "leaky_relu:1/4"})) {
      if (dimension < 1 || dimension > 2)
        throw UsageError(fmt::format("--dimension: expected 1 or 2, found {}", dimension));
      two_slopes(name);
      InstanceParameters p = with_data_sizes(given, dimension == 1 ? 5 : 4, dimension);
      p.outputs = 1;
      p.activation = name;
      const std::size_t units = dimension == 1 ? 3 : 2;
      cases.push_back({fmt::format("x{}-{}", dimension, file_word(name)), p, Verdict::valleys,
                       [p, units] { return valleys_of(p, units); }});
      cases.back().parameters.outputs.reset();
    }
  return cases;
}

} // namespace

Instance he2020_valleys() {
  using enum Parameter;
  return {"he2020",
          "theorem4-all-cells",
          "Theorems 3 and 4 decided for every cell of an arrangement: all local minima are global "
          "in their cell; how many valleys they make",
          {seed, samples, dimension, activation},
          valleys_cases};
}

Instance he2020_all_minima() {
  return {"he2020",
          "theorem4-all-minima",
          "Theorems 3 and 4 decided for cells: all local minima have one risk; none, one, two and "
          "four components",
          {},
          [](const InstanceParameters& given) {
            std::vector<InstanceCase> cases;
            for (const auto& [name, make] : {std::pair{"none", &in_cell_without_minima},
                                             {"one", &in_cell_of_one_component},
                                             {"two", &in_cell_of_two_components},
                                             {"four", &in_cell_of_four_components}})
              cases.push_back({name, given, Verdict::minima_of_cell,
                               [make = make] { return components_of(make()); }});
            return cases;
          }};
}

Instance he2020_minima_off_walls() {
  using enum Parameter;
  return {"he2020",
          "theorem3-off-walls",
          "Theorem 3 in all cells: the risks of all local minima off the walls with one, two, "
          "three units",
          {seed, samples, dimension},
          off_walls_cases};
}

} // namespace thalweg
