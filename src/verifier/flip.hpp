// SPDX-License-Identifier: Apache-2.0
//
// A concrete perturbation that changes a pattern (specification, O16 and 16.6): all parameters of
// layers ≤ l move by t·sign(β − z)·sign(∂z/∂W), zero weights too, where z is the pre-activation of
// unit (l, j) at the sample and β its nearest breakpoint, the lower one on a tie. The derivative by
// an entry of a filter is the sum over its positions.

#pragma once

#include "document.hpp"

namespace thalweg::verifier {

/// Rejects with pattern_flip.… unless the flip changes the pattern of its sample.
void check_flip(const Network& network, const Sample& sample, const PatternFlip& flip);

} // namespace thalweg::verifier
