// SPDX-License-Identifier: Apache-2.0
//
// The claim `lattice_identity`: the max-min form of a CPWL function, max_r min_{j∈row r} p_j, is
// the piece on every cell.
//
// "≥": a tree splits the cell along hyperplanes p_j = piece; at every leaf one row is ≥ the piece.
// "≤": for every row a convex combination of its functions is ≤ the piece on the whole cell.

#pragma once

#include "claim/claim.hpp"

namespace thalweg::verifier {

struct FormNode {
  std::optional<std::size_t> function; ///< of an inner node
  std::size_t row;
  List<Multipliers> proofs; ///< one per literal of the row
};

struct FormBound {
  Multipliers weights; ///< indices of functions
  Multipliers multipliers;
};

/// That the form is the piece on one cell.
struct CellForm {
  List<FormNode> cover;
  List<FormBound> bounds;
  List<std::size_t> bound_of_row;
};

/// O38 to O40.
struct LatticeIdentity : Claim {
  List<List<CellForm>> witness; ///< [output][cell]

  using Claim::Claim;
  Told check(const Subject& subject) const override;
};

std::unique_ptr<Claim> read_lattice_identity(const Node& node, const Subject& subject);
void read_lattice_identity_witness(const Node& node, Claim& made, const Subject& subject);

} // namespace thalweg::verifier
