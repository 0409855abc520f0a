// SPDX-License-Identifier: GPL-3.0-or-later
//
// Worked by hand: inputs −2..2, one abs unit, F = c + |a x + b|. For the targets 2, 1, y, 1, 2 and
// b = 0 least squares gives a = 10/7, c = −5/7 if y = −1. At x = 0 then F = −5/7 > y, and moving b
// raises F there: a convex kink. The sample stays on the wall, at the risk 2/35.

#include "search/cell_hop.hpp"
#include "search/cell_walk.hpp"

#include "landscape/pattern_classes.hpp"
#include "unit/partition/small_data.hpp"
#include "unit/search/one_hidden_layer.hpp"

#include <catch2/catch.hpp>

#include <cmath>

using namespace thalweg;
using namespace thalweg::one_hidden_layer;
using thalweg::small_data::dataset_on_line;

namespace {

Dataset valley(const Rational& y) {
  return dataset_on_line({-2, -1, 0, 1, 2}, {2, 1, y, 1, 2});
}

const Network start = network_of("abs", {{{1}, Rational(1, 5), 1}}, 0);

struct Walk {
  WalkProblem problem;
  WalkState state;
  CellWalkEnd end;
};

Walk walk(const Network& network, const Dataset& data, std::size_t steps = 1000) {
  const WalkProblem problem = walk_problem(network, data);
  WalkState state = walk_start(problem, network, data);
  const CellWalkEnd end = walk_down(problem, state, steps);
  return {problem, state, end};
}

/// Is a unit on its breakpoint everywhere? Then only some directions have been tried.
bool has_unit_at_zero(const WalkProblem& problem, const WalkState& state) {
  std::vector<std::size_t> held(problem.shape.unit_count);
  for (const HeldWall& wall : state.held)
    if (++held[wall.unit] > problem.shape.input_dimension)
      return true;
  return false;
}

} // namespace

TEST_CASE("a walk ends on a wall behind which the risk rises", "[search]") {
  const Walk result = walk(start, valley(-1));
  CHECK(result.end == CellWalkEnd::on_wall);
  CHECK(result.state.held == std::vector<HeldWall>{{0, 2, 0}});
  CHECK(walk_risk(result.problem, result.state) == Approx(2.0 / 35));
  const Vector p = lifted_coordinates(result.problem, result.state);
  CHECK(p[0].get_d() == Approx(10.0 / 7));
  CHECK(p[1].get_d() == Approx(0).margin(1e-9));
  CHECK(p[2].get_d() == Approx(-5.0 / 7));
}

TEST_CASE("a walk leaves a wall behind which the risk falls", "[search]") {
  // y = 1 is above the kink: b = 0 is left to one side
  const Walk result = walk(network_of("abs", {{{1}, 0, 1}}, 0), valley(1));
  CHECK(result.end == CellWalkEnd::interior);
  CHECK(std::abs(lifted_coordinates(result.problem, result.state)[1].get_d()) > 0.01);
}

TEST_CASE("a walk without steps stays where it is", "[search]") {
  const Walk result = walk(start, valley(-1), 0);
  CHECK(result.end == CellWalkEnd::no_steps);
}

TEST_CASE("the start is the network", "[search]") {
  std::mt19937 source(11);
  for (int round = 0; round < 100; ++round) {
    INFO("seed 11, round " << round);
    const char* names[] = {"relu", "abs", "hard_tanh"};
    const std::size_t inputs = 1 + source() % 3;
    const Network network = random_network(source, names[source() % 3], inputs, 3);
    const Dataset data = random_samples(source, inputs, 1 + source() % 8);
    const WalkProblem problem = walk_problem(network, data);
    const WalkState state = walk_start(problem, network, data);
    const double risk = empirical_risk(network, data, pattern_classes(network, data)).get_d();
    if (network.layers[1].weights[0].size() == 3) // no output weight is 0
      CHECK(walk_risk(problem, state) == Approx(risk).margin(1e-9));
  }
}

TEST_CASE("an output weight 0 becomes the best one", "[search]") {
  // σ = |x|, y = 3|x| + 1: with c = 1 the best v is 3
  const Dataset data = dataset_on_line({-1, 1, 2}, {4, 4, 7});
  const Network network = network_of("abs", {{{1}, 0, 0}}, 1);
  const WalkProblem problem = walk_problem(network, data);
  CHECK(walk_risk(problem, walk_start(problem, network, data)) == Approx(0).margin(1e-9));
}

TEST_CASE("inputs in general position: the risk never rises, nothing near the end is lower",
          "[search]") {
  std::mt19937 source(5);
  for (int round = 0; round < 200; ++round) {
    INFO("seed 5, round " << round);
    const char* names[] = {"relu", "abs", "leaky_relu:1/10", "relu6"};
    const std::size_t inputs = 1 + source() % 2;
    const Network network = random_network(source, names[source() % 4], inputs, 1 + source() % 4);
    const Dataset data = random_samples(source, inputs, 1 + source() % 12, 997);
    const WalkProblem problem = walk_problem(network, data);
    WalkState state = walk_start(problem, network, data);
    double risk = walk_risk(problem, state);
    CellWalkEnd end = CellWalkEnd::no_steps;
    for (int step = 0; step < 1000 && end == CellWalkEnd::no_steps; ++step) {
      std::size_t one = 1;
      end = walk_down(problem, state, one);
      const double next = walk_risk(problem, state);
      CHECK(next <= risk + 1e-9 * (1 + risk));
      risk = next;
    }
    CHECK(end != CellWalkEnd::no_steps);
    if (end == CellWalkEnd::infinite || has_unit_at_zero(problem, state))
      continue;
    for (int trial = 0; trial < 20; ++trial) {
      WalkState other = state;
      constexpr double distance = 1e-6;
      for (double& coordinate : other.coordinates)
        coordinate += distance * (static_cast<double>(source() % 2001) / 1000 - 1);
      settle_pieces(problem, other);
      CHECK(walk_risk(problem, other) >= risk - 1e-3 * distance);
    }
  }
}

TEST_CASE("hops are the same in every run and hold nothing", "[search]") {
  const Walk result = walk(start, valley(-1));
  Hops first, second;
  for (int k = 0; k < 10; ++k) {
    const WalkState a = first.next(result.problem, result.state);
    const WalkState b = second.next(result.problem, result.state);
    CHECK(a.coordinates == b.coordinates);
    CHECK(a.coordinates != result.state.coordinates);
    CHECK(a.held.empty());
  }
  CHECK(first.count() == 10);
}
