// SPDX-License-Identifier: Apache-2.0
//
// The population risk, its gradient and its Hessian at the centre W_c, enclosed (specification,
// 23.4).

#pragma once

#include "definite.hpp"
#include "population_pairs.hpp"

namespace thalweg::verifier {

/// Bounds of F(W_c).
struct RiskRange {
  Fraction lower, upper;
};
RiskRange population_risk(const PopulationNetwork& network, const VectorPairs& pairs);

/// m_i = π + (Σ_{l≠i} s_il − Σ_j s'_ij) / |w_i|² over 2^β: what w_i is multiplied by in 2π ∇_i F.
List<Range> own_factors(const PopulationNetwork& network, const VectorPairs& pairs);

/// γ ≥ |∇F(W_c)|
Fraction gradient_bound(const PopulationNetwork& network, const VectorPairs& pairs,
                        const List<Range>& factors);

/// 2π ∇²F(W_c) for d = k, over 2^(β + 2B): row i k + x is entry x of unit i.
SymmetricMatrix population_hessian(const PopulationNetwork& network, const VectorPairs& pairs,
                                   const List<Range>& factors);

/// 2π M over 2^β: ∇²F(W_c) acts on each further dimension as M does.
SymmetricMatrix further_hessian(const VectorPairs& pairs, const List<Range>& factors);

} // namespace thalweg::verifier
