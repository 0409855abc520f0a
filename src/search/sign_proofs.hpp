// SPDX-License-Identifier: GPL-3.0-or-later
//
// Do two minima of one cell of parameters lie in different components of the set of minima of the
// cell? One hidden layer with biases, one output, σ positively homogeneous. All minima of the cell
// have the same predictions f (strict convexity), and with p_j = v_j (w_j, b_j), v_j the output
// weights,
//   Σ_j s_ij p_j·(x_i, 1) + c = f_i,   τ_j σ_ij p_j·(x_i, 1) > 0 where τ_j = sign v_j ≠ 0,
// s_ij and σ_ij = ±1 slope and side of unit j at sample i, p_j = 0 where τ_j = 0. If for some unit
// k no τ with τ_k = 0 has a solution, no minimum has v_k = 0, and v_k keeps its sign along paths of
// minima. For each τ a linear program, the largest δ ≤ 1 with δ instead of 0 on the right of >,
// gives a solution or, by its multipliers, a contradiction. 3^{m−1} programs for m units.

#pragma once

#include "data/dataset.hpp"
#include "geometry/halfspace.hpp"
#include "network/network.hpp"

#include <variant>

namespace thalweg {

/// μ_i for each sample, λ_j ≥ 0 over the samples for each unit j with τ_j ≠ 0, increasing:
/// Σ_i (μ_i s_ij + λ_ij τ_j σ_ij) (x_i, 1) = 0 for these j, Σ_i μ_i = 0, and Σ_i μ_i f_i > 0, or =
/// 0 and some λ_ij > 0.
struct SignProof {
  Vector samples;
  std::vector<Multipliers> units;
};

/// One proof for every choice of signs −1, 0, 1 of the other units, in lexicographic order; or a
/// network with the patterns and predictions of `network` whose unit has the output weight 0. No
/// sample on a wall, at most eight units (UsageError), the form above (Unsupported).
std::variant<std::vector<SignProof>, Network> sign_proofs(const Network& network,
                                                          const Dataset& data, std::size_t unit);

} // namespace thalweg
