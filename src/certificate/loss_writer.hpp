// SPDX-License-Identifier: GPL-3.0-or-later
//
// The texts of losses and of the subgradients that prove optima of losses with kinks
// (SPECIFICATION.md, section 6).

#pragma once

#include "certificate/json_text.hpp"
#include "landscape/subgradients.hpp"
#include "landscape/weight_decay.hpp"
#include "risk/any_loss.hpp"

namespace thalweg {

/// {"name":"huber","delta":"1/2","output_weights":[…],"sample_weights":[…],"decay":[…]}, without
/// what is not there.
void put_loss(JsonText& text, const AnyLoss& loss, const WeightDecay& decay = {});

/// [["1/2"],null,…]
void put_subgradients(JsonText& text, const Subgradients& subgradients);

} // namespace thalweg
