// SPDX-License-Identifier: GPL-3.0-or-later
//
// Two outputs of two units of two inputs. On class A, (0, 0), (1, 0), (0, 1), both units are on, on
// class B, (3, 1), (4, 2), (5, 0), the first one alone:
//   z = (x1 + x2 + 1, −x1 − x2 + 3),  F = (1/4, 1/2) (h1 + h2):
// (1, 2) on A, multiples of (1, 2) on B. That F is constant on A asks for dependent columns and
// dependent rows, which any rounding spoils: the outputs move in fewer ways there than beside it.

#include "trained/given_outputs.hpp"

#include "landscape/pattern_classes.hpp"
#include "landscape/subgradients.hpp"
#include "trained/exact_minimum.hpp"
#include "trained/guess/off_walls.hpp"
#include "unit/partition/small_data.hpp"
#include "unit/search/one_hidden_layer.hpp"

#include <catch2/catch.hpp>

using namespace thalweg;
using namespace thalweg::one_hidden_layer;
using thalweg::small_data::dataset_on_line;

namespace {

Layer dense(const std::string& activation, const std::vector<Vector>& rows, const Vector& biases) {
  Layer layer;
  layer.input_count = rows.front().size();
  layer.activation =
      activation == "identity" ? identity_activation() : named_activation(activation).value();
  for (const Vector& row : rows) {
    SparseRow& sparse = layer.weights.emplace_back();
    for (std::size_t k = 0; k < row.size(); ++k)
      sparse.emplace_back(k, row[k]);
  }
  layer.biases = biases;
  return layer;
}

/// With changes of the parameters of about `size`, all different.
Network two_outputs(const Rational& size) {
  const Network exact{
      {dense("relu", {{1, 1}, {-1, -1}}, {1, 3}),
       dense("identity", {{Rational(1, 4), Rational(1, 4)}, {Rational(1, 2), Rational(1, 2)}},
             {Rational(1, 3), 0})}};
  Vector parameters = parameter_vector(exact);
  for (std::size_t k = 0; k < parameters.size(); ++k)
    parameters[k] += size * fraction(static_cast<long>(k * k % 7) - 3, 3);
  return with_parameters(exact, parameters);
}

/// The outputs of the exact network are the targets.
Dataset two_classes() {
  Dataset data;
  data.columns = {"x1", "x2", "y1", "y2"};
  data.target_columns = {2, 3};
  data.inputs = {{0, 0}, {1, 0}, {0, 1}, {3, 1}, {4, 2}, {5, 0}};
  const Network exact = two_outputs(0);
  data.targets = sample_outputs(exact, data, pattern_classes(exact, data));
  return data;
}

} // namespace

TEST_CASE("outputs that any rounding spoils are had exactly", "[trained]") {
  const Dataset data = two_classes();
  const Network guess = two_outputs(Rational(1, 10'000'000));
  REQUIRE(sample_outputs(guess, data, pattern_classes(guess, data)) != data.targets);
  constexpr unsigned bits = 16;
  const HeldCell cell = guessed_held_cell(guess, data, {});
  const auto found = network_with_outputs(cell, data, data.targets, bits);
  REQUIRE(found);
  CHECK(sample_outputs(*found, data, pattern_classes(*found, data)) == data.targets);
  CHECK(largest_move(guess, *found) < Rational(1, 1000));
  std::size_t short_ones = 0;
  for (const Rational& parameter : parameter_vector(*found))
    short_ones += Rational(parameter * (1U << bits)).get_den() == 1 ? 1 : 0;
  CHECK(short_ones >= 3); // the outputs move in 9 ways at most there
}

