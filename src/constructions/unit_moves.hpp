// SPDX-License-Identifier: GPL-3.0-or-later
//
// Exact changes of a ReLU network that leave its function alone on the samples: a shift of a unit
// that is active on all of them ([z+s]_+ − s = z where both are positive; beside it, everywhere
// else the function may change) and a positive factor per unit
// ([λz]_+ = λ[z]_+, taken back by the outgoing weights).

#pragma once

#include "network/network.hpp"

namespace thalweg {

/// Adds `amount` to the bias of a hidden unit and subtracts what its outgoing weights make of it
/// from the biases of the next layer. Patterns and outputs stay on every input where the unit is
/// active before and after.
void shift_active_unit(Network& network, std::size_t layer, std::size_t unit,
                       const Rational& amount);

/// The greatest absolute value of a weight or bias.
Rational greatest_parameter(const Network& network);

} // namespace thalweg
