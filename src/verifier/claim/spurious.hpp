// SPDX-License-Identifier: Apache-2.0
//
// The claim `spurious`: another network of the same architecture has a lower risk than W, which is
// a local minimum.

#pragma once

#include "claim/further_claim.hpp"
#include "lemma/examined.hpp"

namespace thalweg::verifier {

struct Certificate;

struct Spurious {
  std::string place;
  Fraction better_risk;
  Network network; ///< witness
  Labels labels;   ///< witness
  const Json* network_json;
  Subgradients subgradients = {}; ///< witness, if `refinement` needs them
};

void read_spurious(const Node& node, Certificate& certificate);
void read_spurious_witness(const Node& node, Certificate& certificate);

/// O17 to O21, O78.
Examined check_spurious(const Certificate& certificate);

/// `risk` is R(W).
Told told(const Spurious& claim, const Examined& examined, const Fraction& risk);

} // namespace thalweg::verifier
