// SPDX-License-Identifier: Apache-2.0
//
// The claim `spurious`: another network of the same architecture has a lower risk than W, which is
// a local minimum.

#pragma once

#include "claim/certificate.hpp"
#include "lemma/examined.hpp"

namespace thalweg::verifier {

/// O17 to O21, O78.
struct Spurious : Claim {
  Fraction better_risk;
  Network network; ///< witness
  Labels labels;   ///< witness
  const Json* network_json = nullptr;
  Subgradients subgradients = {}; ///< witness, if `refinement` needs them
  mutable Examined examined = {}; ///< what `check` leaves for claims that stand on it

  using Claim::Claim;
  Told check(const Certificate& certificate) const override;
};

void read_spurious(const Node& node, Certificate& certificate);
void read_spurious_witness(const Node& node, Certificate& certificate);

} // namespace thalweg::verifier
