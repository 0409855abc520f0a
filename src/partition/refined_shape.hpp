// SPDX-License-Identifier: GPL-3.0-or-later
//
// Writing a partition and its refinement in one shape. Slabs: the coarse one gets further
// thresholds above all samples. Trees: the refined leaf is replaced by new nodes, which in the
// coarse tree have normal 0 and offset −1, so that every sample is on their positive side. New
// leaves hang on the negative side of new nodes; the last positive child keeps the old leaf's
// number.

#pragma once

#include "partition/choice.hpp"

namespace thalweg {

/// New thresholds inside the range of the samples (one or more, any order, none twice); `coarse`
/// gets as many beyond all samples, farther away than any sample is from the thresholds it has, and
/// farther than that from each other, so that margins do not shrink.
Refinement refined_slabs(const Dataset& data, const Slabs& slabs,
                         const std::vector<Rational>& new_thresholds);

/// The leaf is cut by the hyperplanes one after the other, each cutting the positive side of the
/// one before. New leaves have the numbers cells, cells+1, …, cells = number of leaves of `tree`:
/// leaf cells + k is the negative side of hyperplane k.
Refinement refined_tree(const HyperplaneTree& tree, std::size_t leaf_number,
                        const std::vector<Hyperplane>& hyperplanes);

/// The hyperplane with its sides exchanged.
Hyperplane reversed(const Hyperplane& hyperplane);

} // namespace thalweg
