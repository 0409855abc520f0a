// SPDX-License-Identifier: GPL-3.0-or-later
//
// A guess in floating point of the minimum of Σ_i ( log Σ_a exp(v_a) − v_y ) + (ridge/2)·‖t‖², with
// scores v_a = Σ_j t_{a,j} b_j(x_i) for a < C − 1 and v_{C−1} = 0: damped Newton steps. The
// functions b_j are scaled to largest value 1 for the ridge. Nothing is decided here.

#pragma once

#include <cstddef>
#include <optional>
#include <vector>

namespace thalweg {

struct NewtonProblem {
  std::vector<std::vector<double>> functions; ///< b_j(x_i), by sample
  std::vector<std::size_t> classes;           ///< y_i < class_count
  std::size_t class_count = 2;
};

struct NewtonMinimum {
  std::vector<double> coefficients;         ///< t at a·|b| + j
  std::vector<std::vector<double>> inverse; ///< of the second derivative there, without the ridge
};

/// Nothing if the steps do not converge, as happens where there is no minimum and ridge = 0.
std::optional<NewtonMinimum> floating_newton_minimum(const NewtonProblem& problem, double ridge);

/// The inverse of a square matrix, or nothing if it is nearly singular.
std::optional<std::vector<std::vector<double>>>
approximate_inverse(const std::vector<std::vector<double>>& matrix);

} // namespace thalweg
