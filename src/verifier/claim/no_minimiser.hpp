// SPDX-License-Identifier: Apache-2.0
//
// The claim `no_minimiser` (specification, section 42): on some samples no affine map minimises the
// sum of the losses, as a direction lowers it at every map.

#pragma once

#include "claim/claim.hpp"

namespace thalweg::verifier {

/// O93, O94
struct NoMinimiser : Claim {
  List<std::size_t> samples;
  List<List<Fraction>> direction = {}; ///< witness: D, an affine function for each output

  NoMinimiser(std::string pointer, List<std::size_t> of_claim)
      : Claim(std::move(pointer)), samples(std::move(of_claim)) {}
  Told check(const Subject& subject) const override;
};

std::unique_ptr<Claim> read_no_minimiser(const Node& node, const Subject& subject);
void read_no_minimiser_witness(const Node& node, Claim& made, const Subject& subject);

} // namespace thalweg::verifier
