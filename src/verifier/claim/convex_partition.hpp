// SPDX-License-Identifier: Apache-2.0
//
// Convex partitions of a domain Ω: every cell lies in Ω and has interior points, two cells are
// separated by a hyperplane, and a tree of hyperplanes leads every point of Ω to a cell that holds
// it.

#pragma once

#include "claim/further_claim.hpp"
#include "shape/geometry.hpp"

namespace thalweg::verifier {

struct Certificate;

struct Separation {
  Halfspace halfspace;
  Multipliers below; ///< from the cell of smaller number
  Multipliers above;
};

struct CoverNode {
  std::optional<Halfspace> split; ///< of an inner node
  std::size_t cell;
  List<Multipliers> proofs; ///< one per halfspace of the cell
};

struct PartitionWitness {
  List<Point> interior_points;
  List<Separation> separations; ///< pairs (0,1), (0,2), …, (1,2), …
  List<List<Multipliers>> inside;
  List<CoverNode> cover;
};

struct ConvexPartition {
  std::string place;
  List<std::size_t> cells;
  List<PartitionWitness> witness;
};

void read_convex_partition(const Node& node, Certificate& certificate);
void read_convex_partition_witness(const Node& node, Certificate& certificate);

/// O27 to O31.
Told check_convex_partition(const Certificate& certificate);

} // namespace thalweg::verifier
