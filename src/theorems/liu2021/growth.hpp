// SPDX-License-Identifier: GPL-3.0-or-later
//
// liu2021, Theorem 1: the number of minima that are not related by rescaling grows with the
// network. One input, one output, one hidden layer of 2K − 1 ReLU units: the optimal affine fits of
// any partition of the samples into at most K intervals make a local minimum. With the fits p_1,
// p_2, … in this order and s = 3/(width of the gap between two groups, from a to b),
//   F = p_1 + Σ_gaps α [s(x − a) − 1]_+ + γ [s(x − a) − 2]_+,
// α and γ such that the sum over a gap is p_{k+1} − p_k right of it. All units keep their side on
// every group, so classes are groups, and residuals are orthogonal to (1, x) on each. p_1 comes
// from a unit that is always on; unused units are off. The paper's construction takes deeper
// networks; this one has 6K − 2 parameters.

#pragma once

#include "certificate/family_claims.hpp"
#include "data/dataset.hpp"

namespace thalweg {

/// The network of the intervals that begin at the samples 0 = begins[0] < begins[1] < …, at most
/// `most_groups` of them. One input, increasing; one target.
Network interval_network(const Dataset& data, const std::vector<std::size_t>& begins,
                         std::size_t most_groups);

/// What a census finds.
struct GrowthCensus {
  std::size_t partitions = 0;        ///< into at most most_groups intervals
  std::vector<CensusMinimum> minima; ///< one for each risk, risks falling
};

/// A network as a minimum of a census; InternalError if it is no certified minimum.
CensusMinimum certified_minimum(const Dataset& data, Network network);

/// Every partition is looked at; InternalError if one does not make a certified minimum. The first
/// in lexicographic order stands for those of equal risk.
GrowthCensus growth_census(const Dataset& data, std::size_t most_groups);

} // namespace thalweg