TEST_CASE("outputs that the pieces cannot have are not had", "[trained]") {
  Dataset data = two_classes();
  const Network guess = two_outputs(Rational(1, 10'000'000));
  const Rational off(1, 100'000);
  data.targets[0][0] += off; // along (1, 2), as all that the first unit adds on class B
  data.targets[0][1] += 2 * off;
  const HeldCell cell = guessed_held_cell(guess, data, {});
  CHECK(network_with_outputs(cell, data, data.targets, 16));
  data.targets[0][1] -= off; // along another direction: the columns would not depend
  CHECK_FALSE(network_with_outputs(cell, data, data.targets, 16));
  data.targets[0][1] += off;
  data.inputs.push_back({1, 1});
  data.targets.push_back(data.targets[1]); // determined by the three others, and not so
  const HeldCell larger = guessed_held_cell(guess, data, {});
  CHECK_FALSE(network_with_outputs(larger, data, data.targets, 16));
}

TEST_CASE("a walk that tends to risk 0 ends in a global minimum", "[trained]") {
  const Dataset data = two_classes();
  WalkEnd end;
  end.network = two_outputs(Rational(1, 10'000'000));
  end.stop = WalkStop::risk_zero;
  const auto found = exact_minimum(end, data);
  const auto* minimum = std::get_if<ExactMinimum>(&found);
  REQUIRE(minimum != nullptr);
  CHECK(std::holds_alternative<GlobalMinimum>(minimum->minimum));
  CHECK(empirical_risk(minimum->network, data, pattern_classes(minimum->network, data)) == 0);
}

TEST_CASE("outputs that are optimal among the reachable ones make a local minimum", "[trained]") {
  // a fourth sample of class A, whose targets have residuals orthogonal to all affine maps there
  Dataset data = two_classes();
  data.inputs.push_back({1, 1});
  data.targets.push_back(data.targets[0]);
  const Rational off(1, 8);
  const int signs[] = {1, -1, -1, 0, 0, 0, 1};
  for (std::size_t i = 0; i < data.sample_count(); ++i)
    data.targets[i][0] += off * signs[i];
  WalkEnd end;
  end.network = two_outputs(Rational(1, 10'000'000));
  end.stop = WalkStop::converged;
  const auto found = exact_minimum(end, data);
  const auto* minimum = std::get_if<ExactMinimum>(&found);
  REQUIRE(minimum != nullptr);
  const auto* certified = std::get_if<CertifiedMinimum>(&minimum->minimum);
  REQUIRE(certified != nullptr);
  CHECK(certified->risk == 4 * off * off / 7);
  CHECK(certified->radius > 0);

  data.targets[3][0] += 1;
  CHECK(std::get<std::string>(exact_minimum(end, data)) ==
        "exact outputs: they are not optimal among those that the patterns can reach");
}

TEST_CASE("walls that carry no multiplier are left, others are not", "[trained]") {
  // 1 + relu(x + b), b = 0: the constant could be had with b < 0 as well, but not the line behind
  // it
  const Network network = network_of("relu", {{{Rational(1)}, 0, 1}}, 1);
  WalkEnd end;
  end.network = network;
  end.stop = WalkStop::converged;
  const Dataset line = dataset_on_line({-1, 0, 1, 2}, {1, Rational(1, 2), 2, 3});
  CHECK(std::get<std::string>(exact_minimum(end, line)) ==
        "exact outputs: they are not optimal among those that the patterns can reach");
  // at x = 1 alone the slope of the line is free
  const Dataset point = dataset_on_line({-1, 0, 1}, {Rational(3, 4), Rational(5, 4), 2});
  const auto found = exact_minimum(end, point);
  const auto* minimum = std::get_if<ExactMinimum>(&found);
  REQUIRE(minimum != nullptr);
  REQUIRE(std::holds_alternative<CertifiedMinimum>(minimum->minimum));
  CHECK(std::get<CertifiedMinimum>(minimum->minimum).risk == Rational(1, 24));
}

TEST_CASE("walls of a unit that does not count are left to both sides", "[trained]") {
  // z = w x with w = 0 is 0 at x = −1 and 1: one sample has to be on the other side
  const Dataset data = dataset_on_line({-1, 1}, {2, 2});
  Network network = network_of("relu", {{{Rational(0)}, 0, 0}}, 2);
  network.layers[0].has_biases = false;
  network.layers[0].biases = {0};
  const auto cell = guessed_off_walls(network, data, 0.125);
  REQUIRE(cell);
  CHECK(cell->ties.empty());
  CHECK(abs(abs(parameter_vector(cell->network)[0]) - Rational(1, 8)) < Rational(1, 1'000'000));
  CHECK(is_in_cell(*cell, floating_parameters(cell->network)));
  CHECK_FALSE(is_in_cell(*cell, {-parameter_vector(cell->network)[0].get_d(), 0, 2}));
}

TEST_CASE("a wall that no parameter leaves stays", "[trained]") {
  const Dataset data = dataset_on_line({0, 1}, {2, 3});
  Network network = network_of("relu", {{{Rational(1)}, 0, 1}}, 2);
  network.layers[0].has_biases = false;
  const auto cell = guessed_off_walls(network, data, 0.125);
  REQUIRE(cell);
  CHECK(cell->ties.size() == 1);
  CHECK(parameter_vector(cell->network) == parameter_vector(network));
}
