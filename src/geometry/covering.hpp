// SPDX-License-Identifier: GPL-3.0-or-later
//
// Do cells P_0, …, P_{K−1} cover a domain Ω? A witness is a binary tree of hyperplanes: a node
// splits its region (Ω at the root) into the closed parts on both sides, and every leaf names a
// cell that contains its region, with Farkas multipliers for each halfspace of that cell over the
// halfspaces of Ω followed by those met on the way from the root. Otherwise some point of Ω lies in
// no cell.

#pragma once

#include "geometry/polytope.hpp"

#include <variant>

namespace thalweg {

/// A witness of Ω ⊂ ∪ P_k. Children: a value ≥ 0 is the index of a node (larger than the parent's),
/// a value < 0 is leaf number −1 − value. Node 0 is the root; without nodes leaf 0 is everything.
/// Every leaf and every node but the root is the child of exactly one node.
struct Covering {
  struct Node {
    Halfspace split;
    int inside;  ///< the part in `split`
    int outside; ///< the part in opposite(split)
  };
  struct Leaf {
    std::size_t cell;
    /// One list per halfspace of the cell. Index i < |Ω|: halfspace i of Ω; |Ω| + t: the t-th side
    /// taken (split or its opposite), counted from the root.
    std::vector<Multipliers> multipliers;
  };
  std::vector<Node> nodes;
  std::vector<Leaf> leaves;
};

/// A covering, or a point in the interior of Ω and in no cell. Ω must be bounded with interior
/// points (else InputError); cells may overlap, reach beyond Ω, be unbounded, empty or of measure
/// zero (the last two help nobody). The splits are hyperplanes of facets of cells.
std::variant<Covering, Vector> covering(const Polytope& domain, const std::vector<Polytope>& cells);

/// Does the witness prove Ω ⊂ ∪ P_k? Walks the tree and multiplies out, nothing else.
bool is_covering(const Polytope& domain, const std::vector<Polytope>& cells,
                 const Covering& covering);

} // namespace thalweg
