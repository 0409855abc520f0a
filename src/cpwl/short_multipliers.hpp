// SPDX-License-Identifier: GPL-3.0-or-later
//
// Short multipliers for true inequalities: among the proofs of { a_i·x ≤ b_i } ⊂ { c·x ≤ e } by a
// few halfspaces each, the one whose numbers have the fewest bits. A linear program returns the
// tightest proof; with slack between the two sides others are shorter.

#pragma once

#include "geometry/polytope.hpp"

namespace thalweg {

/// Multipliers that prove P ⊂ target (see `is_implication`), with few and short numbers; nothing if
/// P, which must not be empty, is no subset. All selections of linearly independent normals are
/// tried if they are few, otherwise the linear program answers.
std::optional<Multipliers> short_multipliers(const Polytope& polytope, const Halfspace& target);

/// Weights λ' ≥ 0 with Σ λ'_j = 1, supported where λ is, as short as rounding to small denominators
/// gives, such that Σ_j λ'_j values[v][position of j] ≤ 0 for every v; `weights` itself, which must
/// satisfy this (not checked), if no rounding does. values[v] has one entry per weight, in their
/// order.
Multipliers short_weights(const Multipliers& weights, const std::vector<Vector>& values);

} // namespace thalweg
