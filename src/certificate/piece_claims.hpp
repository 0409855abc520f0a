// SPDX-License-Identifier: GPL-3.0-or-later
//
// The claims of SPECIFICATION.md, sections 37 and 44, as texts: minima for losses of pieces, and
// families of minima.

#pragma once

#include "certificate/further_claim.hpp"
#include "landscape/family_of_minima.hpp"
#include "landscape/minimum_in_pieces.hpp"

namespace thalweg {

/// Of the network, data and loss table of the document.
FurtherClaim minimum_in_pieces_claim(const MinimumInPieces& minimum, std::size_t sample_count);

/// Stands after `local_minimum`.
FurtherClaim family_of_minima_claim(const FamilyOfMinima& family);

} // namespace thalweg
