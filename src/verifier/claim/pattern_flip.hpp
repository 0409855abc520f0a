// SPDX-License-Identifier: Apache-2.0
//
// The claim `pattern_flip`: a concrete perturbation that changes a pattern (specification, O16
// and 16.6): all parameters of layers ≤ l move by t·sign(β − z)·sign(∂z/∂W), zero weights too,
// where z is the pre-activation of unit (l, j) at the sample and β its nearest breakpoint, the
// lower one on a tie. The derivative by an entry of a filter is the sum over its positions.

#pragma once

#include "claim/further_claim.hpp"
#include "text/node.hpp"

namespace thalweg::verifier {

struct Certificate;

struct PatternFlip {
  std::string place;
  std::size_t sample;
  std::size_t layer; ///< from 0
  std::size_t unit;
  Fraction distance;
};

void read_pattern_flip(const Node& node, Certificate& certificate);

/// O12 to O16.
Told check_pattern_flip(const Certificate& certificate);

} // namespace thalweg::verifier
