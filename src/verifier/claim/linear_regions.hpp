// SPDX-License-Identifier: Apache-2.0
//
// The linear regions of a network on Ω, counted by a tree. At a node the pieces in use are known
// for all units of the layers below the current one, so every unit of the current layer is one
// affine function z of x; of its own pieces an interval is left. A *side* says that z ≤ β or z ≥ β
// holds on the whole node, with multipliers; a *split* makes two parts of the node at z = β. When
// every unit of the layer has one piece left the walk enters the next layer. A leaf has one piece
// for each hidden unit and a point strictly inside its part.

#pragma once

#include "claim/certificate.hpp"

namespace thalweg::verifier {

/// A breakpoint of a hidden unit.
struct UnitBreakpoint {
  std::size_t layer;
  std::size_t unit;
  std::size_t breakpoint;
};

struct RegionSide {
  UnitBreakpoint at;
  bool is_above;
  Multipliers multipliers;
};

struct RegionNode {
  List<RegionSide> sides;
  std::optional<UnitBreakpoint> split; ///< of an inner node
  Point point;                         ///< of a leaf
};

/// O57 to O62, and O63, O64 if `network_computes_function` is claimed.
struct LinearRegions : Claim {
  std::size_t count;
  List<RegionNode> nodes;

  using Claim::Claim;
  Told check(const Certificate& certificate) const override;
};

void read_linear_regions(const Node& node, Certificate& certificate);
void read_linear_regions_witness(const Node& node, Certificate& certificate);

} // namespace thalweg::verifier
