// SPDX-License-Identifier: GPL-3.0-or-later
//
// Where all outputs that any parameters reach are reached by some of them, and where not.

#include "trained/guess/output_span.hpp"

#include "trained/exact_risks.hpp"
#include "unit/trained/slice_examples.hpp"

#include <catch2/catch.hpp>

using namespace thalweg;
using namespace thalweg::slice_examples;

namespace {

std::optional<GuessedSpan> span_at(const Network& network, const Dataset& data,
                                   const std::vector<HeldPair>& held = {}) {
  const TrainingProblem training{data, WeightedLoss(), {}};
  const HeldCell cell = guessed_held_cell(network, data, held);
  const PointLosses losses(training, cell.points);
  const SliceProblem problem{cell, losses, decay_of_parameters(network, {})};
  const SlicePoint point{parameter_vector(network), Vector(cell.ties.size())};
  const FloatingSlicePoint at = guessed_floating_point(problem, point);
  return guessed_output_span(problem, at, floating_derivatives(cell, at.parameters, at.adjoints));
}

} // namespace

TEST_CASE("lines are reached by two of four parameters", "[trained]") {
  const auto found = span_at(line_network(), line_data());
  REQUIRE(found);
  CHECK(found->fixed.size() == 2);
  CHECK(found->span.rows.size() == 2);
  CHECK(found->span.paths.empty());
}

TEST_CASE("a tie follows its path to the output", "[trained]") {
  // lines on x = 1, 2, a constant, and the value at the tie: of the line, as it is at its end
  const Network network =
      one_hidden_layer::network_of("relu", {{{Rational(1)}, Rational(0), Rational(1)}}, 0);
  const auto found = span_at(network, wall_data(), {{0, 0, 1}});
  REQUIRE(found);
  CHECK(found->fixed.size() == 1);
  CHECK(found->span.rows.size() == 2);
  // the third parameter of w, b, a, c
  CHECK(found->span.paths == std::vector<std::vector<std::size_t>>{{2}});
}

TEST_CASE("a tie follows all ways that let the same through", "[trained]") {
  // h = σ(x); σ(h + 4), σ(h/2 + 1) and, on at x = 2 only, σ(h − 3/2); their sum and a constant
  Network network = one_hidden_layer::network_of("relu", {{{Rational(1)}, 0, Rational(1)}}, 0);
  Layer second = network.layers.front();
  second.weights = {{{0, 1}}, {{0, Rational(1, 2)}}, {{0, 1}}};
  second.biases = {4, 1, Rational(-3, 2)};
  Layer last = network.layers.back();
  last.input_count = 3;
  last.weights = {{{0, 1}, {1, 1}, {2, 1}}};
  network.layers = {network.layers.front(), second, last};
  const auto found = span_at(network, wall_data(), {{0, 0, 1}});
  REQUIRE(found);
  CHECK(found->span.paths == std::vector<std::vector<std::size_t>>{{2, 3, 8, 9}});
}

TEST_CASE("a constant unit that nothing reads does not reach the lines", "[trained]") {
  CHECK_FALSE(span_at(one_hidden_layer::network_of(
                          "relu", {{{Rational(0)}, Rational(1, 2), Rational(0)}}, Rational(0)),
                      line_data()));
}
