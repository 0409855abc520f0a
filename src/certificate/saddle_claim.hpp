// SPDX-License-Identifier: GPL-3.0-or-later
//
// The claim `saddle` as text (specification, section 34).

#pragma once

#include "certificate/further_claim.hpp"
#include "landscape/saddle.hpp"

namespace thalweg {

/// For a document with the claim `not_local_minimum` of the saddle's descent.
FurtherClaim saddle_claim(const AscentRay& ascent);

} // namespace thalweg
