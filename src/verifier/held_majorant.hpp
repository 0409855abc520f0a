// SPDX-License-Identifier: Apache-2.0
//
// How the outputs and the ties of one sample grow on a box: order by order, upper bounds of the
// parts of the base functions that are of order k in the change of the parameters, by the size of
// the box to the k (specification, 22.2, 22.5). And the sums C_k, C'_k that they give.

#pragma once

#include "held_loss.hpp"

namespace thalweg::verifier {

/// By order from 0, all over 2^bits and rounded upwards.
using Majorant = List<Integer>;

/// Of the pre-activations of all units at W.
List<Majorant> majorants(const HeldProblem& problem, const HeldSample& sample);

/// majorant_1 Δ + majorant_2 Δ² + …
Fraction moved_by(const HeldProblem& problem, const Majorant& majorant, const Fraction& size);

/// Sums over samples and ties, by order.
struct GrowthSums {
  Majorant linear;         ///< B_k
  Majorant squares_from_1; ///< S_k^1
  Majorant squares_from_2; ///< S_k^2

  /// A term slope · a + steepness · a²/2 of A where a has this majorant.
  void add(const HeldProblem& problem, const Integer& slope, const Integer& steepness,
           const Majorant& majorant);
  std::size_t order_count() const { return squares_from_1.size(); }
};

} // namespace thalweg::verifier
