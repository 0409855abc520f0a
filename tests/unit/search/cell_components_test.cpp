// SPDX-License-Identifier: GPL-3.0-or-later
//
// All minima of a cell: by hand, and at random against linear programs from the definition; what is
// found is written and verified.

#include "certificate/cell_claims.hpp"
#include "certificate/writer.hpp"
#include "exact/error.hpp"
#include "theorems/he2020/components.hpp"
#include "unit/search/naive_cells.hpp"
#include "unit/search/one_hidden_layer.hpp"
#include "verifier/verify.hpp"

#include <catch2/catch.hpp>

using namespace thalweg;
using namespace thalweg::one_hidden_layer;

namespace {

/// As the verifier says it.
void check_verified(const Network& network, const Dataset& data, const CellComponents& found) {
  CertificateDocument document;
  document.provenance = {"thalweg", "test"};
  document.data = data;
  document.network = network;
  document.further = {cell_components_claim(found)};
  const verifier::Outcome outcome = verifier::verify(certificate_text(document), {});
  CHECK(verifier::verdict_line(outcome) == "VERIFIED");
  for (const std::size_t other : {found.components + 1, found.components - 1}) {
    CellComponents wrong = found;
    wrong.components = other;
    document.further = {cell_components_claim(wrong)};
    CHECK(verifier::verify(certificate_text(document), {}).verdict != verifier::Verdict::accepted);
  }
}

/// Against the definition. Returns the number of components; nothing if a sample is on a wall.
std::optional<std::size_t> checked_components(const Network& network, const Dataset& data) {
  const Layer& hidden = network.layers.front();
  const naive_cells::Networks naive{data,
                                    {hidden.activation.slopes.front(),
                                     hidden.activation.slopes.back(), hidden.has_biases,
                                     network.layers.back().has_biases}};
  std::vector<naive_cells::Sides> cell(hidden.unit_count());
  for (const Vector& x : data.inputs) {
    const Vector z = network.pre_activations(x).front();
    for (std::size_t u = 0; u < z.size(); ++u)
      cell[u].push_back(sgn(z[u]));
  }
  for (const naive_cells::Sides& sides : cell)
    if (std::find(sides.begin(), sides.end(), 0) != sides.end()) {
      CHECK_THROWS_AS(cell_components(network, data), InputError);
      return std::nullopt;
    }
  const CellComponents found = cell_components(network, data);
  const std::vector<Signs> had = naive_cells::had_signs(naive, cell);
  CHECK(found.risk == naive_cells::risk_of(naive, naive_cells::nearest_outputs(naive, cell)));
  CHECK(found.sign_choices == had.size());
  CHECK(found.record.solutions.size() == had.size());
  CHECK(found.components == naive_cells::component_count(had));
  check_verified(network, data, found);
  return found.components;
}

} // namespace

TEST_CASE("the valley of he2020 has two components", "[search]") {
  const MinimaOfCell four = four_samples();
  for (const Network* network : {&four.a, &four.a_prime, &four.b})
    CHECK(checked_components(*network, four.data) == 2);
  const MinimaOfCell more = more_samples(7, 1);
  CHECK(checked_components(more.a, more.data) == 2);
}

TEST_CASE("cells with one component and with none", "[search]") {
  // one unit on at 1 and 2, off at −1: F = v w·(x, 1) there; y = 1, 2 is fitted by x, which is
  // negative at −1 as it must be; y = 2, 1 by 3 − x, which is positive there
  const Network network = network_of("relu", {{{1}, 0, 1}}, 0);
  Dataset data{{"x", "y"}, {1}, {{-1}, {1}, {2}}, {{0}, {1}, {2}}};
  CHECK(checked_components(network, data) == 1);
  data.targets = {{0}, {2}, {1}};
  CHECK(checked_components(network, data) == 0);
  data.targets = {{0}, {0}, {0}}; // p = 0 and c = 0 alone: v = 0, any w
  CHECK(checked_components(network, data) == 1);
  data = {{"x", "y"}, {1}, {{1}}, {{2}}}; // one sample: any v
  CHECK(checked_components(network, data) == 1);
}

TEST_CASE("random cells have the minima of their definition", "[search]") {
  const unsigned seed = 26;
  INFO("seed " << seed);
  std::mt19937 source(seed);
  std::map<std::size_t, std::size_t> rounds; // by components
  for (int round = 0; round < 150; ++round) {
    const std::size_t dimension = 1 + source() % 2, units = 1 + source() % 2;
    const Dataset data = random_samples(source, dimension, 1 + source() % 4);
    const char* const activations[] = {"relu", "abs", "leaky_relu:1/4"};
    Network network = random_network(source, activations[source() % 3], dimension, units);
    for (Layer& layer : network.layers)
      if (source() % 4 == 0) {
        layer.has_biases = false;
        layer.biases.assign(layer.biases.size(), 0);
      }
    INFO("round " << round);
    if (const auto components = checked_components(network, data))
      ++rounds[*components];
  }
  CHECK(rounds[0] > 5);
  CHECK(rounds[1] > 20);
  CHECK(rounds[2] > 0);
}

TEST_CASE("other networks are refused", "[search]") {
  const Dataset data{{"x", "y"}, {1}, {{1}, {2}}, {{0}, {1}}};
  CHECK_THROWS_AS(cell_components(network_of("hard_tanh", {{{1}, 0, 1}}, 0), data), Unsupported);
  std::vector<Unit> nine(9, {{1}, 1, 1});
  CHECK_THROWS_AS(cell_components(network_of("relu", nine, 0), data), Unsupported);
  Network deep = network_of("relu", {{{1}, 0, 1}}, 0);
  deep.layers.insert(deep.layers.begin(), deep.layers.front());
  CHECK_THROWS_AS(cell_components(deep, data), Unsupported);
}
