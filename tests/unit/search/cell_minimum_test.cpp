// SPDX-License-Identifier: GPL-3.0-or-later
//
// Worked by hand: inputs −2, −1, 1, 2, one ReLU unit with v > 0, off at the negative inputs, on at
// the positive ones. There F = c, the mean of their targets 0 and 2: c = 1; and F = c + a x + b is
// the line through the two positive samples.

#include "search/cell_minimum.hpp"

#include "landscape/decision.hpp"
#include "landscape/stationarity.hpp"
#include "unit/partition/small_data.hpp"
#include "unit/search/one_hidden_layer.hpp"

#include <catch2/catch.hpp>

using namespace thalweg;
using namespace thalweg::one_hidden_layer;
using thalweg::small_data::dataset_on_line;

namespace {

const Network like = network_of("relu", {{{1}, 0, 1}}, 0);
const LiftedCell half_on{{1}, {{0, 0, 1, 1}}};

Dataset hinge_data(const Rational& at_one) {
  return dataset_on_line({-2, -1, 1, 2}, {0, 2, at_one, 5});
}

CellGuess guess_of(Vector coordinates, Vector scales) {
  return {std::move(coordinates), std::move(scales), {}};
}

} // namespace

TEST_CASE("the minimum of a cell is the least squares solution", "[search]") {
  // through (1, 2) and (2, 5): a = 3, b = -2; with the scale 2: w = 3/2, b = -1, v = 2
  const Dataset data = hinge_data(2);
  const auto network = cell_minimum(like, data, half_on, guess_of({0, 0, 0}, {2}));
  REQUIRE(network);
  CHECK(network->layers[0].weights == std::vector<SparseRow>{{{0, Rational(3, 2)}}});
  CHECK(network->layers[0].biases == Vector{-1});
  CHECK(network->layers[1].weights == std::vector<SparseRow>{{{0, 2}}});
  CHECK(network->layers[1].biases == Vector{1});
  // the settled samples 1 and 2 are exempt; z = -5/2 at x = -1: r (1 + 1) < 5/2
  const Decision verdict = decision(*network, data);
  REQUIRE(std::holds_alternative<CertifiedMinimum>(verdict));
  CHECK(std::get<CertifiedMinimum>(verdict).risk == Rational(1, 2));
}

TEST_CASE("a cell whose optimum is outside has no minimum", "[search]") {
  // through (1, 0): b = -6, a = 5: the unit would be off at 1
  CHECK_FALSE(cell_minimum(like, hinge_data(0), half_on, guess_of({0, 0, 0}, {1})));
}

TEST_CASE("an optimum on a wall counts only if the samples there are settled", "[search]") {
  // through (1, 1): a = 4, b = -4: z = 0 at x = 1, where F = 1 = y
  const Dataset data = hinge_data(1);
  CellGuess guess = guess_of({0, 0, 0}, {1});
  CHECK_FALSE(cell_minimum(like, data, half_on, guess));
  guess.is_settled = {false, false, true, false};
  const auto network = cell_minimum(like, data, half_on, guess);
  REQUIRE(network);
  CHECK(network->layers[0].biases == Vector{-4});
  CHECK(std::holds_alternative<CertifiedMinimum>(decision(*network, data)));
  guess.is_settled = {true, true, false, true};
  CHECK_FALSE(cell_minimum(like, data, half_on, guess));
}

TEST_CASE("the sign of the output weight is kept", "[search]") {
  // mirrored targets, v = -1
  Dataset data = hinge_data(2);
  for (Vector& target : data.targets)
    target.front() = -target.front();
  const auto network =
      cell_minimum(like, data, LiftedCell{{-1}, {{0, 0, 1, 1}}}, guess_of({0, 0, 0}, {1}));
  REQUIRE(network);
  CHECK(network->layers[0].biases == Vector{-2});
  CHECK(network->layers[1].weights == std::vector<SparseRow>{{{0, -1}}});
  CHECK_FALSE(cell_minimum(like, data, half_on, guess_of({0, 0, 0}, {1})));
}

