// SPDX-License-Identifier: GPL-3.0-or-later
//
// The claim of SPECIFICATION.md, section 35, as text: leaving a minimum without climbing.

#pragma once

#include "certificate/further_claim.hpp"
#include "search/escape.hpp"

namespace thalweg {

FurtherClaim escape_claim(const Escape& escape);

} // namespace thalweg
