// SPDX-License-Identifier: GPL-3.0-or-later
//
// Units that weight decay puts to sleep: where their row is 0 they are 0 at all samples, a
// stationary place whatever the data are. Their column is 0 then as well, unless others share it
// (additions). With the row εw the risk changes by
//   ε Σ_i α_i σ(w·h_i) + ε² Σ κ_j w_j² + …,   α_i the adjoint of the unit at sample i,
// so the unit wakes up if the first sum is negative for some w. If the column is 0, so is α; with
// the column εa the risk changes by
//   ε² ( a·v(w) + Σ κ_j w_j² + Σ κ_k a_k² ) + …,   v(w) = Σ_i (adjoints of what reads the unit)_i
//   σ(w·h_i),
// so the unit wakes up if |v(w)|² > 4 κ_a Σ κ_j w_j² for some w. For the row of an awake unit of
// the layer both sides are equal.

#pragma once

#include "trained/guess/floating_lagrangian.hpp"

namespace thalweg {

/// Puts units to sleep whose row is short, all of it decaying, where R falls from `risk` by a share
/// of the decay that this saves: near the end a walk crosses the kinks at 0 for ever. (Of units
/// that turn against others, R staying the same, 0 is one place of many, and no good one.) Has it
/// done so?
bool put_to_sleep(FloatingLagrangian& lagrangian, WalkPlace& place, double risk);

/// The place with one unit woken up so that R falls; nothing if none can be.
std::optional<WalkPlace> woken_place(FloatingLagrangian& lagrangian, const WalkPlace& place,
                                     const FirstOrder& at);

/// Units that sleep and have a column of their own take a share of the parameters of an awake one
/// of their layer, with its pieces and walls: R stays the same, as the two may be turned against
/// each other, and what was on kinks in every direction is not.
void share_with_sleepers(const FloatingLagrangian& lagrangian, WalkPlace& place);

} // namespace thalweg
