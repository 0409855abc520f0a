// SPDX-License-Identifier: Apache-2.0
//
// The claim `nearby_minimum` (specification, section 39): with a loss without rational optima, a
// local minimum W* is near W.

#pragma once

#include "claim/claim.hpp"
#include "lemma/contraction.hpp"
#include "lemma/radius.hpp"

namespace thalweg::verifier {

/// What claims of a local minimum W* that is near W have in common.
struct MinimumNearby : MinimumClaim {
  Fraction distance;
  Fraction radius;
  Fraction risk_lower; ///< ≤ R(W*)
  Fraction risk_upper;
  RadiusMethod method = RadiusMethod::first_order; ///< witness, as all that follow
  std::size_t bits = 0;
  Labels labels = {};
  List<SparseRow> response = {}; ///< by unit of the layer that moves: how it answers to each score
  const Json* witness_json = nullptr;

  MinimumNearby(std::string pointer, const Node& node);
  Known known() const override { return {risk_lower, false}; }
};

/// O80 to O89; the first layer moves.
struct NearbyMinimum : MinimumNearby {
  List<ClassWitness> classes = {};

  using MinimumNearby::MinimumNearby;
  Told check(const Subject& subject) const override;
};

/// β: a number of bits from 64 to 4096.
std::size_t read_bits(const Node& node);
std::unique_ptr<Claim> read_nearby_minimum(const Node& node, const Subject& subject);
void read_nearby_minimum_witness(const Node& node, Claim& made, const Subject& subject);

} // namespace thalweg::verifier
