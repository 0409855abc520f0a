// SPDX-License-Identifier: Apache-2.0
//
// The claim `refinement`: the pattern groups of W2 refine those of W, and both networks are optimal
// affine fits of their groups.

#pragma once

#include "claim/further_claim.hpp"
#include "lemma/examined.hpp"

namespace thalweg::verifier {

struct Certificate;

struct Refinement {
  std::string place;
  std::size_t groups;
  std::size_t finer_groups;
};

void read_refinement(const Node& node, Certificate& certificate);

/// O22 to O26: `coarse` is known of W, `fine` of W2.
Told check_refinement(const Certificate& certificate, const Examined& coarse, const Examined& fine);

} // namespace thalweg::verifier
