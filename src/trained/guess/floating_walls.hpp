// SPDX-License-Identifier: GPL-3.0-or-later
//
// Where a walk meets walls: which pairs leave their pieces at a place, and the first of them along
// a direction.

#pragma once

#include "trained/guess/floating_lagrangian.hpp"

namespace thalweg {

/// A pair that is outside its piece, and the piece next to it: over the upper breakpoint if it is
/// `is_above`, else over the lower one. At max pooling another entry of the window is larger.
struct Crossing {
  HeldPoint pair;
  int piece;     ///< the piece that it is in
  bool is_above; ///< piece > the assumed one; of no meaning at max pooling
};

/// All pairs but the held ones that are outside their pieces by more than rounding, computed with
/// the formulas of these pieces; by layer, unit and point.
std::vector<Crossing> crossings(FloatingLagrangian& lagrangian, const WalkPlace& place);

/// Moves the parameters back onto the held walls by the least change, to first order again and
/// again; `place` is near them.
void restore_walls(FloatingLagrangian& lagrangian, WalkPlace& place);

/// Of a window whose chosen and held entries are a constant and one that rises from it, the unit of
/// the latter is held at its breakpoint instead: at the window the normal would be that of the unit
/// or 0, as the pieces are.
void hold_rising_units(FloatingLagrangian& lagrangian, WalkPlace& place);

/// What happens on the way from `place` along `step`, at most the whole of it, staying on the
/// walls.
struct WayResult {
  WalkPlace place;                 ///< at the end: just beyond the first wall, if one was met
  std::vector<Crossing> crossings; ///< there; empty if none was met
};
/// The step is halved until Λ, with these multipliers, is not above `level`; then cut at the first
/// crossing.
WayResult way_down(FloatingLagrangian& lagrangian, const WalkPlace& place,
                   const Eigen::VectorXd& step, double level);

} // namespace thalweg
