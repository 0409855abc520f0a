// SPDX-License-Identifier: Apache-2.0
//
// The claim `refinement`: the pattern groups of W2 refine those of W, and both networks are optimal
// affine fits of their groups.

#pragma once

#include "claim/claim.hpp"
#include "lemma/examined.hpp"

namespace thalweg::verifier {

/// O22 to O26
struct Refinement : Claim {
  std::size_t groups;
  std::size_t finer_groups;

  using Claim::Claim;
  Told check(const Subject& subject) const override;
};

std::unique_ptr<Claim> read_refinement(const Node& node, const Subject& subject);

} // namespace thalweg::verifier
