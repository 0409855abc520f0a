// SPDX-License-Identifier: GPL-3.0-or-later
//
// Power diagrams as partitions of the data: cell k is { x : ℓ_k(x) > ℓ_j(x) for all j ≠ k } for
// affine functions ℓ_0, …, ℓ_{K−1}. Every such family is the power diagram of sites with weights
// (geometry/power_diagram.hpp); slabs and intervals are of this kind, hyperplane trees are not.
// Only the differences of the functions matter.

#pragma once

#include "partition/partition.hpp"

#include "exact/affine_function.hpp"

namespace thalweg {

/// Invariant: at least one function, all of one input dimension.
struct PowerPartition {
  std::vector<AffineFunction> functions;
  bool operator==(const PowerPartition&) const = default;
};

/// The same cells as power diagram: ℓ_0 = 0, ℓ_k − ℓ_{k−1} = direction·x − t_{k−1}.
PowerPartition power_partition(const Slabs& slabs);

/// The group that is ahead at x, and by how much: ℓ_k(x) − ℓ_j(x) for the second largest j, 0 on a
/// wall between cells; nothing if there is a single function.
struct CellLead {
  std::size_t group;
  std::optional<Rational> margin;
};
CellLead lead_at(const PowerPartition& partition, const Vector& x);

/// The cell that holds each sample. UsageError if there is no function, if dimensions differ or if
/// a sample lies on a wall. Cells may hold no sample.
Grouping sample_groups(const PowerPartition& partition, const Dataset& data);

/// Throws UsageError "<place>: …" unless every group of samples is non-empty.
void require_no_empty_group(const Grouping& groups, const std::string& place);

/// K groups of low risk: floating point guesses (k-means, refits of planes and centres in turn,
/// steps of single coefficients; see guess/power_diagrams.hpp), which are rounded to short numbers
/// and compared by exact risk, with optimal slabs among them. ℓ_0 = 0. Every group holds a sample,
/// no sample is on a wall, equal inputs stay together. UsageError if there are fewer than K
/// distinct inputs.
PowerPartition chosen_power_partition(const Dataset& data, std::size_t groups);

} // namespace thalweg
