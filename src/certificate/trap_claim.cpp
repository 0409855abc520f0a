// SPDX-License-Identifier: GPL-3.0-or-later

#include "certificate/trap_claim.hpp"

#include "certificate/json_text.hpp"

namespace thalweg {

FurtherClaim trap_claim(const Rational& barrier) {
  JsonText members;
  members.put(",\"barrier\":");
  members.put(barrier);
  return {"trap", members.take(), std::nullopt};
}

} // namespace thalweg