TEST_CASE("free coordinates stay near the guess if it has room there", "[search]") {
  // a unit that is off everywhere is free; -x - 20 has the margin 18/3 > 1 already
  const LiftedCell off{{1}, {{0, 0, 0, 0}}};
  const auto near = cell_minimum(like, hinge_data(2), off, guess_of({-1, -20, 0}, {1}));
  REQUIRE(near);
  CHECK(near->layers[0].weights == std::vector<SparseRow>{{{0, -1}}});
  CHECK(abs(near->layers[0].biases[0] + 20) <= 2);         // shortened
  CHECK(near->layers[1].biases == Vector{Rational(9, 4)}); // the mean target
  // a guess outside is moved in
  const auto moved = cell_minimum(like, hinge_data(2), off, guess_of({1, 0, 0}, {1}));
  REQUIRE(moved);
  CHECK(std::holds_alternative<CertifiedMinimum>(decision(*moved, hinge_data(2))));
}

TEST_CASE("with breakpoints beside 0 the scale is a coordinate", "[search]") {
  // hard tanh, x = -4, -3, 0, 1, 3, 4 at -1, -1, between, between, 1, 1, targets 0, 2, 2, 3, 3, 5:
  // c - t = 1, c + t = 4, so c = 5/2, t = 3/2; c + a x + b through (0, 2), (1, 3): a = 1, b = -1/2
  const Dataset data = dataset_on_line({-4, -3, 0, 1, 3, 4}, {0, 2, 2, 3, 3, 5});
  const Network tanh_like = network_of("hard_tanh", {{{1}, 0, 1}}, 0);
  const LiftedCell cell{{1}, {{0, 0, 1, 1, 2, 2}}};
  const auto network = cell_minimum(tanh_like, data, cell, guess_of({0, 0, 0, 0}, {1}));
  REQUIRE(network);
  CHECK(network->layers[0].weights == std::vector<SparseRow>{{{0, Rational(2, 3)}}});
  CHECK(network->layers[0].biases == Vector{Rational(-1, 3)});
  CHECK(network->layers[1].weights == std::vector<SparseRow>{{{0, Rational(3, 2)}}});
  CHECK(network->layers[1].biases == Vector{Rational(5, 2)});
  // the same with v < 0 would need t = -3/2
  CHECK_FALSE(
      cell_minimum(tanh_like, data, LiftedCell{{-1}, cell.pieces}, guess_of({0, 0, 0, 0}, {1})));
}

TEST_CASE("what is returned is stationary in its cell", "[search]") {
  std::mt19937 source(3);
  std::size_t found = 0;
  for (int round = 0; round < 300; ++round) {
    INFO("seed 3, round " << round);
    const std::size_t inputs = 1 + source() % 2, units = 1 + source() % 3;
    const char* names[] = {"relu", "abs", "leaky_relu:1/10", "hard_tanh", "relu6"};
    const Network network = random_network(source, names[source() % 5], inputs, units);
    const Dataset data = random_samples(source, inputs, 1 + source() % 6);
    LiftedCell cell;
    bool is_on_wall = false;
    for (std::size_t k = 0; k < units; ++k) {
      cell.signs.push_back(source() % 2 == 0 ? 1 : -1);
      cell.pieces.emplace_back();
      for (const Vector& x : data.inputs) {
        const auto piece = network.layers[0].activation.piece_of(network.pre_activations(x)[0][k]);
        is_on_wall = is_on_wall || !piece;
        cell.pieces.back().push_back(piece.value_or(0));
      }
    }
    const LiftedShape shape = lifted_shape(network);
    const auto minimum = cell_minimum(
        network, data, cell, {Vector(shape.coordinate_count()), Vector(units, Rational(1)), {}});
    if (!minimum || is_on_wall)
      continue;
    ++found;
    const PatternClasses classes = pattern_classes(*minimum, data);
    CHECK(classes.on_wall.empty());
    for (const PatternClass& c : classes.classes)
      for (const std::size_t i : c.members)
        for (std::size_t k = 0; k < units; ++k)
          CHECK(c.pieces[0][k] == cell.pieces[k][i]);
    CHECK_FALSE(lifted_stationarity_failure(*minimum, data, classes));
  }
  CHECK(found > 20);
}
