// SPDX-License-Identifier: GPL-3.0-or-later
//
// Units that weight decay has put to sleep: their row and their column are 0, a stationary place
// whatever the data are. With row εw and column εa the risk changes by
//   ε² ( a·v(w) + Σ κ_j w_j² + Σ κ_k a_k² ) + …,   v(w) = Σ_i (adjoints of what reads the unit)_i
//   σ(w·h_i),
// so the unit wakes up if |v(w)|² > 4 κ_a Σ κ_j w_j² for some w.

#pragma once

#include "trained/floating_lagrangian.hpp"

namespace thalweg {

/// The place with one unit woken up so that R falls; nothing if none can be.
std::optional<WalkPlace> woken_place(FloatingLagrangian& lagrangian, const WalkPlace& place,
                                     const FirstOrder& at);

} // namespace thalweg
