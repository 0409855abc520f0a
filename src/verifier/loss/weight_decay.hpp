// SPDX-License-Identifier: Apache-2.0
//
// Weight decay (specification, 6.4): R(W) is the mean loss plus
//   Σ_l ( κ_{w,l} ‖weights of layer l‖² + κ_{b,l} ‖biases of layer l‖² ),
// norms over the parameters: an entry of a shared filter counts once.

#pragma once

#include "layer/direction.hpp"
#include "loss/loss.hpp"

namespace thalweg::verifier {

/// The sum at W; 0 without decay.
Fraction decay_of(const Loss& loss, const Network& network);

/// The sum at W + εD minus that at W: the coefficients of ε and ε².
std::pair<Fraction, Fraction> decay_along(const Loss& loss, const Network& network,
                                          const Direction& direction);

/// "  D(W) = 1/10 ‖weights of layer 0‖² + … (weight decay).", a line; empty without decay.
std::string decay_in_words(const Loss& loss);

} // namespace thalweg::verifier
