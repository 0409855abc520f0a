// SPDX-License-Identifier: GPL-3.0-or-later
//
// Where a walk in floating point ended: a guess, nothing is proven. At a *held pair* (a unit of a
// layer at a sample) the pre-activation z is held at the breakpoint β above the piece in use: F, z
// and R are taken with the formula of that piece (the *base* of the pair), Q = z − β, and the
// multipliers λ_t are those with ∇_W (R − Σ_t λ_t Q_t) = 0. A local minimum on walls has λ_t ≤ 0
// and λ_t + d_t ≥ 0, d_t the jump of slope c_t = σ'(β+) − σ'(β−) times the adjoint of the output of
// the pair in the Lagrangian R − Σ λ_t Q_t. At max pooling Q is how much the held entry is above
// the chosen one, which is the base, and c = 1.

#pragma once

#include "trained/checkpoint.hpp"

namespace thalweg {

/// Why a walk stopped.
enum class WalkStop {
  converged,  ///< a stationary point that looks like a minimum
  risk_zero,  ///< the loss of every sample tends to 0, its least possible value, and is attained
  separable,  ///< logistic or softmax: every sample is classified rightly, the infimum is not had
  creeping,   ///< the parameters grow while the risk falls ever more slowly: no minimum is near
  unfinished, ///< steps or time are used up
  stuck       ///< the walk turns in a circle, or cannot tell a minimum from a point that is none
};

/// Where a walk in floating point ended.
struct WalkEnd {
  Network network;                  ///< exact values of the floating point numbers
  std::vector<HeldPair> held;       ///< increasing
  std::vector<double> multipliers;  ///< λ_t, one per held pair; d_t is the sum over equal inputs
  std::vector<SamplePieces> pieces; ///< of each sample
  WalkStop stop = WalkStop::unfinished;
  bool is_converged = false; ///< stop is `converged` (or `risk_zero`)
  std::string reason;        ///< `stop` in words, with figures
  double risk = 0;
  double gradient_norm = 0; ///< largest entry of ∇_W (R − Σ λ_t Q_t)
  std::size_t steps = 0;
  bool has_changed_patterns = false; ///< has some pair another side than at the checkpoint?
};

} // namespace thalweg
