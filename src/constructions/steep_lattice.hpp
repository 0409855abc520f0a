// SPDX-License-Identifier: GPL-3.0-or-later
//
// Max-min forms whose evaluation order gives every group one activation pattern and puts no sample
// on a wall. Why: on a sample outside the subtree of v the chain is won, with margin, by the first
// violated ancestor, which dominates everything below; so every later comparison has one sign. Two
// losing rows with the same first violated ancestor differ by their δ.
//
// Hyperplane tree: for leaf k and ancestor v, c_{v,k} = ±M_v h_v − δ_k, h_v = a_v·x − t_v, + if k
// is on the positive side, δ_k = k·δ. M_v is chosen from the deepest level up so that |M_v h_v|
// exceeds, on every sample that reaches v, every |value| that a c below v or a piece takes on any
// sample, by more than 2Kδ. Row k is the minimum over the chain c_{root,k}, …, c_{parent,k}, p_k
// from the root down; the maximum of the rows is taken along the tree. Slabs, short form: row k is
// min(p_k, left_k, right_k) in this order, left_k = M(a·x − t_{k−1}), right_k = M(t_k − a·x), one M
// with M·min|a·x_i − t_k| > max|p|; the maximum joins adjacent blocks. Cells without samples and
// nodes that no sample reaches need no special treatment.

#pragma once

#include "cpwl/lattice_tree.hpp"
#include "partition/partition.hpp"

namespace thalweg {

/// The constants of the form that may be chosen freely.
struct SteepnessChoice {
  Rational steepness{1};  ///< ≥ 1, multiplies the least admissible M
  Rational delta_unit{1}; ///< > 0, the unit δ of the tie-breaking constants
};

/// One tree per output; pieces[k] is the affine map on cell k. The shape depends on the shape of
/// the partition and the output dimension only. InternalError if a sample lies on a hyperplane it
/// meets.
std::vector<LatticeTree> steep_lattices(const Dataset& data, const Partition& partition,
                                        const std::vector<AffineMap>& pieces,
                                        const SteepnessChoice& choice = {});

} // namespace thalweg
