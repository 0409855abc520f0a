// SPDX-License-Identifier: GPL-3.0-or-later
//
// Candidates for spurious minima of the population risk, in floating point: guesses, nothing is
// proven here. Descent from starts in which most units are near their teachers and a few are turned
// away (safran2018 found such minima from random starts), or from random starts; then Newton's
// steps.

#pragma once

#include "population/population_point.hpp"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace thalweg {

/// A critical point as the last steps left it.
struct FloatingMinimum {
  std::size_t teachers = 0;
  std::vector<std::vector<double>> units;
  double risk = 0;
  double least_curvature = 0;          ///< least eigenvalue of the Hessian
  std::vector<double> inverse_hessian; ///< (n k)², row by row; for d = k
};

struct PopulationSearch {
  std::size_t units = 0, teachers = 0;
  std::optional<std::uint64_t> seed; ///< random starts instead of turned units
};

/// Shows candidates, risk and least curvature well above 0, until one is accepted. Returns why the
/// last point that was reached is no candidate; empty if one was accepted. units ≥ teachers ≥ 1.
/// The same candidates for the same search.
std::string guess_population_minima(const PopulationSearch& search,
                                    const std::function<bool(const FloatingMinimum&)>& is_accepted);

/// Eigenvalues of the Hessian of F, in increasing order.
struct PopulationSpectrum {
  std::vector<double> inner;   ///< n k, of the first k columns: the coordinates of the teachers
  std::vector<double> further; ///< n, of each further column (d > k)
};

/// In floating point; no two units parallel to each other or to a teacher, none 0.
PopulationSpectrum floating_spectrum(const PopulationPoint& point);

} // namespace thalweg
