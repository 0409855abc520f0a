// SPDX-License-Identifier: GPL-3.0-or-later
//
// Minima come in families where directions are flat. Of the family of a stationary place, one that
// is nearer to the checkpoint: projections onto the flat directions, each followed by Newton steps
// back into the family, as long as no pair leaves its piece.

#pragma once

#include "trained/guess/floating_lagrangian.hpp"

namespace thalweg {

/// A stationary place with the pieces and held pairs of `place`, whose multipliers are as right and
/// whose risk is no larger; no nearer to `start` than needed. `place` itself if none is found.
WalkPlace returned_along_flats(FloatingLagrangian& lagrangian, WalkPlace place,
                               const Eigen::VectorXd& start);

} // namespace thalweg
