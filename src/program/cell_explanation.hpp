// SPDX-License-Identifier: GPL-3.0-or-later
//
// The claims about all minima of cells (specification, sections 45 and 47) told in prose.

#pragma once

#include "certificate/further_claim.hpp"

namespace thalweg {

std::string cell_components_section(const FurtherClaim& claim);
std::string minima_off_walls_section(const FurtherClaim& claim);
std::string valleys_of_cells_section(const FurtherClaim& claim);

} // namespace thalweg
