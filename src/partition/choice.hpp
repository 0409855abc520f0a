// SPDX-License-Identifier: GPL-3.0-or-later
//
// Choosing a partition of the data into K groups of low risk. Floating point only ranks candidates;
// what is returned is exact, deterministic, and every group holds at least one sample. Equal inputs
// are never separated.

#pragma once

#include "exact/watched_work.hpp"
#include "partition/partition.hpp"
#include "risk/remembered_fits.hpp"

namespace thalweg {

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
/// against a single group, those of largest drop whose narrowest gap is (nearly) as wide as can be:
/// margins make the certified radius.
Slabs chosen_slabs(const Dataset& data, std::size_t groups, const Vector& direction);

/// The direction, among the coordinate axes and a few oblique ones with small coefficients, whose K
/// slabs have least risk; among directions that come close (95 % of the drop) the one with the
/// widest gaps. Coprime integers. If all columns are constant (or d_x = 0): ones. Throws UsageError
/// if there are fewer than K distinct inputs.
Vector chosen_direction(const Dataset& data, std::size_t groups);

/// K leaves, grown one cut at a time. Over all leaves and all candidate hyperplanes (axis-parallel
/// and oblique with small coefficients, 64 gaps each) find the largest drop of squared error; among
/// the cuts that reach 85 % of it choose by the product of the relative gaps on the path from the
/// root (gap / spread of all projections): it should be (nearly) as large as can be or not below
/// that of the tree so far; of these the largest drop. Cuts are turned to widen their gaps. Groups
/// keep d_x + 2 distinct inputs as long as some leaf can be cut that way. Throws UsageError if
/// there are fewer than K distinct inputs.
HyperplaneTree chosen_tree(const Dataset& data, std::size_t groups, const Progress& progress = {});

enum class RefinementKind { isolate, split };

/// Two partitions of one shape. `fine` refines `coarse` on the samples; `coarse` has empty cells
/// where `fine` has new ones, so networks built from the two have the same architecture.
struct Refinement {
  Partition coarse;
  Partition fine;
};

/// isolate: the group with the worst distinct input (largest norm of the sum of its samples'
/// residuals; for other losses than the plain squared one, the largest gain when it stands alone)
/// is cut so that it is alone in its cell (one or two new cells; liu2021 eq. 25–28); slabs pass
/// over inputs that share their projection with others of their group. split: the best single cut
/// of one group among those proposed by a floating scout. The exact risk of the fits of `fine` is
/// strictly lower than that of `coarse`; if no refinement of the kind has a strict drop, throws
/// ClaimError saying why. Which cell of `fine` lies in which of `coarse`: `containing_groups` of
/// their sample groups. In trees the refined leaf keeps its number in both (for `fine` it holds the
/// rest), new leaves come last; in slabs the new cells of `coarse` come last.
Refinement chosen_refinement(RememberedFits& fits, const Partition& partition, RefinementKind kind);

/// For the plain squared loss.
Refinement chosen_refinement(const Dataset& data, const Partition& partition, RefinementKind kind);

} // namespace thalweg
