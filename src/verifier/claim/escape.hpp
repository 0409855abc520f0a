// SPDX-License-Identifier: Apache-2.0
//
// The claim `escape` (specification, section 35): W can be left along a path on which the risk
// never rises, to a lower risk. Straight pieces between waypoints; on each the outputs at the
// samples are affine in the parameter of the piece, so the risk is convex there and needs to be
// looked at beyond the end only.

#pragma once

#include "claim/claim.hpp"

namespace thalweg::verifier {

/// O238 to O243.
struct Escape : Claim {
  Fraction risk;
  Fraction better_risk;
  List<Network> waypoints = {};       ///< witness, behind W
  const Json* last_network = nullptr; ///< witness

  Escape(std::string pointer, Fraction of_network, Fraction of_end)
      : Claim(std::move(pointer)), risk(std::move(of_network)), better_risk(std::move(of_end)) {}
  Told check(const Subject& subject) const override;
};

std::unique_ptr<Claim> read_escape(const Node& node, const Subject& subject);
void read_escape_witness(const Node& node, Claim& made, const Subject& subject);

} // namespace thalweg::verifier
