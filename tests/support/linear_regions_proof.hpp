// SPDX-License-Identifier: GPL-3.0-or-later
//
// The plain walk over a tree of linear regions that decides whether it is a proof, as a reader of
// the certificate would do it: compose, multiply, compare. Nothing of the search is used.
//
// Affine functions in plain rationals here, one layer after the other, along each path of the tree.

#pragma once

#include "landscape/linear_regions.hpp"

#include <algorithm>

namespace thalweg::tests {

namespace detail {

/// Stops the walk; never leaves this file.
struct NoProof {};

inline void expect(bool condition) {
  if (!condition)
    throw NoProof{};
}

struct Pieces {
  std::size_t first, last;
};

/// The state on a path: halfspaces, and layer by layer pre-activations and pieces left.
struct Path {
  std::vector<Halfspace> halfspaces;
  std::vector<AffineMap> z;
  std::vector<std::vector<Pieces>> pieces;
};

class Check {
public:
  Check(const LinearRegions& regions, const Network& network)
      : regions_(regions), network_(network) {}

  void run() {
    const std::size_t d = network_.input_dimension();
    expect(regions_.domain.dimension == d);
    Path path{regions_.domain.halfspaces, {}, {}};
    AffineMap coordinates(d, zero_function(d));
    for (std::size_t k = 0; k < d; ++k)
      coordinates[k].linear[k] = 1;
    enter(path, coordinates);
    walk(std::move(path));
    expect(next_node_ == regions_.nodes.size() && next_region_ == regions_.regions.size());
  }

private:
  void enter(Path& path, const AffineMap& inputs) const {
    const DenseLayer& layer = network_.layers[path.z.size()];
    AffineMap z;
    for (std::size_t unit = 0; unit < layer.unit_count(); ++unit) {
      AffineFunction sum = zero_function(network_.input_dimension());
      sum.constant = layer.biases[unit];
      for (const auto& [index, weight] : layer.weights[unit])
        sum = sum + weight * inputs[index];
      z.push_back(std::move(sum));
    }
    path.z.push_back(std::move(z));
    path.pieces.emplace_back(layer.unit_count(), Pieces{0, layer.activation.piece_count() - 1});
    advance(path);
  }

  /// Enters the next layer as soon as every unit of this one is left one piece.
  void advance(Path& path) const {
    const DenseLayer& layer = network_.layers[path.z.size() - 1];
    if (path.z.size() == network_.layers.size())
      return;
    AffineMap outputs;
    for (std::size_t unit = 0; unit < layer.unit_count(); ++unit) {
      const Pieces& left = path.pieces.back()[unit];
      if (left.first != left.last)
        return;
      outputs.push_back(layer.activation.slopes[left.first] * path.z.back()[unit]);
      outputs.back().constant += layer.activation.intercepts[left.first];
    }
    enter(path, outputs);
  }

  Halfspace halfspace_of(const Path& path, const UnitBreakpoint& where, BreakpointSide side) const {
    expect(where.layer + 1 == path.z.size() && where.layer < network_.hidden_layer_count());
    const DenseLayer& layer = network_.layers[where.layer];
    expect(where.unit < layer.unit_count());
    const Pieces& left = path.pieces.back()[where.unit];
    expect(left.first <= where.breakpoint && where.breakpoint < left.last);
    return side_halfspace(path.z.back()[where.unit], layer.activation.breakpoints[where.breakpoint],
                          side);
  }

  void take(Path& path, const UnitBreakpoint& where, BreakpointSide side) const {
    Pieces& left = path.pieces.back()[where.unit];
    if (side == BreakpointSide::below)
      left.last = where.breakpoint;
    else
      left.first = where.breakpoint + 1;
    advance(path);
  }

  void walk(Path path) {
    expect(next_node_ < regions_.nodes.size());
    const RegionNode& node = regions_.nodes[next_node_++];
    for (const ProvenSide& side : node.sides) {
      expect(is_implication(path.halfspaces, side.multipliers,
                            halfspace_of(path, side.where, side.side)));
      take(path, side.where, side.side);
    }
    if (const auto* split = std::get_if<RegionSplit>(&node.branch)) {
      for (const BreakpointSide side : {BreakpointSide::below, BreakpointSide::above}) {
        Path part = path;
        part.halfspaces.push_back(halfspace_of(path, split->where, side));
        take(part, split->where, side);
        expect(next_node_ == (side == BreakpointSide::below ? split->below : split->above));
        walk(std::move(part));
      }
    } else {
      expect(std::get<std::size_t>(node.branch) == next_region_);
      check_region(path);
    }
  }

  void check_region(const Path& path) {
    expect(next_region_ < regions_.regions.size());
    const LinearRegion& region = regions_.regions[next_region_++];
    expect(path.z.size() == network_.layers.size());
    expect(region.interior_point.size() == network_.input_dimension());
    for (const Halfspace& halfspace : path.halfspaces)
      expect(halfspace.contains_in_interior(region.interior_point));
    expect(region.map == path.z.back());
    expect(region.pattern.size() == network_.hidden_layer_count());
    for (std::size_t l = 0; l < region.pattern.size(); ++l)
      expect(std::equal(region.pattern[l].begin(), region.pattern[l].end(), path.pieces[l].begin(),
                        path.pieces[l].end(),
                        [](std::size_t piece, const Pieces& left) { return piece == left.first; }));
    check_cell(region, path);
  }

  /// The halfspaces kept are some of the path's and imply the others.
  void check_cell(const LinearRegion& region, const Path& path) const {
    expect(region.cell.halfspaces.size() == region.halfspace_numbers.size());
    for (std::size_t i = 0; i < region.halfspace_numbers.size(); ++i) {
      expect(region.halfspace_numbers[i] < path.halfspaces.size());
      expect(path.halfspaces[region.halfspace_numbers[i]] == region.cell.halfspaces[i]);
    }
    for (const Halfspace& halfspace : path.halfspaces)
      expect(is_subset_of(region.cell, halfspace));
  }

  const LinearRegions& regions_;
  const Network& network_;
  std::size_t next_node_ = 0;
  std::size_t next_region_ = 0;
};

} // namespace detail

/// Do the nodes form a tree in preorder whose proofs hold, in which every leaf leaves one piece to
/// every unit and has its interior point strictly inside Ω and all sides taken, and are pattern,
/// map and halfspaces of every region those of its leaf? Then the leaves are exactly the linear
/// regions of the network on Ω, each once. Ill-formed values prove nothing; Ω's boundedness is not
/// looked at.
inline bool is_proof(const LinearRegions& regions, const Network& network) {
  try {
    require_well_formed(network);
    detail::Check(regions, network).run();
    return true;
  } catch (const detail::NoProof&) {
    return false;
  }
}

} // namespace thalweg::tests
