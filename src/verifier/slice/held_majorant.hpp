// SPDX-License-Identifier: Apache-2.0
//
// How the outputs and the ties of one point grow on a box: order by order, upper bounds of the
// parts of the base functions that are of order k in the change of the parameters, by the size of
// the box to the k (specification, 25.1 and 18.2). And the sums that make C_k and C'_k of them.

#pragma once

#include "slice/held_pass.hpp"

namespace thalweg::verifier {

/// By order from 0, all over 2^bits and rounded upwards.
using Majorant = List<Integer>;

/// Of the pre-activations of all units at W.
List<Majorant> majorants(const HeldProblem& problem, const HeldPoint& point);

/// majorant_1 Δ + majorant_2 Δ² + …
Fraction moved_by(const HeldProblem& problem, const Majorant& majorant, const Fraction& size);

/// Sums over points and ties, by order.
struct GrowthSums {
  Majorant linear;          ///< B_k
  Majorant squares;         ///< S_k
  Majorant derived_squares; ///< S'_k
  Majorant moving_slopes;   ///< U_k

  /// A term of A, a function of some a with this majorant: its derivative at W is at most `slope`
  /// and moves like `slope_majorant`, its second derivative at W is at most `steepness`.
  void add(const BallRules& rules, const Integer& slope, const Integer& steepness,
           const Majorant& slope_majorant, const Majorant& majorant);
  std::size_t order_count() const { return linear.size(); }
};

} // namespace thalweg::verifier
