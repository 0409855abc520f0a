// SPDX-License-Identifier: GPL-3.0-or-later
//
// Is a convex partition a power diagram? It is iff there are affine functions ℓ_k, one per cell,
// with cell k = { x ∈ Ω : ℓ_k(x) ≥ ℓ_j(x) for all j } (the partition is *regular*): a linear
// program over the coefficients. Partitions in which a wall of one cell ends within a wall of
// another, as in most hyperplane trees, are not.

#pragma once

#include "geometry/polytope.hpp"
#include "partition/power.hpp"

namespace thalweg {

/// The functions, ℓ_0 = 0, or nothing if the cells are no power diagram on the domain. The cells
/// are bounded, have interior points, lie in the domain and are at least one.
std::optional<PowerPartition> lifting_of(const std::vector<Polytope>& cells,
                                         const Polytope& domain);

} // namespace thalweg
