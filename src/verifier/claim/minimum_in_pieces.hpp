// SPDX-License-Identifier: Apache-2.0
//
// The claim `minimum_in_pieces` (specification, section 37): a local minimum for a loss of
// quadratic pieces that need not be convex, nor have a derivative everywhere. Every margin is
// strictly inside a piece and stays there within the radius, so that the risk is a quadratic
// function of the outputs; on every class it may not curve downwards.

#pragma once

#include "claim/local_minimum.hpp"

namespace thalweg::verifier {

/// O264 to O269
struct MinimumInPieces : MinimumClaim {
  LocalMinimum minimum; ///< radius and risk; method and classes from the witness

  explicit MinimumInPieces(LocalMinimum claimed)
      : MinimumClaim(claimed.place), minimum(std::move(claimed)) {}
  Known known() const override { return {minimum.risk}; }
  Told check(const Subject& subject) const override;
};

std::unique_ptr<Claim> read_minimum_in_pieces(const Node& node, const Subject& subject);
void read_minimum_in_pieces_witness(const Node& node, Claim& made, const Subject& subject);

} // namespace thalweg::verifier
