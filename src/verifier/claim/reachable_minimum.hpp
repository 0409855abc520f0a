// SPDX-License-Identifier: Apache-2.0
//
// The claim `reachable_minimum` (specification, section 40): with logistic or softmax loss a local
// minimum is near W, a network with layers of any kind below a dense one that moves. The values
// before this layer stay; they span all maps that the layers below can reach with these patterns.
// On every class the sum of losses is strictly convex in what the layer adds to the scores, so that
// its minimum is in a small ball.

#pragma once

#include "claim/nearby_minimum.hpp"

namespace thalweg::verifier {

/// The witness for the samples that share their pieces from the moved layer on.
struct ReachableClass {
  List<std::size_t> basis; ///< entries of (h, 1), h the inputs of the moved layer; increasing
  Fraction strength;       ///< μ: Σ w_i b bᵀ ⪰ μ
  Fraction size;           ///< B ≥ |b|
  Fraction reach;          ///< ρ: of the ball
};

/// O290 to O299
struct ReachableMinimum : MinimumNearby {
  std::size_t layer = 0; ///< that moves
  List<ReachableClass> classes = {};

  using MinimumNearby::MinimumNearby;
  Told check(const Subject& subject) const override;
};

std::unique_ptr<Claim> read_reachable_minimum(const Node& node, const Subject& subject);
void read_reachable_minimum_witness(const Node& node, Claim& made, const Subject& subject);

} // namespace thalweg::verifier
