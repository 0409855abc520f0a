// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "certificate/further_claim.hpp"

#include <nlohmann/json_fwd.hpp>

namespace thalweg {

/// The further keys of the claim as a JSON object.
nlohmann::json members_of(const FurtherClaim& claim);

} // namespace thalweg
