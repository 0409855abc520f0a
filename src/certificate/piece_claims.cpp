// SPDX-License-Identifier: GPL-3.0-or-later

#include "certificate/piece_claims.hpp"

#include "certificate/json_text.hpp"
#include "certificate/minimum_writer.hpp"
#include "certificate/ray_writer.hpp"

namespace thalweg {

FurtherClaim minimum_in_pieces_claim(const MinimumInPieces& minimum, std::size_t sample_count) {
  JsonText members;
  members.put(",\"radius\":");
  members.put(minimum.radius);
  members.put(",\"risk\":");
  members.put(minimum.risk);
  JsonText witness;
  witness.put("{\"method\":\"interval\",\"pattern_classes\":");
  put_classes(witness, minimum.classes.class_of_sample(sample_count));
  witness.put("}");
  return {"minimum_in_pieces", members.take(), witness.take()};
}

FurtherClaim family_of_minima_claim(const FamilyOfMinima& family) {
  JsonText witness;
  witness.put("{\"directions\":");
  witness.list(family.directions, ",\n",
               [&](const Direction& direction) { put_direction(witness, direction); });
  witness.put(",\"scaled\":");
  witness.list(family.scaled, ",", [&](const std::pair<std::size_t, std::size_t>& unit) {
    witness.indices({unit.first, unit.second});
  });
  witness.put("}");
  return {"family_of_minima", ",\"dimension\":" + std::to_string(family.dimension()),
          witness.take()};
}

} // namespace thalweg
