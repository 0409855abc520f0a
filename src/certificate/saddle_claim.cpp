// SPDX-License-Identifier: GPL-3.0-or-later

#include "certificate/saddle_claim.hpp"

#include "certificate/ray_writer.hpp"

namespace thalweg {

FurtherClaim saddle_claim(const AscentRay& ascent) {
  JsonText members;
  members.put(",\"epsilon\":");
  members.put(ascent.epsilon);
  JsonText witness;
  put_direction(witness, ascent.direction);
  return {"saddle", members.take(), witness.take()};
}

} // namespace thalweg
