// SPDX-License-Identifier: GPL-3.0-or-later
//
// liu2021, Theorems 1 and 2: the number of minima that are not related by rescaling grows with the
// network, counted from below for networks as the paper builds them: deep max-min forms of K pieces
// (constructions/steep_lattice.hpp), in any dimension, also on top of convolutions with pooling.
// The samples, or their features, are cut into at most K slabs across a coordinate axis, in all
// ways; the optimal affine fits of the slabs make a local minimum of one architecture, as slabs
// without samples keep the shape. Minima of different risks are not related by rescaling or
// permutation of units.

#pragma once

#include "theorems/liu2021/growth.hpp"

namespace thalweg {

/// Every partition into at most `most_groups` slabs is looked at, axis by axis; InternalError if
/// one does not make a certified minimum. The first of equal risk stays. With `body` the layers
/// below; the slabs are then those of its outputs. At every sample the units of `body` have one
/// pattern.
GrowthCensus slab_census(const Dataset& data, std::size_t most_groups,
                         const Network* body = nullptr);

} // namespace thalweg
