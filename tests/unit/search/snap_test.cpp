// SPDX-License-Identifier: GPL-3.0-or-later

#include "search/snap.hpp"

#include "exact/error.hpp"
#include "unit/partition/small_data.hpp"
#include "unit/search/one_hidden_layer.hpp"

#include <catch2/catch.hpp>

using namespace thalweg;
using namespace thalweg::one_hidden_layer;
using thalweg::small_data::dataset_on_line;

namespace {

Rational risk_of(const Network& network, const Dataset& data) {
  return empirical_risk(network, data, pattern_classes(network, data));
}

/// Every parameter moved by at most `radius`.
Network moved(Network network, const Rational& radius, std::mt19937& source) {
  const auto change = [&] {
    return Rational(radius * fraction(static_cast<long>(source() % 17) - 8, 8));
  };
  for (auto& layer : network.layers) {
    for (SparseRow& row : layer.weights) {
      Vector dense(layer.input_count);
      for (const auto& [input, weight] : row)
        dense[input] = weight;
      row.clear();
      for (std::size_t j = 0; j < dense.size(); ++j)
        if (const Rational weight = dense[j] + change(); weight != 0)
          row.emplace_back(j, weight);
    }
    for (Rational& bias : layer.biases)
      bias += change();
  }
  return network;
}

} // namespace

TEST_CASE("a network near a minimum is moved into it", "[search]") {
  // as in cell_minimum_test.cpp: F = 1 + 2 max(0, 3/2 x - 1) is the minimum, risk 1/2
  const Dataset data = dataset_on_line({-2, -1, 1, 2}, {0, 2, 2, 5});
  const Network start =
      network_of("relu", {{{Rational(31, 20)}, Rational(-9, 10), 2}}, Rational(11, 10));
  const SnapResult result = snap(start, data);
  REQUIRE(std::holds_alternative<CertifiedMinimum>(result.minimum));
  CHECK(result.start_risk == risk_of(start, data));
  CHECK(result.risk == Rational(1, 2));
  CHECK(result.hops == 0);
  CHECK(result.network.layers[1].weights == std::vector<SparseRow>{{{0, 2}}});
  CHECK(result.network.layers[0].biases == Vector{-1});
}

TEST_CASE("a minimum stays where it is", "[search]") {
  const Dataset data = dataset_on_line({-2, -1, 1, 2}, {0, 2, 2, 5});
  const SnapResult result = snap(network_of("relu", {{{Rational(3, 2)}, -1, 2}}, 1), data);
  CHECK(result.is_certified());
  CHECK(result.steps == 0);
  CHECK(result.risk == result.start_risk);
}

TEST_CASE("an exact fit is a global minimum, on a wall too", "[search]") {
  // y = |x|: the sample 0 is on the wall of the only fit
  const Dataset data = dataset_on_line({-2, -1, 0, 1, 2}, {2, 1, 0, 1, 2});
  const Network start = network_of("abs", {{{1}, Rational(1, 10), 1}}, Rational(1, 10));
  const SnapResult result = snap(start, data);
  CHECK(std::holds_alternative<GlobalMinimum>(result.minimum));
  CHECK(result.risk == 0);
}

TEST_CASE("a minimum on a wall is not certified", "[search]") {
  // cell_walk_test.cpp: the lowest risk 2/35 is on the wall of sample 2
  const Dataset data = dataset_on_line({-2, -1, 0, 1, 2}, {2, 1, -1, 1, 2});
  const SnapResult result =
      snap(network_of("abs", {{{Rational(7, 5)}, 0, 1}}, Rational(-7, 10)), data, {100});
  CHECK_FALSE(result.is_certified());
  CHECK(result.reason == "the minimum lies on a wall (sample 2, unit 0)");
  CHECK(result.steps == 100);
  CHECK(result.hops > 0);
  CHECK(result.risk.get_d() == Approx(2.0 / 35));
}

TEST_CASE("without steps nothing is found", "[search]") {
  const Dataset data = dataset_on_line({-2, -1, 1, 2}, {0, 2, 2, 5});
  const SnapResult result = snap(network_of("relu", {{{1}, 0, 1}}, 0), data, {0});
  CHECK_FALSE(result.is_certified());
  CHECK(result.reason == "the steps are used up");
  CHECK(result.risk.get_d() == Approx(result.start_risk.get_d()));
}

TEST_CASE("one sample, equal inputs and dead units have minima", "[search]") {
  const Network relu = network_of("relu", {{{1}, -5, 1}, {{-1}, -5, 0}}, 0);
  const SnapResult one = snap(relu, dataset_on_line({1}, {3}));
  CHECK(std::holds_alternative<GlobalMinimum>(one.minimum));
  const SnapResult equal = snap(relu, dataset_on_line({1, 1}, {0, 2}));
  REQUIRE(std::holds_alternative<CertifiedMinimum>(equal.minimum));
  CHECK(equal.risk == 1);
}

TEST_CASE("deeper networks are unsupported", "[search]") {
  Network deep = network_of("relu", {{{1}, 0, 1}}, 0);
  deep.layers.insert(deep.layers.begin(), deep.layers.front());
  CHECK_THROWS_AS(snap(deep, dataset_on_line({1}, {3})), Unsupported);
}

TEST_CASE("minima are no higher than the start, nor than anything within the radius", "[search]") {
  std::mt19937 source(17);
  std::size_t certified = 0;
  for (int round = 0; round < 60; ++round) {
    INFO("seed 17, round " << round);
    const char* names[] = {"relu", "abs", "leaky_relu:1/10", "hard_tanh", "hard_sigmoid"};
    const std::size_t inputs = 1 + source() % 2;
    const Network start = random_network(source, names[source() % 5], inputs, 1 + source() % 3);
    const Dataset data = random_samples(source, inputs, 1 + source() % 10);
    const SnapResult result = snap(start, data, {200});
    CHECK(result.start_risk == risk_of(start, data));
    CHECK(result.risk == risk_of(result.network, data));
    CHECK(has_same_architecture(result.network, start));
    if (!result.is_certified())
      continue;
    ++certified;
    CHECK(result.risk <= result.start_risk);
    if (const auto* minimum = std::get_if<CertifiedMinimum>(&result.minimum))
      for (int trial = 0; trial < 10; ++trial)
        CHECK(risk_of(moved(result.network, minimum->radius, source), data) >= result.risk);
  }
  CHECK(certified > 40);
}
