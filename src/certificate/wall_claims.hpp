// SPDX-License-Identifier: GPL-3.0-or-later
//
// The claims of SPECIFICATION.md, sections 36 and 43, as text: minima on walls, vanishing risks.

#pragma once

#include "certificate/further_claim.hpp"
#include "trained/minimum_on_walls.hpp"
#include "trained/vanishing_risk.hpp"

namespace thalweg {

FurtherClaim minimum_on_walls_claim(const MinimumOnWalls& minimum);

FurtherClaim vanishing_risk_claim(const VanishingRisk& risk);

} // namespace thalweg
