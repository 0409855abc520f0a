// SPDX-License-Identifier: Apache-2.0

#include "decimal.hpp"
#include "examined.hpp"
#include "nearby_theorem.hpp"
#include "stop.hpp"

namespace thalweg::verifier {

Told LowerRisk::check(const Certificate& certificate) const {
  const NearbyMinimum& minimum = claim_among<NearbyMinimum>(certificate.further);
  check_same_architecture(certificate.network, network, "lower_risk.architecture",
                          "/witness/lower_risk/network"); // O90
  const Fraction upper = risk_bounds(certificate, network, minimum.bits).upper;
  if (better_risk < upper) // O91
    reject("lower_risk.better_risk", place + "/better_risk", "at least " + shown(upper),
           shown(better_risk));
  if (!(better_risk < minimum.risk_lower)) // O92
    reject("lower_risk.not_lower", place + "/better_risk",
           "a risk below " + shown(minimum.risk_lower), shown(better_risk));
  return told(*this, minimum.risk_lower);
}

} // namespace thalweg::verifier
