// SPDX-License-Identifier: Apache-2.0
//
// The claim `not_local_minimum` (specification, section 33): along a ray from W the risk falls.

#pragma once

#include "claim/claim.hpp"
#include "layer/direction.hpp"

namespace thalweg::verifier {

/// O71 to O75, O79
struct NotLocalMinimum : Claim {
  Fraction epsilon;
  Fraction risk;
  Direction moves;            ///< witness
  const Json* direction_json; ///< witness

  NotLocalMinimum(std::string pointer, Fraction largest, Fraction at_zero)
      : Claim(std::move(pointer)), epsilon(std::move(largest)), risk(std::move(at_zero)),
        direction_json(nullptr) {}
  Told check(const Subject& subject) const override;
};

std::unique_ptr<Claim> read_ray(const Node& node, const Subject& subject);
void read_ray_witness(const Node& node, Claim& made, const Subject& subject);

} // namespace thalweg::verifier
