// SPDX-License-Identifier: GPL-3.0-or-later
//
// Polyhedra P = ∩_i { x ∈ Q^d : a_i·x ≤ b_i } by their halfspaces, d ≥ 0: questions that linear
// programs answer. A polytope is a bounded polyhedron; what needs boundedness asks for it. Empty
// sets, sets of measure zero, repeated and parallel halfspaces and zero normals are all meant:
// "interior" is the topological interior in Q^d, so a set of measure zero has none.

#pragma once

#include "geometry/linear_program.hpp"

namespace thalweg {

/// The intersection of finitely many halfspaces of Q^dimension; all of it if there are none.
/// Invariant: every normal has `dimension` entries (see `require_dimension`).
struct Polytope {
  std::size_t dimension = 0;
  std::vector<Halfspace> halfspaces;

  bool contains(const Vector& x) const;
  bool operator==(const Polytope&) const = default;
};

/// Throws InputError "<place>: …" unless all normals have `dimension` entries.
void require_dimension(const Polytope& polytope, const std::string& place);

/// { x : lower_k ≤ x_k ≤ upper_k }: halfspaces 2k (x_k ≤ upper_k) and 2k + 1 (−x_k ≤ −lower_k).
/// Throws InputError on different lengths; lower_k > upper_k gives the empty set.
Polytope box(const Vector& lower, const Vector& upper);

/// The polyhedron without points of Q^dimension, written 0·x ≤ −1.
Polytope empty_polytope(std::size_t dimension);

/// The halfspaces of both, in this order, nothing removed. Same dimension (else InputError).
Polytope intersection(const Polytope& p, const Polytope& q);
Polytope intersection(Polytope p, const Halfspace& halfspace);

bool is_empty(const Polytope& polytope);

/// Is there an R with |x_k| ≤ R on the polyhedron? True for empty sets and for d = 0.
bool is_bounded(const Polytope& polytope);

/// A point of the interior with coordinates of few digits, or nothing if the interior is empty.
/// For d = 0 the interior of the one point is that point.
std::optional<Vector> interior_point(const Polytope& polytope);

/// P ⊂ { x : a·x ≤ b }? True for empty P.
bool is_subset_of(const Polytope& polytope, const Halfspace& halfspace);
bool is_subset_of(const Polytope& p, const Polytope& q);
bool is_same_set(const Polytope& p, const Polytope& q);

/// Multipliers of the halfspaces of P that prove P ⊂ { x : a·x ≤ b } (see `is_implication`), or
/// nothing if P is not a subset, and for empty P also where no multipliers combine to the normal.
std::optional<Multipliers> subset_multipliers(const Polytope& polytope, const Halfspace& halfspace);

/// Indices of halfspaces, increasing, whose intersection is the same set and of which none can be
/// dropped; of equal ones the first stays, halfspaces that are all of Q^d never do. For empty P the
/// indices of a minimal infeasible selection.
std::vector<std::size_t> irredundant_indices(const Polytope& polytope);

/// The polyhedron with its irredundant halfspaces only, as they are; empty_polytope(d) if empty.
Polytope irredundant(const Polytope& polytope);

} // namespace thalweg
