// SPDX-License-Identifier: GPL-3.0-or-later
//
// A small part of the samples that shows a construction nearly all its extremes: those closest to
// and farthest from each hyperplane, those with extreme values of each piece, and an even choice of
// the rest. Constants are searched for on it; the final network is built on all samples.

#pragma once

#include "exact/affine_function.hpp"
#include "partition/partition.hpp"

namespace thalweg {

/// All of `data` if it has at most `count` samples; else about `count` of them, in their order,
/// with at least one of every non-empty group.
Dataset tuning_samples(const Dataset& data, const Partition& partition,
                       const std::vector<AffineMap>& pieces, std::size_t count);

} // namespace thalweg
