// SPDX-License-Identifier: GPL-3.0-or-later
//
// Prose about minima on walls, risks that vanish, and minima near trained networks
// (certificates/SPECIFICATION.md, sections 36, 40 and 43). Each takes the claim as the reader
// leaves it.

#pragma once

#include "certificate/further_claim.hpp"

namespace thalweg {

std::string minimum_on_walls_section(const FurtherClaim& claim);
std::string vanishing_risk_section(const FurtherClaim& claim);
std::string trained_minimum_section(const FurtherClaim& claim);

} // namespace thalweg
