// SPDX-License-Identifier: GPL-3.0-or-later

#include "certificate/bottleneck_claim.hpp"

#include "certificate/json_text.hpp"

namespace thalweg {

FurtherClaim bottleneck_claim(const BottleneckMinimum& minimum) {
  JsonText members;
  members.put(",\"radius\":");
  members.put(minimum.radius);
  members.put(",\"risk\":");
  members.put(minimum.risk);
  JsonText witness;
  witness.put("{\"method\":");
  witness.put(minimum.method == RadiusMethod::interval ? "\"interval\"" : "\"first_order\"");
  witness.put(",\"increments\":");
  witness.list(minimum.increments, ",", [&](const Vector& row) { witness.rationals(row); });
  witness.put(",\"level\":");
  witness.put(minimum.level);
  witness.put("}");
  return {"bottleneck_minimum", members.take(), witness.take()};
}

} // namespace thalweg
