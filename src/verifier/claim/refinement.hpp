// SPDX-License-Identifier: Apache-2.0
//
// The claim `refinement`: the pattern groups of W2 refine those of W, and both networks are optimal
// affine fits of their groups.

#pragma once

#include "claim/claim.hpp"
#include "lemma/examined.hpp"

namespace thalweg::verifier {

/// O18, O22 to O26, O78
struct Refinement : Claim {
  std::size_t finer_groups = 0;
  Labels labels = {};             ///< witness, of W2
  Subgradients subgradients = {}; ///< witness, of W2, if the loss is not differentiable

  using Claim::Claim;
  Told check(const Subject& subject) const override;
};

std::unique_ptr<Claim> read_refinement(const Node& node, const Subject& subject);
void read_refinement_witness(const Node& node, Claim& made, const Subject& subject);

} // namespace thalweg::verifier
