// SPDX-License-Identifier: Apache-2.0
//
// The population risk, its gradient and its Hessian at the centre W_c, enclosed (specification,
// 60.2), and a bound of its third derivatives near it (60.3). In every sum over pairs teachers
// count negatively.

#pragma once

#include "lemma/population_pairs.hpp"
#include "number/definite.hpp"

namespace thalweg::verifier {

/// Bounds of F(W_c).
struct RiskRange {
  Fraction lower, upper;
};
RiskRange population_risk(const VectorPairs& pairs);

/// γ ≥ |∇F(W_c)|
Fraction gradient_bound(const VectorPairs& pairs);

/// 2π ∇²F(W_c) for d = k, over 2^β 4^B: row i k + x is entry x of unit i. In each further dimension
/// ∇²F acts as M does, the mean over x of the n × n blocks of the entries x: its eigenvalues are
/// not below or above those of this matrix.
SymmetricMatrix population_hessian(const VectorPairs& pairs);

/// L with |∂³F(W)[D, D, D]| ≤ L |D|³ for all W in the ball around W_c and every d ≥ k; a multiple
/// of 2^−40. Stops with `population.third_order` where a unit or a pair is too near to the edge of
/// the ball for a bound.
Fraction third_order_bound(const VectorPairs& pairs, const Fraction& radius);

} // namespace thalweg::verifier
