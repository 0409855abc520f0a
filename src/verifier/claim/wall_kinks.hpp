// SPDX-License-Identifier: Apache-2.0
//
// The claim `wall_kinks` (specification, section 50): R is not differentiable on the walls
// that `parameter_cells` counts. For each of them the witness has a network on it, and on no other
// wall, at which the one-sided derivatives of R by one bias differ.

#pragma once

#include "claim/claim.hpp"

namespace thalweg::verifier {

/// O288, O289
struct WallKinks : Claim {
  List<Network> networks = {}; ///< witness: for each sample, then each breakpoint
  const Json* witness_json = nullptr;

  using Claim::Claim;
  Told check(const Subject& subject) const override;
};

std::unique_ptr<Claim> read_wall_kinks(const Node& node, const Subject& subject);
void read_wall_kinks_witness(const Node& node, Claim& made, const Subject& subject);

} // namespace thalweg::verifier
