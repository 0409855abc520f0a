// SPDX-License-Identifier: Apache-2.0
//
// The claim `refinement_of_partitions`: every cell of one partition lies in a cell of another, and
// the optimal affine fits on its cells have a lower risk.

#pragma once

#include "claim/claim.hpp"

namespace thalweg::verifier {

/// Samples in cells and one affine fit per target for every cell with samples.
struct CellFits {
  List<std::size_t> cell_of_sample;
  List<std::optional<List<AffineFunction>>> fits;
};

/// O51 to O56.
struct PartitionRefinement : Claim {
  std::size_t coarse;
  std::size_t fine;
  Fraction risk;
  Fraction fine_risk;
  List<std::size_t> cell_of_cell;
  List<List<Multipliers>> multipliers; ///< [fine cell][halfspace of its coarse cell]
  CellFits coarse_fits;
  CellFits fine_fits;

  using Claim::Claim;
  Told check(const Subject& subject) const override;
};

std::unique_ptr<Claim> read_partition_refinement(const Node& node, const Subject& subject);
void read_partition_refinement_witness(const Node& node, Claim& made, const Subject& subject);

} // namespace thalweg::verifier
