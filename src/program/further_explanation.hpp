// SPDX-License-Identifier: GPL-3.0-or-later
//
// `thalweg explain` on the claims that stand on their own: one function of prose for each kind.

#pragma once

#include "certificate/further_claim.hpp"

#include <string>

namespace thalweg {

/// A section with title; empty for a kind without prose. The claim is that
/// of a file that was accepted.
std::string further_section(const FurtherClaim& claim);

} // namespace thalweg
