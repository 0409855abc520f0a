// SPDX-License-Identifier: GPL-3.0-or-later
//
// The power diagram of affine functions ℓ_0, …, ℓ_{K−1} on a domain Ω: cell k is
// { x ∈ Ω : ℓ_k(x) ≥ ℓ_j(x) for all j }. The cells cover Ω and have disjoint interiors, unless two
// functions are equal: these have the same cell. Cells may be empty or of measure zero.
//
// With a margin η > 0 the cells shrink to { x ∈ Ω : ℓ_k(x) ≥ ℓ_j(x) + η for all j ≠ k } and leave
// gaps between them (mathematics: gap cells of a convex partition).

#pragma once

#include "geometry/polytope.hpp"

namespace thalweg {

/// Cell k with its irredundant halfspaces; if it is empty those of empty_polytope(d).
struct PowerCell {
  Polytope polytope;
  /// For each halfspace the j ≠ k with { ℓ_k ≥ ℓ_j + η }, or nothing if it is one of Ω (or of
  /// empty_polytope). Same length as polytope.halfspaces.
  std::vector<std::optional<std::size_t>> neighbours;
};

/// The functions ℓ_k(x) = 2 s_k·x − |s_k|² + w_k of sites s_k with weights w_k: ℓ_k(x) is largest
/// where |x − s_k|² − w_k is smallest. Throws InputError on different numbers or dimensions.
std::vector<AffineFunction> power_functions(const std::vector<Vector>& sites,
                                            const std::vector<Rational>& weights);

/// One cell per function. Throws InputError without functions, if a function has not the dimension
/// of the domain, or if the margin is negative.
std::vector<PowerCell> power_cells(const std::vector<AffineFunction>& functions,
                                   const Polytope& domain, const Rational& margin = 0);

} // namespace thalweg
