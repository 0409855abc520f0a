// SPDX-License-Identifier: GPL-3.0-or-later
//
// Samples nearer to a wall than doubles can tell: their distances are exact all the same.

#include "exact/power_of_two.hpp"
#include "landscape/screen/radius_problem.hpp"
#include "samples.hpp"

#include <catch2/catch.hpp>

using namespace thalweg;
using namespace thalweg::samples;

TEST_CASE("radii of samples that doubles cannot tell from a wall", "[landscape]") {
  // z = x − 1/3; at x = 1/3 + δ a change of both parameters by r moves z by at most r (1 + x)
  const Network network{
      {{1, {{{0, 1}}}, {Rational(-1, 3)}, relu()}, {1, {{{0, 1}}}, {0}, identity_activation()}}};
  const Rational delta = times_power_of_two(1, -90);
  const Rational x = Rational(1, 3) + delta;
  const Dataset data = dataset({{900}, {x}, {x + delta}, {x + 3}}, {{0}, {0}, {0}, {0}});
  const PatternClasses classes = pattern_classes(network, data);
  REQUIRE(classes.on_wall.empty());
  const RadiusProblem problem(network, data, classes);
  for (const RadiusMethod method : {RadiusMethod::first_order, RadiusMethod::interval}) {
    const Rational r = largest_radius(problem, method);
    CHECK(r * (1 + x) < delta);
    CHECK(r * Rational(513, 512) * (1 + x) > delta); // neighbours on the grid are no farther
  }
  const PatternFlip flip = nearest_flip(problem, network, data, classes,
                                        largest_radius(problem, RadiusMethod::first_order));
  CHECK(flip.sample == 1);
  CHECK(flip.distance * (1 + x) >= delta);
}
