// SPDX-License-Identifier: Apache-2.0
//
// The claim `refinement_of_partitions`: every cell of one partition lies in a cell of another, and
// the optimal affine fits on its cells have a lower risk.

#pragma once

#include "claim/further_claim.hpp"
#include "shape/geometry.hpp"

namespace thalweg::verifier {

struct Certificate;

/// Samples in cells and one affine fit per target for every cell with samples.
struct CellFits {
  List<std::size_t> cell_of_sample;
  List<std::optional<List<AffineFunction>>> fits;
};

struct PartitionRefinement {
  std::string place;
  std::size_t coarse;
  std::size_t fine;
  Fraction risk;
  Fraction fine_risk;
  List<std::size_t> cell_of_cell;
  List<List<Multipliers>> multipliers; ///< [fine cell][halfspace of its coarse cell]
  CellFits coarse_fits;
  CellFits fine_fits;
};

void read_partition_refinement(const Node& node, Certificate& certificate);
void read_partition_refinement_witness(const Node& node, Certificate& certificate);

/// O51 to O56.
Told check_partition_refinement(const Certificate& certificate);

} // namespace thalweg::verifier
