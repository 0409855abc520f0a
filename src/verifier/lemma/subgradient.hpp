// SPDX-License-Identifier: Apache-2.0
//
// Sums over a class for any loss: what `risk.hpp` does for the plain squared loss, with the
// derivative of the loss in place of the residual, or with the subgradients of the witness if the
// loss has a kink (specification, O77, O78).

#pragma once

#include "lemma/classes.hpp"
#include "loss/risk.hpp"

namespace thalweg::verifier {

/// Σ g (x, 1) and the sum of the losses of one output over a class on which F_o is `row`. Without
/// subgradients although the loss needs them only the losses are summed up. Rejects a subgradient
/// outside the subdifferential.
ClassSums loss_sums(const Loss& loss, const LabelledNetwork& labelled, const Data& data,
                    const List<std::size_t>& members, std::size_t output, const AffineRow& row);

} // namespace thalweg::verifier
