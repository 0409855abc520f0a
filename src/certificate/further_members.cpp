// SPDX-License-Identifier: GPL-3.0-or-later

#include "certificate/further_members.hpp"

#include <nlohmann/json.hpp>

namespace thalweg {

nlohmann::json members_of(const FurtherClaim& claim) {
  return nlohmann::json::parse("{" + claim.members.substr(claim.members.empty() ? 0 : 1) + "}");
}

} // namespace thalweg
