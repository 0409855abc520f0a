// SPDX-License-Identifier: Apache-2.0
//
// Convex partitions of a domain Ω: every cell lies in Ω and has interior points, two cells are
// separated by a hyperplane, and a tree of hyperplanes leads every point of Ω to a cell that holds
// it.

#pragma once

#include "claim/claim.hpp"

namespace thalweg::verifier {

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

/// O27 to O31.
struct ConvexPartition : Claim {
  List<std::size_t> cells;
  List<PartitionWitness> proofs;

  using Claim::Claim;
  Told check(const Subject& subject) const override;
};

std::unique_ptr<Claim> read_convex_partition(const Node& node, const Subject& subject);
void read_convex_partition_witness(const Node& node, Claim& made, const Subject& subject);

} // namespace thalweg::verifier
