// SPDX-License-Identifier: GPL-3.0-or-later
//
// Local minima of a network with one output that lie on walls of its last hidden layer, exactly
// (SPECIFICATION.md, section 36). Let σ have the slopes s^− below 0 and s^+ above, c = s^+ − s^−; a
// *tie* is a unit u and a sample i with z_u(x_i) = 0. If for some λ, with ς_u the sign of the
// output weight a_u and g_i a subgradient of the loss,
//   Σ_i g_i s_{u,i} π_i = Σ_{ties of u} λ ς_u π_i for all maps π that are reachable below u,
//   Σ_i g_i = 0 (bias of the output),     Σ λ ≤ 0 ≤ Σ (λ + ς_u c g_i)
// (the last sums over the ties of u at samples with equal inputs; s^− at ties), W is a local
// minimum: first order conditions suffice, and one inequality for each side of a wall takes the
// place of the 2^k cells around W.

#pragma once

#include "landscape/radius.hpp"
#include "landscape/subgradients.hpp"
#include "trained/checkpoint.hpp"
#include "trained/guess/walk_end.hpp"

namespace thalweg {

/// Unit of the last hidden layer on its breakpoint at a sample.
struct WallTie {
  std::size_t sample, unit;
  Rational multiplier; ///< λ, in units of g, the slope of the loss
  bool operator==(const WallTie&) const = default;
};

struct MinimumOnWalls {
  Network network;
  Rational risk, radius;
  RadiusMethod method = RadiusMethod::first_order;
  std::vector<WallTie> ties;       ///< increasing by sample, unit
  std::vector<std::size_t> exempt; ///< samples of loss 0 of which nothing is asked; increasing
  Subgradients subgradients;       ///< exactly if the loss has kinks; nothing for exempt samples
};

/// The minimum and how far it is, or why there is none.
struct OnWallsResult {
  std::optional<MinimumOnWalls> minimum;
  Rational largest_move; ///< of a parameter, from the checkpoint
  std::string reason;
};

/// The minimum on the walls on which a walk ended: one hidden layer, one output, a positively
/// homogeneous activation with two slopes, and a loss of quadratic and linear pieces, without decay
/// (else the reason says so). The output weights are rounded; with them and the patterns, and with
/// z = 0 at the held pairs, the loss is convex in the first layer and the bias of the output, and
/// its optimum one exact linear system, or with kinks one exact program. Then λ is found, and all
/// of it checked.
OnWallsResult minimum_on_walls(const WalkEnd& end, const Network& checkpoint,
                               const TrainingProblem& problem);

} // namespace thalweg
