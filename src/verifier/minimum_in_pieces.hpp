// SPDX-License-Identifier: Apache-2.0
//
// The claim `minimum_in_pieces` (specification, section 29): a local minimum for a loss of
// quadratic pieces that need not be convex, nor have a derivative everywhere. Every margin is
// strictly inside a piece and stays there within the radius, so that the risk is a quadratic
// function of the outputs; on every class it may not curve downwards.

#pragma once

#include "document.hpp"

namespace thalweg::verifier {

/// O264 to O269
struct MinimumInPieces : FurtherClaim {
  LocalMinimum minimum; ///< radius and risk; method and classes from the witness

  MinimumInPieces(std::string pointer, const Fraction& radius, const Fraction& risk)
      : FurtherClaim(pointer), minimum{std::move(pointer),        radius, risk,
                                       RadiusMethod::first_order, {},     {}} {}
  Told check(const Certificate& certificate) const override;
};

void read_minimum_in_pieces(const Node& node, Certificate& certificate);
void read_minimum_in_pieces_witness(const Node& node, Certificate& certificate);

} // namespace thalweg::verifier
