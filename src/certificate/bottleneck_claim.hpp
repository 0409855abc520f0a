// SPDX-License-Identifier: GPL-3.0-or-later
//
// The claim `bottleneck_minimum` as text (specification, section 38).

#pragma once

#include "certificate/further_claim.hpp"
#include "landscape/bottleneck.hpp"

namespace thalweg {

FurtherClaim bottleneck_claim(const BottleneckMinimum& minimum);

} // namespace thalweg
