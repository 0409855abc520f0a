// SPDX-License-Identifier: GPL-3.0-or-later
//
// One kink more lowers the risk, in the features that enter the last hidden layer. If a unit there
// is *spare* (its outgoing weights are 0, or its value is the same at all samples), it can become
// φ(x) = σ(a·u(x) − t) for any a and t, u the features; the output o then moves by ε_o φ. With r =
// F − y the sum of squares falls by Σ_o ⟨r_o, φ⟩² / ‖φ‖² if ε_o = −⟨r_o, φ⟩ / ‖φ‖². For other
// losses r are slopes of the loss, and ε_o is where the sum of losses along φ is least, guessed in
// floating point.

#pragma once

#include "data/dataset.hpp"
#include "network/network.hpp"
#include "risk/problem.hpp"

namespace thalweg {

/// The network with a spare unit of its last hidden layer put to use, of strictly lower risk.
/// Directions a are the coordinates and small integer combinations, thresholds lie between the
/// projections of samples; floating point ranks them, the best are tried exactly. Nothing if there
/// is no spare unit, if the last hidden layer is not dense with biases and breakpoints, or if no
/// candidate lowers the risk.
std::optional<Network> with_spare_kink(const Network& network, const Problem& problem);

} // namespace thalweg
