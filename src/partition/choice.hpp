// SPDX-License-Identifier: GPL-3.0-or-later
//
// Choosing a partition of the data into K groups of low risk. Floating point only ranks candidates;
// what is returned is exact, deterministic, and every group holds at least one sample. Equal inputs
// are never separated.

#pragma once

#include "partition/partition.hpp"

#include <functional>

namespace thalweg {

/// Called now and then with a fraction in [0,1] and a short text.
using Progress = std::function<void(double, const char*)>;

/// Throws UsageError unless `direction` has one coordinate per input column, not all of them 0
/// (for d_x = 0 the empty vector is accepted). What a user's `--direction` must satisfy.
void require_direction(const Dataset& data, const Vector& direction);

/// K slabs along `direction` whose fits have the least total squared error among slab partitions
/// with candidate thresholds between neighbouring projections: all gaps, or, if there are more than
/// max(64, 2K), the widest of each of that many blocks of equal length. Each slab holds at least s
/// distinct inputs, s ≤ d_x + 2 as large as possible (smaller groups are fitted whatever their
/// targets). Thresholds are short dyadic numbers in the middle third of their gap. Least up to
/// relative rounding of 10⁻⁹. Throws UsageError if there are fewer than K distinct projections, or
/// by `require_direction`.
Slabs optimal_slabs(const Dataset& data, std::size_t groups, const Vector& direction);

/// The same, but among all slabs that reach at least 95 % of the drop that `optimal_slabs` has
/// against a single group, those whose narrowest gap is widest: margins make the certified radius.
Slabs chosen_slabs(const Dataset& data, std::size_t groups, const Vector& direction);

/// The direction, among the coordinate axes and a few oblique ones with small coefficients, whose K
/// slabs have least risk; among directions that come close (95 % of the drop) the one with the
/// widest gaps. Coprime integers. If all columns are constant (or d_x = 0): ones. Throws UsageError
/// if there are fewer than K distinct inputs.
Vector chosen_direction(const Dataset& data, std::size_t groups);

/// K leaves, grown one split at a time: always the split, over all leaves and all candidate
/// hyperplanes (axis-parallel and oblique), that lowers the squared error most; among splits that
/// come close to that drop the one with the widest relative gap between the two sides.
HyperplaneTree chosen_tree(const Dataset& data, std::size_t groups, const Progress& progress = {});

enum class RefinementKind { isolate, split };

/// Two partitions of one shape. `fine` refines `coarse` on the samples; `coarse` has empty cells
/// where `fine` has new ones, so networks built from the two have the same architecture.
struct Refinement {
  Partition coarse;
  Partition fine;
};

/// isolate: the group with the worst sample is cut so that the sample (with its repeated inputs) is
/// alone in its cell (one or two new cells; liu2021 eq. 25–28). split: the best single cut of one
/// group. The exact risk of the fits of `fine` is strictly lower than that of `coarse`; if no
/// refinement of the kind has a strict drop, throws ClaimError saying why.
Refinement chosen_refinement(const Dataset& data, const Partition& partition, RefinementKind kind);

} // namespace thalweg
