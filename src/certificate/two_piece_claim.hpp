// SPDX-License-Identifier: GPL-3.0-or-later
//
// The claim `two_piece_bound` as text (specification, section 59).

#pragma once

#include "certificate/further_claim.hpp"
#include "risk/two_piece_bound.hpp"

namespace thalweg {

/// For a document with the data and the loss of the bound.
FurtherClaim two_piece_claim(const TwoPieceBound& bound, const WeightedLoss& loss);

} // namespace thalweg
