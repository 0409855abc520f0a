// SPDX-License-Identifier: GPL-3.0-or-later

#include "certificate/escape_claim.hpp"

#include "certificate/json_text.hpp"
#include "certificate/network_writer.hpp"

namespace thalweg {

FurtherClaim escape_claim(const Escape& escape) {
  JsonText members;
  members.put(",\"risk\":");
  members.put(escape.risk);
  members.put(",\"better_risk\":");
  members.put(escape.better_risk);
  JsonText witness;
  witness.put("{\"waypoints\":");
  witness.list(escape.waypoints, ",\n",
               [&](const Network& waypoint) { put_network(witness, waypoint); });
  witness.put("}");
  return {"escape", members.take(), witness.take()};
}

} // namespace thalweg
