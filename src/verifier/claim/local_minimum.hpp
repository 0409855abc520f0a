// SPDX-License-Identifier: Apache-2.0
//
// The claim `local_minimum` (specification, section 8): within the radius all patterns stay, and no
// W' with the patterns of W has a lower risk.

#pragma once

#include "claim/further_claim.hpp"
#include "lemma/examined.hpp"

namespace thalweg::verifier {

struct Certificate;

struct LocalMinimum : Invariance {
  Fraction risk;
  Labels labels;                  ///< witness
  Subgradients subgradients = {}; ///< witness, if the loss is not differentiable
};

/// The keys `radius` and `risk`.
LocalMinimum read_minimum(const Node& node);
void read_local_minimum(const Node& node, Certificate& certificate);
void read_local_minimum_witness(const Node& node, Certificate& certificate);

/// O3 to O11, O76, O77 for the network, data, loss and `local_minimum` of the certificate.
Examined check_local_minimum(const Certificate& certificate);

/// What holds within the radius, and what beyond.
Told told(const LocalMinimum& claim, const Problem& problem, const Examined& examined);

} // namespace thalweg::verifier
