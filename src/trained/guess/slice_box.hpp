// SPDX-License-Identifier: GPL-3.0-or-later
//
// The box of a minimum near a polished point of a slice: powers of two ω_j, θ_t, ρ_t, m, Δ, δ, Δ_1
// for which the inequalities of certificates/SPECIFICATION.md, 40.2 (O183 to O196) hold as far as
// floating point can tell. ρ is doubled as long as that raises the least eigenvalue of the scaled
// Hessian of the augmented Lagrangian; Δ and δ are the first that pass. What has to be known to
// many digits, the gradient, the risks and the tie values, is taken exactly.

#pragma once

#include "trained/slice_polish.hpp"

#include <variant>

namespace thalweg {

/// Exponents of powers of two, and the interval of the risk of the minimum.
struct SliceBox {
  std::vector<int> steps;             ///< ω of every free coordinate
  std::vector<int> bounds, penalties; ///< θ and ρ of every tie
  int share = 0;                      ///< ε
  Rational curvature, box;            ///< m, Δ: no exponents
  int near = 0;                       ///< δ
  std::optional<int> strict_box;      ///< Δ_1, if the minimum is strict and on all walls
  Rational risk_lower, risk_upper;
  bool is_at_rest = false; ///< the point is the minimum: all derivatives are 0, exactly
  Rational barrier;        ///< by how much R is higher on the boundary, if that is wanted
};

/// What a box is for: a large radius, or a high barrier.
struct BoxGoal {
  bool is_barrier = false;
  /// For a barrier: sets of parameters of which one must not become 0 on the box.
  std::vector<std::vector<std::size_t>> readers = {};
  /// For a barrier: the exponents of ω of the free coordinates; empty: chosen by second
  /// derivatives.
  std::vector<int> steps = {};
};

/// The box around `at`, whose parameters and multipliers are short; the reason if there is none.
/// `derivatives` are those of the base functions near `at`; `training` is the problem of the
/// losses.
std::variant<SliceBox, std::string>
guessed_slice_box(const SliceProblem& problem, const TrainingProblem& training,
                  const SlicePoint& at, const std::vector<std::size_t>& free,
                  const FloatingDerivatives& derivatives, const BoxGoal& goal = {});

} // namespace thalweg
