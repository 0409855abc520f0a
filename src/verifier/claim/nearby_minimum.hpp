// SPDX-License-Identifier: Apache-2.0
//
// The claim `nearby_minimum` (specification, section 39): with logistic or softmax loss, which have
// no rational optima, a local minimum W* is near W. A dense layer moves, below it are layers of any
// kind; the values before it stay, and span all maps that the layers below can reach with these
// patterns. On every class the sum of losses is strictly convex in what the layer adds to the
// scores, so that its minimum is in a small
// ellipsoid.

#pragma once

#include "claim/claim.hpp"
#include "lemma/radius.hpp"

namespace thalweg::verifier {

/// The witness for the samples that share their pieces from the moved layer on.
struct NearbyClass {
  List<std::size_t> basis; ///< entries of (h, 1), h the inputs of the moved layer; increasing
  Fraction reach;          ///< η: of the ellipsoid
};

/// O290 to O299
struct NearbyMinimum : MinimumClaim {
  Fraction distance;
  Fraction radius;
  Fraction risk_lower; ///< ≤ R(W*)
  Fraction risk_upper;
  RadiusMethod method = RadiusMethod::first_order; ///< witness, as all that follow
  std::size_t bits = 0;
  std::size_t layer = 0; ///< that moves
  Labels labels = {};
  List<NearbyClass> classes = {};
  List<SparseRow> response = {}; ///< by unit of the layer: how it answers to each score
  const Json* witness_json = nullptr;

  NearbyMinimum(std::string pointer, const Node& node);
  Known known() const override { return {risk_lower, false}; }
  Told check(const Subject& subject) const override;
};

std::unique_ptr<Claim> read_nearby_minimum(const Node& node, const Subject& subject);
void read_nearby_minimum_witness(const Node& node, Claim& made, const Subject& subject);

} // namespace thalweg::verifier
