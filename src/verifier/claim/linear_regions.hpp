// SPDX-License-Identifier: Apache-2.0
//
// The linear regions of a network on Ω, counted by a tree. At a node the pieces in use are known
// for all units of the layers below the current one, so every unit of the current layer is one
// affine function z of x; of its own pieces an interval is left. A *side* says that z ≤ β or z ≥ β
// holds on the whole node, with multipliers; a *split* makes two parts of the node at z = β. When
// every unit of the layer has one piece left the walk enters the next layer. A leaf has one piece
// for each hidden unit and a point strictly inside its part.

#pragma once

#include "claim/claim.hpp"

#include <functional>

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

  /// At a leaf: the affine maps of the network on its region, what holds there, its number.
  using AtLeaf = std::function<void(const List<AffineFunction>&, const Premises&, std::size_t)>;

  using Claim::Claim;
  Told check(const Subject& subject) const override;
  /// The leaves of a tree that `check` has accepted, in their order.
  void visit_leaves(const Subject& subject, const AtLeaf& visit) const;
};

std::unique_ptr<Claim> read_linear_regions(const Node& node, const Subject& subject);
void read_linear_regions_witness(const Node& node, Claim& made, const Subject& subject);

} // namespace thalweg::verifier
