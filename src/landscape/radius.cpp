// SPDX-License-Identifier: GPL-3.0-or-later
//
// The largest certified radius on the grid of landscape/grid.hpp: floating point bisects for a
// guess, exact checks around it decide. The test is monotone in the radius (every rounding is), so
// the last radius that passes is well defined.

#include "landscape/radius.hpp"

#include "exact/error.hpp"
#include "landscape/grid.hpp"
#include "landscape/screen/radius_problem.hpp"
#include "landscape/subgradients.hpp"

namespace thalweg {

namespace {

/// 2^-2000 and 2^64 on the grid.
constexpr GridIndex lowest = (-2000 - 9) * 512;
constexpr GridIndex highest = (64 - 9) * 512;

} // namespace

bool is_pattern_invariant(const Network& network, const Dataset& data,
                          const PatternClasses& classes, const Rational& radius,
                          RadiusMethod method) {
  return RadiusProblem(network, data, classes).is_invariant(radius, method);
}

Rational largest_radius(const RadiusProblem& problem, RadiusMethod method) {
  const GridIndex guess = last_holding(lowest, highest, (-20 - 9) * 512, [&](GridIndex index) {
    return problem.seems_invariant(grid_value(index), method);
  });
  const GridIndex found = last_holding(lowest, highest, guess, [&](GridIndex index) {
    return problem.is_invariant(grid_value(index), method);
  });
  if (found < lowest)
    throw ClaimError("radius: expected a radius of at least 2^-2000, found none that passes");
  return grid_value(found);
}

Rational certified_radius(const Network& network, const Dataset& data,
                          const PatternClasses& classes, RadiusMethod method) {
  require_walls_settled(network, data, classes);
  return largest_radius(RadiusProblem(network, data, classes), method);
}

} // namespace thalweg
