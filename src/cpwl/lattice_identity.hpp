// SPDX-License-Identifier: GPL-3.0-or-later
//
// The identity f = max_r min_{j∈S_r} p_j on Ω between a CPWL function and a max-min form over the
// same affine functions: decided, with a witness that is checked by multiplying out, or a point.
//
// Witness, for each cell m = { A x ≤ b } with piece p_m, given that the cells cover Ω:
//  (a) "≥": a tree of splits along hyperplanes p_j = p_m whose leaves name a row r and, for every
//      literal j of it, μ ≥ 0 on the halfspaces of the cell and of the splits above the leaf that
//      proves p_j ≥ p_m there. A tree covers its cell by construction; usually it is one leaf.
//  (b) "≤": for every row r weights λ ≥ 0 on S_r, Σ λ_j = 1, and μ ≥ 0 on the halfspaces of the
//      cell that prove Σ λ_j (p_j − p_m) ≤ 0 on the cell. Many rows share one such bound.
// liu2021 (14) has one row per cell in (a), which is enough for refined cells; the trees say the
// same without new cells. SPECIFICATION section 52 checks both.

#pragma once

#include "cpwl/max_min_form.hpp"
#include "cpwl/row_cover.hpp"

namespace thalweg {

/// Σ_j weights_j (p_j − p_m) ≤ 0 on cell m: `weights` by function index with sum 1, `halfspaces`
/// the multipliers on the halfspaces of the cell.
struct RowBound {
  Multipliers weights;
  Multipliers halfspaces;
  bool operator==(const RowBound&) const = default;
};

/// The proofs of one leaf: one list of multipliers per literal of its row, in the row's order.
/// Indices count the halfspaces of the cell, then those of the splits from the root to the leaf.
using LeafProofs = std::vector<Multipliers>;

/// The witness on one cell.
struct CellWitness {
  RowCover cover;
  std::vector<LeafProofs> proofs;        ///< one per leaf, in the order of the leaves in `cover`
  std::vector<RowBound> bounds;          ///< each used by some row
  std::vector<std::size_t> bound_of_row; ///< one index into `bounds` per row
  bool operator==(const CellWitness&) const = default;
};

/// One entry per cell of the function.
using LatticeWitness = std::vector<CellWitness>;

/// A point of Ω where the form and the function differ.
struct Counterexample {
  Vector point;
  Rational function_value;
  Rational form_value;
};

/// Decides the identity. `form.functions` are the functions of `f`; both well-formed, cells bounded
/// (InputError otherwise). That the cells cover Ω is not looked at.
std::variant<LatticeWitness, Counterexample> lattice_identity(const CpwlFunction& f,
                                                              const MaxMinForm& form);

/// The same, for a form that is known to equal f and with covers known already (one per cell); used
/// where the form has just been built. InternalError if the identity fails.
LatticeWitness lattice_witness(const OrderedFunction& f, const MaxMinForm& form,
                               std::vector<RowCover> covers, RowBounds& bounds);

/// Does the witness prove the identity? Multiplies out; an ill-formed witness proves nothing.
bool is_proof(const LatticeWitness& witness, const CpwlFunction& f, const MaxMinForm& form);

} // namespace thalweg
