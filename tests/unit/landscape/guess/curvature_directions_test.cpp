// SPDX-License-Identifier: GPL-3.0-or-later
//
// A bottleneck that has taken the smaller of two directions: x = (±1, ±1), y = (2 x_1, x_2), one
// linear unit w = (0, 1), b = 0, v = (0, 1), biases 0: F = (0, x_2), R = 4. Along w_1 = εa, v_1 =
// εk: F − y = (ε²ak x_1 + εk x_2 − 2x_1, εa x_1), the means of x_1², x_2² are 1, of x_1 x_2 0, so
// R − 4 = ε²(a² + k² − 4ak) + ε⁴ (ak)²: the Hessian over (w_1, v_1) is ((2, −4), (−4, 2)) with
// eigenvalues −2 along (1, 1) and 6, and a = k = 1 gives −2ε² + ε⁴.

#include "landscape/decision.hpp"
#include "landscape/guess/curvature_directions.hpp"

#include "unit/landscape/samples.hpp"

#include <catch2/catch.hpp>

using namespace thalweg;
using namespace thalweg::samples;

namespace {

const Dataset square =
    dataset({{1, 1}, {1, -1}, {-1, 1}, {-1, -1}}, {{2, 1}, {2, -1}, {-2, 1}, {-2, -1}});
const Network bottleneck{{layer(2, {{0, 1}}, {0}, identity_activation()),
                          layer(1, {{0}, {1}}, {0, 0}, identity_activation())}};

} // namespace

TEST_CASE("curvature: the second direction of a bottleneck", "[landscape]") {
  const std::vector<CurvatureDirection> directions =
      curvature_directions(bottleneck, square, unsettled_states(bottleneck, square));
  REQUIRE(directions.size() == 1);
  CHECK(directions[0].curvature == Approx(-2));
  // parameters w_1, w_2, b, v_1, c_1, v_2, c_2
  REQUIRE(directions[0].values.size() == 7);
  const double first = directions[0].values[0].get_d(), third = directions[0].values[3].get_d();
  CHECK(std::abs(first) == Approx(1));
  CHECK(third == Approx(first));

  const Decision answer = decision(bottleneck, square);
  REQUIRE(std::holds_alternative<DescentRay>(answer));
  CHECK(std::get<DescentRay>(answer).risk_difference == Polynomial(Vector{0, 0, -2, 0, 1}));
}

TEST_CASE("curvature: none at a minimum, none of what moves a tied unit", "[landscape]") {
  const Dataset line = dataset({{0}, {1}, {2}}, {{0}, {1}, {2}});
  const Network fits{{layer(1, {{1}}, {1}, relu()), layer(1, {{1}}, {-1}, identity_activation())}};
  CHECK(curvature_directions(fits, line, unsettled_states(fits, line)).empty());
  // [x]_+ is tied at x = 0, where the target is 2: only v and c may move, and they are convex
  const Dataset bent = dataset({{0}, {1}}, {{2}, {0}});
  const Network tied{{layer(1, {{1}}, {0}, relu()), layer(1, {{0}}, {1}, identity_activation())}};
  CHECK(curvature_directions(tied, bent, unsettled_states(tied, bent)).empty());
}
