// SPDX-License-Identifier: GPL-3.0-or-later
//
// From a partition and the optimal fits of its groups to a ReLU network that equals each fit on its
// group, with one activation pattern per group and no sample on a wall.

#pragma once

#include "network/network.hpp"
#include "partition/partition.hpp"
#include "risk/affine_fit.hpp"

namespace thalweg {

enum class ConstructionKind { lattice, gated, hinged };

/// The free constants of a construction. Larger factors than 1 give more margin at the price of
/// larger slopes; every choice ≥ 1 is correct (up to `delta_unit` > 0).
struct Slack {
  Rational steepness{1};  ///< multiplies the least admissible slopes M
  Rational shift{1};      ///< multiplies the least admissible shifts B, C
  Rational delta_unit{1}; ///< spacing of the tie-breaking constants δ (hyperplane trees only)
};

/// The network of `partition` with `pieces[k]` on cell k (cells without samples: any pieces). The
/// architecture depends only on the shape of the partition, the input and the output dimension.
///   lattice, slabs: rows min(p_k, left_k, right_k) in this order, tournament of adjacent blocks;
///   lattice, tree:  root-first steep chains, tournament along the tree;
///   gated:          saturated ramps as gates, one leaf unit per cell and output;
///   hinged:         the same with the distance beyond a hyperplane in place of a gate.
/// All of it is checked again by whoever makes a claim; nothing here decides a verdict.
Network constructed_network(ConstructionKind kind, const Dataset& data, const Partition& partition,
                            const std::vector<AffineMap>& pieces, const Slack& slack = {});

} // namespace thalweg
