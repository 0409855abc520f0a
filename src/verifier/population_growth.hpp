// SPDX-License-Identifier: Apache-2.0
//
// L with |∂³F(W)[D, D, D]| ≤ L |D|³ for all W in the ball of radius Δ around W_c, for every input
// dimension d ≥ k (specification, 23.5).

#pragma once

#include "population_pairs.hpp"

namespace thalweg::verifier {

/// A multiple of 2^−40. Stops with `population.third_order` where a unit or a pair is too near to
/// the edge of the ball for a bound.
Fraction third_order_bound(const PopulationMinimum& claim, const VectorPairs& pairs);

} // namespace thalweg::verifier
