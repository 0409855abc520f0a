// SPDX-License-Identifier: GPL-3.0-or-later
//
// From a max-min form to a tree of binary minima and maxima, in any order of evaluation. Balanced
// hierarchical trees (liu2021 eq. 16, 17) need ⌈log2⌉ operations on the longest way; another order
// has the same values but other activation patterns (constructions/steep_lattice.hpp).

#pragma once

#include "cpwl/lattice_tree.hpp"
#include "cpwl/max_min_form.hpp"

namespace thalweg {

/// How n operands 0..n−1 are joined in pairs: step i joins two of the operands and earlier results
/// and makes result n + i. Invariant (see `require_order`): n − 1 steps, everything used exactly
/// once.
struct JoinOrder {
  struct Step {
    std::size_t left;
    std::size_t right;
    bool operator==(const Step&) const = default;
  };
  std::size_t operand_count = 1;
  std::vector<Step> steps;
  bool operator==(const JoinOrder&) const = default;
};

/// Neighbours joined round by round, a lone last one waits: depth ⌈log2 n⌉. n ≥ 1.
JoinOrder balanced_order(std::size_t operand_count);

/// ((0, 1), 2), 3 …: depth n − 1. n ≥ 1.
JoinOrder chain_order(std::size_t operand_count);

/// Throws InputError "<place>: …" unless the invariant holds.
void require_order(const JoinOrder& order, const std::string& place);

/// The tree of the form: the literals of row r joined by minima in the order row_orders[r] (operand
/// k = k-th literal), the rows by maxima in `outer_order`. Each function that occurs is one affine
/// node, shared by its rows. Orders that do not fit are InputErrors.
LatticeTree tree_of_lattice(const MaxMinForm& form, const std::vector<JoinOrder>& row_orders,
                            const JoinOrder& outer_order);

/// The same with balanced orders everywhere.
LatticeTree tree_of_lattice(const MaxMinForm& form);

} // namespace thalweg
