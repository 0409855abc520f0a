// SPDX-License-Identifier: GPL-3.0-or-later
//
// The claim of SPECIFICATION.md, section 41, as text: a barrier around a minimum.

#pragma once

#include "certificate/further_claim.hpp"
#include "exact/rational.hpp"

namespace thalweg {

/// Stands behind the claim `trained_minimum` of the minimum with the barrier.
FurtherClaim trap_claim(const Rational& barrier);

} // namespace thalweg
