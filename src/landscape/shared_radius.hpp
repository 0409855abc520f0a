// SPDX-License-Identifier: GPL-3.0-or-later
//
// Patterns and radius of networks of dense layers with millions of parameters. Not class by class
// with affine functions of x (pattern_classes.hpp), but sample by sample: all samples at once go
// through a layer as a product of integer matrices. The radius is the interval bound of radius.hpp
// with, for |s_k|, the largest slope that any sample uses at unit k: it holds for every sample, is
// computed once for all of them, and is at most the one of each class.

#pragma once

#include "data/dataset.hpp"
#include "network/network.hpp"

namespace thalweg {

struct SharedRadius {
  std::vector<SampleSet> patterns; ///< the samples of each pattern, by their first sample
  SampleSet on_wall;
  /// The largest number of the grid (landscape/grid.hpp) within which the bound shows that no
  /// pattern changes; nothing if some sample is on a wall. 2^64 if no unit has breakpoints.
  std::optional<Rational> radius;
};

/// Would classes and their Jacobians take much longer? By sizes alone.
bool is_large_for_classes(const Network& network, const Dataset& data);

/// For dense layers (InternalError otherwise). ClaimError for a radius below 2^-2000.
SharedRadius shared_radius(const Network& network, const Dataset& data);

} // namespace thalweg
