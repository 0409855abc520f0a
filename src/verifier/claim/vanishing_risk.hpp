// SPDX-License-Identifier: Apache-2.0
//
// The claim `vanishing_risk` (specification, section 43): with logistic or softmax loss the risk
// falls along a direction of the last layer that raises no score above that of the class of a
// sample. If it sets apart the classes of all samples the risk falls towards 0, which nothing
// attains.

#pragma once

#include "claim/claim.hpp"
#include "layer/direction.hpp"

namespace thalweg::verifier {

/// O156 to O158
struct VanishingRisk : Claim {
  Fraction margin;
  std::optional<Direction> moves = {}; ///< witness, of the last layer; nothing: the layer itself
  const Json* direction_json = nullptr;

  VanishingRisk(std::string pointer, Fraction least)
      : Claim(std::move(pointer)), margin(std::move(least)) {}
  Told check(const Subject& subject) const override;
};

std::unique_ptr<Claim> read_vanishing_risk(const Node& node, const Subject& subject);
void read_vanishing_risk_witness(const Node& node, Claim& made, const Subject& subject);

} // namespace thalweg::verifier
