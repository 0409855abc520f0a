// SPDX-License-Identifier: GPL-3.0-or-later

#include "certificate/wall_claims.hpp"

#include "certificate/json_text.hpp"
#include "certificate/loss_writer.hpp"
#include "certificate/network_writer.hpp"
#include "certificate/ray_writer.hpp"

namespace thalweg {

FurtherClaim minimum_on_walls_claim(const MinimumOnWalls& minimum) {
  JsonText witness;
  witness.put(minimum.method == RadiusMethod::interval ? "{\"method\":\"interval\""
                                                       : "{\"method\":\"first_order\"");
  witness.put(",\"exempt\":");
  witness.indices(minimum.exempt);
  witness.put(",\n\"ties\":");
  witness.list(minimum.ties, ",", [&](const WallTie& tie) {
    witness.put("[");
    witness.put(tie.sample);
    witness.put(",");
    witness.put(tie.unit);
    witness.put(",");
    witness.put(tie.multiplier);
    witness.put("]");
  });
  if (!minimum.subgradients.empty()) {
    witness.put(",\n\"subgradients\":");
    put_subgradients(witness, minimum.subgradients);
  }
  witness.put("}");
  return {"minimum_on_walls",
          rational_members({{"radius", &minimum.radius}, {"risk", &minimum.risk}}), witness.take()};
}

FurtherClaim vanishing_risk_claim(const VanishingRisk& risk) {
  JsonText witness;
  witness.put("{\"direction\":");
  if (risk.direction)
    put_direction(witness, *risk.direction);
  else
    witness.put("null");
  witness.put("}");
  return {"vanishing_risk", rational_members({{"margin", &risk.margin}}), witness.take()};
}

} // namespace thalweg
