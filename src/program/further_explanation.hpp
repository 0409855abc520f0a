// SPDX-License-Identifier: GPL-3.0-or-later
//
// `thalweg explain` on the claims that stand on their own: one function of prose for each kind.

#pragma once

#include "certificate/further_claim.hpp"

#include <nlohmann/json_fwd.hpp>

namespace thalweg {

/// The further keys of the claim as a JSON object.
nlohmann::json members_of(const FurtherClaim& claim);

/// A section with title; empty for a kind without prose. The claim is that
/// of a file that was accepted.
std::string further_section(const FurtherClaim& claim);

} // namespace thalweg
