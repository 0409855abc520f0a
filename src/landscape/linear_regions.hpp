// SPDX-License-Identifier: GPL-3.0-or-later
//
// The linear regions of a network on a polytope Ω: the sets of inputs with one activation pattern,
// as far as they have interior points, closed. They cover Ω, their interiors are disjoint, and on
// each of them the network is one affine map.
//
// Found layer by layer. On a cell where the pieces of all earlier layers are known, a
// pre-activation z is an affine function. Where z = β (a breakpoint) meets the interior of the
// cell, the cell is split; otherwise z ≤ β or z ≥ β holds on all of it, which Farkas multipliers
// prove once for everything below. The tree of splits is the certificate: whoever walks it
// multiplies, and looks for nothing.
//
// A unit with z ≡ β on a cell is taken to be on the lower piece; both give the same function.
// Neighbouring regions may have the same affine map (`with_merged_cells` joins them).

#pragma once

#include "cpwl/cpwl_function.hpp"
#include "network/network.hpp"

#include <variant>

namespace thalweg {

/// Breakpoint number `breakpoint` (between pieces `breakpoint` and `breakpoint` + 1) of a unit of a
/// hidden layer.
struct UnitBreakpoint {
  std::size_t layer;
  std::size_t unit;
  std::size_t breakpoint;
  bool operator==(const UnitBreakpoint&) const = default;
};

/// below: z ≤ β; above: z ≥ β.
enum class BreakpointSide { below, above };

/// The halfspace of inputs with z(x) on the closed side of β, with the coefficients of z:
/// (a, β − c) below and (−a, c − β) above, for z(x) = a·x + c.
Halfspace side_halfspace(const AffineFunction& z, const Rational& breakpoint, BreakpointSide side);

/// The whole cell of a node is on one side. `multipliers` prove `side_halfspace` from the
/// halfspaces of Ω, numbered first, and the sides taken by the splits from the root to the node.
struct ProvenSide {
  UnitBreakpoint where;
  BreakpointSide side;
  Multipliers multipliers;
  bool operator==(const ProvenSide&) const = default;
};

/// The cell is split into its two closed sides, the cells of the nodes `below` and `above`.
struct RegionSplit {
  UnitBreakpoint where;
  std::size_t below;
  std::size_t above;
};

/// The splits above a node and the sides proven at it or above leave for each unit an interval of
/// pieces. Sides and splits of layer l occur only where every earlier unit is left one piece.
struct RegionNode {
  std::vector<ProvenSide> sides;
  std::variant<RegionSplit, std::size_t> branch; ///< a leaf: the index of its region
};

struct LinearRegion {
  std::vector<std::vector<std::size_t>> pattern; ///< pattern[l][unit], hidden layers
  AffineMap map;                                 ///< the network, one function per output
  Polytope cell;                                 ///< irredundant
  std::vector<std::size_t> halfspace_numbers;    ///< of cell.halfspaces, as in ProvenSide
  Vector interior_point;                         ///< strictly inside
};

/// Nodes in preorder, the part below first; node 0 is the root. Regions in the order of their
/// leaves.
struct LinearRegions {
  Polytope domain; ///< Ω as given, but without halfspaces of zero normal
  std::vector<RegionNode> nodes;
  std::vector<LinearRegion> regions;
};

/// All regions of the network on `domain`. Ω: bounded, with interior points, of the network's input
/// dimension (InputError otherwise); dimension 0 has one region. Dense layers only (Unsupported
/// otherwise). ResourceLimit beyond `region_limit` regions.
LinearRegions linear_regions(const Network& network, const Polytope& domain,
                             std::size_t region_limit = 1'000'000);

/// The network on Ω as CPWL functions, one per output, all with the same cells.
std::vector<CpwlFunction> functions_of_regions(const LinearRegions& regions);

} // namespace thalweg
