// SPDX-License-Identifier: GPL-3.0-or-later
//
// The claim `trained_minimum` as text (specification, section 40).

#pragma once

#include "certificate/further_claim.hpp"
#include "landscape/trained_minimum.hpp"

namespace thalweg {

/// For a document whose network the minimum is near; there is a free parameter.
FurtherClaim trained_minimum_claim(const TrainedMinimum& minimum);

} // namespace thalweg
