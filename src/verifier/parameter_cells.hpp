// SPDX-License-Identifier: Apache-2.0
//
// The claim `parameter_cells` (format version 2, section 20): into how many open cells the walls
// { w·x_i + b = β } of all samples and breakpoints cut the parameters of a network with one hidden
// layer. All units have the same walls in their own (w, b), so the number is N^units; N is counted
// by a tree that inserts one wall after the other.

#pragma once

#include "document.hpp"
#include "halfspace.hpp"

namespace thalweg::verifier {

/// A node of the tree: the next walls, each shown to leave the node on one side; then one wall that
/// splits it or, at a leaf, a point strictly inside.
struct WallNode {
  struct Side {
    bool is_above;
    Multipliers multipliers;
  };
  List<Side> sides;
  std::optional<Point> point;
};

/// O132 to O137
struct ParameterCells : FurtherClaim {
  Fraction cells;
  List<WallNode> nodes;               ///< witness
  const Json* witness_json = nullptr; ///< witness

  using FurtherClaim::FurtherClaim;
  Told check(const Certificate& certificate) const override;
};

void read_parameter_cells(const Node& node, Certificate& certificate);
void read_parameter_cells_witness(const Node& node, Certificate& certificate);

} // namespace thalweg::verifier
