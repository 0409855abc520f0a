// SPDX-License-Identifier: GPL-3.0-or-later
//
// The claims about convex partitions and samples in their cells, as values: convex_partition,
// groups and refinement_of_partitions, each with the witness that makes its check a multiplication.
// The partitions themselves are in the document; claims quote their numbers.
//
// Farkas multipliers are over the halfspaces of a cell (or of the domain) as the document lists
// them.

#pragma once

#include "data/dataset.hpp"
#include "exact/affine_function.hpp"
#include "geometry/covering.hpp"
#include "geometry/separation.hpp"

namespace thalweg {

/// The cells of a partition; each is the intersection of its halfspaces, which are at least one.
using Cells = std::vector<Polytope>;

/// That cells cover the domain Ω, lie in it, have interior points and disjoint interiors.
struct PartitionWitness {
  std::vector<Vector> interior_points;          ///< one per cell, strictly inside
  std::vector<Separation> separations;          ///< of the pairs (0,1), (0,2), …, (1,2), …
  std::vector<std::vector<Multipliers>> inside; ///< [cell][halfspace of Ω]
  Covering covering;
};

/// Every partition of the document is a convex partition of its domain.
struct ConvexPartitionClaim {
  std::vector<PartitionWitness> witnesses; ///< one per partition
};

/// Samples in the cells of one partition are a group; on each group the stated functions are the
/// optimal affine fits, with this risk over all samples.
struct GroupsClaim {
  std::size_t partition;
  std::size_t count; ///< cells with samples
  Rational risk;
  std::vector<std::size_t> cell_of_sample;              ///< witness
  std::vector<std::vector<std::size_t>> function_cells; ///< witness, [output][sample]
};

/// Samples by cells with the optimal fit of every cell that has samples.
struct CellFits {
  std::vector<std::size_t> cell_of_sample;
  std::vector<std::optional<AffineMap>> fits; ///< one per cell; nothing: no samples
};

/// Every cell of partition `fine` lies in one of `coarse`, and its optimal fits have lower risk.
struct PartitionRefinementClaim {
  std::size_t coarse;
  std::size_t fine;
  Rational risk;
  Rational fine_risk;                                ///< < risk
  std::vector<std::size_t> cell_of_cell;             ///< witness, per fine cell
  std::vector<std::vector<Multipliers>> multipliers; ///< witness, [fine][halfspace of coarse cell]
  CellFits coarse_fits;                              ///< witness
  CellFits fine_fits;                                ///< witness
};

} // namespace thalweg
