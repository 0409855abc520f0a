// SPDX-License-Identifier: GPL-3.0-or-later
//
// From a CPWL function to an irredundant max-min form, in any dimension (liu2021 eq. 13, 14,
// repaired).
//
// For every point y of Ω the row { j : p_j(y) ≥ f(y) } is ≤ f on all of Ω: on the segment from y to
// x some active piece is ≥ f at y and ≤ f at x. So a cell k is served by the row of eq. (14)
// whenever this row is ≤ f; if it is not, no single row serves the cell, and it is split along p_j
// = p_k for those j of the row of an inner point that cannot be dropped. This ends, at the latest
// when the order of the functions around p_k is constant on every part.
//
// Irredundant: no row and no literal can be dropped without losing f = max_r min_{j∈S_r} p_j on Ω.

#pragma once

#include "cpwl/lattice_identity.hpp"

namespace thalweg {

/// Points that show that nothing can be dropped from a form equal to f.
struct IrredundancyWitness {
  /// At row_points[r] every row but r is below f.
  std::vector<Vector> row_points;
  /// At literal_points[r][k] all literals of row r but the k-th are above f; empty for a row with a
  /// single literal, which cannot be dropped alone.
  std::vector<std::vector<Vector>> literal_points;
};

/// A max-min form of a CPWL function, with its proofs.
struct CertifiedLattice {
  MaxMinForm form;
  LatticeWitness witness;
  IrredundancyWitness irredundancy;
};

/// The construction above. `f` is well-formed and continuous (InputError otherwise) and its cells
/// are a convex partition of a convex domain: not checked, but InputError if this leads astray.
/// The form has the functions of f, in their order. Deterministic.
CertifiedLattice irredundant_lattice(const CpwlFunction& f);

/// Do the points show it? (The form is ≤ f and ≥ f elsewhere proven.)
bool is_irredundancy_proof(const IrredundancyWitness& witness, const CpwlFunction& f,
                           const MaxMinForm& form);

} // namespace thalweg
