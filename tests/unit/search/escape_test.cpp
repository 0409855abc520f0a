// SPDX-License-Identifier: GPL-3.0-or-later
//
// Ways out of minima: by hand the example of SPECIFICATION.md, section 35; random networks with a
// spare unit; networks without one.

#include "search/escape.hpp"

#include "risk/problem.hpp"

#include <catch2/catch.hpp>

#include <random>

using namespace thalweg;

namespace {

Network one_unit(const Rational& weight, const Rational& bias, const Rational& reader) {
  return {{{1, {{{0, weight}}}, {bias}, relu()},
           {1, {reader == 0 ? SparseRow{} : SparseRow{{0, reader}}}, {1}, identity_activation()}}};
}

const Dataset three = {{"x", "y"}, {1}, {{0}, {1}, {2}}, {{0}, {0}, {3}}};

Rational risk_of(const Network& network, const Problem& problem) {
  std::vector<Vector> outputs;
  for (const Vector& x : problem.data.inputs)
    outputs.push_back(network(x));
  return mean_loss(problem, outputs);
}

/// (1 − t) a + t b of two networks of dense layers.
Network between(const Network& a, const Network& b, const Rational& t) {
  Network result = a;
  for (std::size_t l = 0; l < a.layers.size(); ++l)
    for (std::size_t j = 0; j < a.layers[l].unit_count(); ++j) {
      Vector row(a.layers[l].input_count);
      for (const auto& [k, weight] : a.layers[l].weights[j])
        row[k] += (1 - t) * weight;
      for (const auto& [k, weight] : b.layers[l].weights[j])
        row[k] += t * weight;
      result.layers[l].weights[j].clear();
      for (std::size_t k = 0; k < row.size(); ++k)
        if (row[k] != 0)
          result.layers[l].weights[j].emplace_back(k, row[k]);
      result.layers[l].biases[j] = (1 - t) * a.layers[l].biases[j] + t * b.layers[l].biases[j];
    }
  return result;
}

void check_never_rises(const Network& network, const Problem& problem, const Escape& escape) {
  Rational last = risk_of(network, problem);
  CHECK(last == escape.risk);
  const Network* from = &network;
  for (const Network& waypoint : escape.waypoints) {
    for (long t = 1; t <= 8; ++t) {
      const Rational here = risk_of(between(*from, waypoint, fraction(t, 8)), problem);
      CHECK(here <= last);
      last = here;
    }
    from = &waypoint;
  }
  CHECK(last == escape.better_risk);
  CHECK(escape.better_risk < escape.risk);
}

} // namespace

TEST_CASE("a unit that is off and read is switched off, turned, switched on", "[search]") {
  const Network network = one_unit(-1, -1, 5);
  const auto escape = escape_from(network, three);
  REQUIRE(escape);
  CHECK(escape->risk == 2);
  CHECK(escape->waypoints.size() == 3);
  CHECK(escape->waypoints[0].layers[0].weights == network.layers[0].weights);
  CHECK(escape->waypoints[0].layers[1].weights[0].empty());
  CHECK(escape->waypoints[1].layers[1].weights[0].empty());
  check_never_rises(network, three, *escape);
  CHECK(escape_from(one_unit(-1, -1, 0), three)->waypoints.size() == 2); // not read
}

TEST_CASE("no way out is found where there is none to find", "[search]") {
  CHECK_FALSE(escape_from(one_unit(1, 1, 1), three)); // no spare unit
  const Dataset constant = {{"x", "y"}, {1}, {{0}, {1}}, {{1}, {1}}};
  CHECK_FALSE(escape_from(one_unit(-1, -1, 5), constant)); // risk 0
  const Network affine{{{1, {{{0, 1}}}, {0}, identity_activation()}}};
  CHECK_FALSE(escape_from(affine, three)); // no hidden layer
}

TEST_CASE("random networks with a spare unit, losses of every kind", "[search]") {
  std::mt19937 random(2511);
  const auto small = [&] { return fraction(static_cast<long>(random() % 9) - 4, 2); };
  std::size_t found = 0;
  for (int round = 0; round < 60; ++round) {
    Dataset data{{"a", "b", "y"}, {2}, {}, {}};
    for (int i = 0; i < 6; ++i) {
      data.inputs.push_back({small(), small()});
      data.targets.push_back({small()});
    }
    Network network{{{2, {}, {}, relu()}, {3, {{}}, {small()}, identity_activation()}}};
    for (std::size_t j = 0; j < 3; ++j) {
      network.layers[0].weights.push_back({{0, small() + 5}, {1, small() + 5}});
      network.layers[0].biases.push_back(j == 0 ? Rational(-100) : small());
      network.layers[1].weights[0].emplace_back(j, small() + 5);
    }
    for (const WeightedLoss& loss : {WeightedLoss{}, WeightedLoss{loss_of_text("absolute")},
                                     WeightedLoss{loss_of_text("huber:1")}})
      if (const auto escape = escape_from(network, {data, loss})) {
        ++found;
        check_never_rises(network, {data, loss}, *escape);
      }
  }
  CHECK(found > 100);
}
