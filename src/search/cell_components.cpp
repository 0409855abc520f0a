// SPDX-License-Identifier: GPL-3.0-or-later

#include "search/cell_components.hpp"

#include "exact/error.hpp"
#include "exact/watched_work.hpp"

#include <fmt/format.h>

namespace thalweg {

namespace {

constexpr std::size_t most_units_of_cell = 8;

void require_supported(const Network& network) {
  const auto refuse = [](const std::string& expected, const std::string& found) {
    throw Unsupported(fmt::format("components: expected {}, found {}", expected, found));
  };
  require_dense_layers(network, "components");
  if (network.layers.size() != 2 || network.output_dimension() != 1)
    refuse("one hidden layer and one output", architecture(network));
  const Activation& activation = network.layers.front().activation;
  if (activation.breakpoints != Vector{0} || activation.intercepts != Vector{0, 0} ||
      activation.slopes.front() == activation.slopes.back())
    refuse("an activation of two slopes that meet at 0, where it is 0", activation.name);
  if (network.layers.front().unit_count() > most_units_of_cell)
    refuse(fmt::format("at most {} hidden units", most_units_of_cell),
           std::to_string(network.layers.front().unit_count()));
}

/// [unit][sample]
std::vector<std::vector<bool>> sides_of_units(const Network& network, const Dataset& data) {
  std::vector<std::vector<bool>> result(network.layers.front().unit_count());
  for (std::size_t i = 0; i < data.sample_count(); ++i) {
    const Vector z = network.pre_activations(data.inputs[i]).front();
    for (std::size_t u = 0; u < z.size(); ++u) {
      if (z[u] == 0)
        throw InputError(fmt::format("components: expected no sample on a wall, found sample {} at "
                                     "the breakpoint of unit {}",
                                     i, u));
      result[u].push_back(z[u] > 0);
    }
  }
  return result;
}

} // namespace

std::pair<SignTable, SignRecord> decided_signs(const SolvedUnits& units) {
  SignTable table(units.size());
  SignRecord record;
  const std::vector<Signs> choices = sign_choices(units.size());
  for (std::size_t k = 0; k < choices.size(); ++k) {
    tell_progress(Share::of(k, choices.size()), "signs of the output weights");
    if (table.state(choices[k]) != SignTable::State::open)
      continue;
    std::variant<Vector, Relation> found = table.decide(units, choices[k]);
    if (Vector* const solution = std::get_if<Vector>(&found))
      record.solutions.push_back(std::move(*solution));
    else
      record.relations.push_back(std::get<Relation>(std::move(found)));
  }
  return {std::move(table), std::move(record)};
}

CellComponents cell_components(const Network& network, const Dataset& data) {
  require_supported(network);
  const Layer& hidden = network.layers.front();
  const UnitInputs inputs(data, hidden.activation.slopes.front(), hidden.activation.slopes.back(),
                          hidden.has_biases);
  std::vector<UnitPattern> patterns;
  for (std::vector<bool>& sides : sides_of_units(network, data))
    patterns.push_back(unit_pattern(inputs, std::move(sides)));
  CellFit fit(data);
  if (network.layers.back().has_biases)
    fit.add(IntegerColumn(data.sample_count(), 1));
  std::vector<PlacedUnit> units;
  for (const UnitPattern& pattern : patterns) {
    units.push_back({&pattern, fit.size()});
    inputs.add_columns(fit, pattern.is_above);
  }
  const SolvedUnits solved(inputs, fit.solutions(), units);
  auto [table, record] = decided_signs(solved);
  return {fit.risk(), table.component_count(), table.count_had(), std::move(record)};
}

} // namespace thalweg
