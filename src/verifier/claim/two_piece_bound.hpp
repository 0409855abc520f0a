// SPDX-License-Identifier: Apache-2.0
//
// The claim `two_piece_bound` (specification, section 59): on data with one input every function
// that is one affine function on {x ≤ t} and one on {x > t} has at least this risk. The witness has
// an optimal fit, with its subgradients, for every set of samples below or above some t.

#pragma once

#include "claim/claim.hpp"

#include <array>

namespace thalweg::verifier {

/// An affine function x ↦ a·x + c for each output, and g_{i,o} for the samples in their order.
struct SideFit {
  List<std::array<Fraction, 2>> functions;
  List<List<Fraction>> subgradients; ///< empty if the loss is differentiable
};

/// O112 to O115
struct TwoPieceBound : Claim {
  Fraction bound;
  List<SideFit> below; ///< witness: of the samples up to each distinct input, increasing
  List<SideFit> above; ///< witness: of the samples after each but the last of them
  const Json* witness_json = nullptr;

  TwoPieceBound(std::string pointer, Fraction least)
      : Claim(std::move(pointer)), bound(std::move(least)) {}
  Told check(const Subject& subject) const override;
};

std::unique_ptr<Claim> read_two_piece_bound(const Node& node, const Subject& subject);
void read_two_piece_bound_witness(const Node& node, Claim& made, const Subject& subject);

} // namespace thalweg::verifier
