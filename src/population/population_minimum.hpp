// SPDX-License-Identifier: GPL-3.0-or-later
//
// From a candidate in floating point to a proven spurious minimum of the population risk
// (certificates/SPECIFICATION.md, section 60): the point is polished and rounded, curvature,
// gradient, risk and third derivatives are enclosed in balls, and the radius and the other numbers
// of the claim are chosen short.

#pragma once

#include "population/guess/floating_population.hpp"
#include "population/population_point.hpp"

namespace thalweg {

/// For every d ≥ k. What the numbers mean: the theorem of section 60.
struct PopulationMinimum {
  PopulationPoint point; ///< W_c
  Rational curvature;    ///< λ
  Rational radius;       ///< Δ
  Rational distance;     ///< δ
  Rational risk_lower, risk_upper;
  Rational barrier; ///< h
};

struct PopulationResult {
  std::optional<PopulationMinimum> minimum;
  std::string reason; ///< why there is none
};

/// Searches, polishes, proves. units ≥ teachers ≥ 1.
PopulationResult population_minimum(const PopulationSearch& search);

/// The critical point near the candidate, rounded to so many bits that it stays about 2^−16 near;
/// nothing if the steps do not end.
std::optional<PopulationPoint> polished_point(const FloatingMinimum& candidate);

/// The numbers of a claim about a ball around the point; a guess of its least curvature is given.
PopulationResult proven_minimum(const PopulationPoint& point, const Rational& least_curvature);

} // namespace thalweg
