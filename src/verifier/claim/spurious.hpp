// SPDX-License-Identifier: Apache-2.0
//
// The claim `spurious`: another network of the same architecture has a lower risk than W, which is
// a local minimum.

#pragma once

#include "claim/claim.hpp"
#include "lemma/examined.hpp"

namespace thalweg::verifier {

/// O17 to O21, O78.
struct Spurious : Claim {
  Fraction better_risk;
  Labels labels;                        ///< witness
  Subgradients subgradients = {};       ///< witness, if `refinement` needs them
  const NamedNetwork* better = nullptr; ///< W2
  mutable Examined examined = {};       ///< what `check` leaves for claims that stand on it

  using Claim::Claim;
  Told check(const Subject& subject) const override;
};

std::unique_ptr<Claim> read_spurious(const Node& node, const Subject& subject);
void read_spurious_witness(const Node& node, Claim& made, const Subject& subject);

} // namespace thalweg::verifier
