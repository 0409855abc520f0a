// SPDX-License-Identifier: Apache-2.0
//
// The claim `pattern_flip`: a concrete perturbation that changes a pattern (specification, section
// 28): all parameters of layers ≤ l move by t·sign(β − z)·sign(∂z/∂W), zero weights too,
// where z is the pre-activation of unit (l, j) at the sample and β its nearest breakpoint, the
// lower one on a tie. The derivative by an entry of a filter is the sum over its positions.

#pragma once

#include "claim/claim.hpp"
#include "text/node.hpp"

namespace thalweg::verifier {

/// O12 to O16.
struct PatternFlip : Claim {
  std::size_t sample;
  std::size_t layer; ///< from 0
  std::size_t unit;
  Fraction distance;

  using Claim::Claim;
  Told check(const Subject& subject) const override;
};

std::unique_ptr<Claim> read_pattern_flip(const Node& node, const Subject& subject);

} // namespace thalweg::verifier
