// SPDX-License-Identifier: GPL-3.0-or-later

#include "landscape/guess/single_moves.hpp"

#include "unit/landscape/samples.hpp"

#include <catch2/catch.hpp>

using namespace thalweg;

namespace {

/// F = [w x + b]_+ + c with w = b = c = 0, at (1, 1): a tie, the residual is −1.
Network dead_centre() {
  return {{{1, {{}}, {Rational(0)}, relu()},
           {1, {{{0, Rational(1)}}}, {Rational(0)}, identity_activation()}}};
}

} // namespace

TEST_CASE("one side of a tie descends, the other does not", "[landscape]") {
  const Network network = dead_centre();
  const Dataset data{{"x", "y"}, {1}, {{1}}, {{1}}};
  const auto moves = descending_moves(network, unsettled_states(network, data), 10);
  REQUIRE(moves.size() == 3); // c, w and b upwards; the output weight meets h = 0
  CHECK(moves[0].layer == 1);
  CHECK_FALSE(moves[0].input);
  CHECK(direction_of(moves[1]) == Direction{{{0, 0, 0, 1}}, {}});
  CHECK(direction_of(moves[2]) == Direction{{}, {{0, 0, 1}}});
  for (const SingleMove& move : moves) {
    CHECK(move.derivative == -2);
    const auto ray = descent_along(network, data, direction_of(move));
    REQUIRE(ray);
    CHECK(ray->risk_difference.coefficients()[1] == -2); // R = (F − 1)²
  }
}

TEST_CASE("the sign of the input turns the side of a weight", "[landscape]") {
  const Network network = dead_centre();
  const Dataset data{{"x", "y"}, {1}, {{-2}}, {{1}}};
  const auto moves = descending_moves(network, unsettled_states(network, data), 1);
  REQUIRE(moves.size() == 1); // the steepest: |x| = 2
  CHECK(direction_of(moves[0]) == Direction{{{0, 0, 0, -1}}, {}});
  CHECK(moves[0].derivative == -4);
}

TEST_CASE("without work nothing is proposed", "[landscape]") {
  const Network network = dead_centre();
  const Dataset data{{"x", "y"}, {1}, {{1}}, {{1}}};
  CHECK(descending_moves(network, unsettled_states(network, data), 10, 0).empty());
}
