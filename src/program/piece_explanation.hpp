// SPDX-License-Identifier: GPL-3.0-or-later
//
// Losses of pieces and minima for them, and families of minima, told in prose (specification,
// sections 37 and 44).

#pragma once

#include "certificate/further_claim.hpp"
#include "risk/loss_table.hpp"

namespace thalweg {

std::string minimum_in_pieces_section(const FurtherClaim& claim);
std::string family_of_minima_section(const FurtherClaim& claim);

/// What R(W) is.
std::string risk_in_words(const LossTable& loss);

} // namespace thalweg
