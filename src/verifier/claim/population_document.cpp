// SPDX-License-Identifier: Apache-2.0

#include "claim/population.hpp"

namespace thalweg::verifier {

namespace {

Integer read_integer(const Node& node, std::size_t bits) {
  const Fraction value = node.rational();
  node.require(value.denominator == 1, "population.entry", "an integer");
  node.require(bit_length(value.numerator) <= bits + 16, "population.entry",
               "an integer below 2^" + std::to_string(bits + 16));
  return value.numerator;
}

} // namespace

void read_population_minimum(const Node& node, Certificate& certificate) {
  node.require_keys(
      {"claim", "curvature", "radius", "distance", "risk_lower", "risk_upper", "barrier"});
  auto claim = std::make_unique<PopulationMinimum>(node.place());
  for (const auto& [key, number] : population_numbers)
    *claim.*number = node[key].rational();
  certificate.claims.push_back(std::move(claim));
}

void read_population(const Node& node, Certificate& certificate) {
  node.require_keys({"teachers", "bits", "units"});
  PopulationNetwork& network = claim_among<PopulationMinimum>(certificate.claims).network;
  network.json = &node.json();
  network.teachers = node["teachers"].count();
  network.bits = node["bits"].count();
  node["bits"].require(8 <= network.bits && network.bits <= 256, "population.bits",
                       "from 8 to 256");
  const Node units = node["units"];
  const std::size_t count = units.size_not_zero("unit");
  units.require(count <= 256, "population.units", "at most 256 units", std::to_string(count));
  node["teachers"].require(1 <= network.teachers && network.teachers <= count,
                           "population.teachers", "from 1 to the number of units");
  for (std::size_t i = 0; i < count; ++i) {
    const Node row = units[i];
    row.require_size(network.teachers, "teachers");
    List<Integer>& unit = network.units.emplace_back();
    for (std::size_t j = 0; j < network.teachers; ++j)
      unit.push_back(read_integer(row[j], network.bits));
  }
}

} // namespace thalweg::verifier
