// SPDX-License-Identifier: Apache-2.0
//
// The claim `lower_risk` (specification, section
// 35): a network of the same architecture has a lower risk, for every loss and with weight decay.

#pragma once

#include "claim/claim.hpp"

namespace thalweg::verifier {

/// O90 to O92; without a nearby minimum O90 and O141 to O143.
struct LowerRisk : Claim {
  Fraction better_risk;
  std::optional<Fraction> risk; ///< of W; nothing beside a minimum that is near
  std::size_t bits = 0;         ///< witness, if the loss is not rational and there is `risk`

  LowerRisk(std::string pointer, Fraction better, std::optional<Fraction> of_network)
      : Claim(std::move(pointer)), better_risk(std::move(better)), risk(std::move(of_network)) {}
  Told check(const Subject& subject) const override;
};

std::unique_ptr<Claim> read_lower_risk(const Node& node, const Subject& subject);
void read_lower_risk_witness(const Node& node, Claim& made, const Subject& subject);

/// The largest absolute difference of a single parameter of two networks of one architecture.
Fraction distance(const Network& a, const Network& b);

} // namespace thalweg::verifier
