// SPDX-License-Identifier: GPL-3.0-or-later
//
// One depth-first walk. Whether a hyperplane meets the interior of a cell is read off the cell's
// vertices; a proof is a linear program over the few halfspaces tight at the extreme vertex, then
// rounded to short numbers where there is room.

#include "landscape/linear_regions.hpp"

#include "exact/error.hpp"
#include "exact/watched_work.hpp"
#include "geometry/short_multipliers.hpp"
#include "landscape/affine_composition.hpp"
#include "landscape/linear_regions_cell.hpp"

#include <fmt/format.h>

namespace thalweg {
namespace {

/// Pieces first..last are left to a unit.
struct PieceInterval {
  std::size_t first;
  std::size_t last;
};

/// A part of the whole walk, each side of a split taken for half of it.
struct WalkShare {
  Share begin, end;
};

/// What is known on the current cell: the pieces of all finished layers, and the affine
/// pre-activations of layer `pattern.size()` with the pieces that they leave.
struct WalkState {
  std::vector<std::vector<std::size_t>> pattern;
  std::vector<IntegerAffineFunction> z;
  std::vector<PieceInterval> pieces;
};

AffineFunction rational_function(const IntegerAffineFunction& f) {
  return rational_map({f}).front();
}

class RegionWalk {
public:
  RegionWalk(const Network& network, const Polytope& domain, std::size_t region_limit)
      : network_(network), region_limit_(region_limit), halfspaces_(domain.halfspaces) {
    result_.domain = domain;
  }

  LinearRegions regions() && {
    WalkState start;
    enter_layer(start, coordinate_functions(network_.input_dimension()));
    visit(vertex_cell(result_.domain), std::move(start), {0, 1});
    return std::move(result_);
  }

private:
  const DenseLayer& layer(const WalkState& state) const {
    return network_.layers[state.pattern.size()];
  }

  void enter_layer(WalkState& state, const std::vector<IntegerAffineFunction>& inputs) const {
    const DenseLayer& next = layer(state);
    state.z = composed(next, inputs, network_.input_dimension());
    state.pieces.assign(next.unit_count(), {0, next.activation.piece_count() - 1});
  }

  /// All units of the layer are left one piece: on to the next layer.
  void finish_layer(WalkState& state) const {
    std::vector<std::size_t> pieces;
    for (const PieceInterval& left : state.pieces)
      pieces.push_back(left.first);
    const std::vector<IntegerAffineFunction> outputs = activated(layer(state), pieces, state.z);
    state.pattern.push_back(std::move(pieces));
    enter_layer(state, outputs);
  }

  /// Appends the subtree of the cell; returns its node. The halfspaces of the cell are
  /// `halfspaces_`; `share` is its part of the walk.
  std::size_t visit(const VertexCell& cell, WalkState state, const WalkShare& share) {
    tell_progress(share.begin, "linear regions");
    const std::size_t node = result_.nodes.size();
    result_.nodes.emplace_back();
    while (state.pattern.size() < network_.hidden_layer_count()) {
      if (const std::optional<UnitBreakpoint> where = prove_sides(cell, state, node)) {
        split(cell, state, node, *where, share);
        return node;
      }
      finish_layer(state);
    }
    add_region(cell, std::move(state), node);
    return node;
  }

  /// Narrows the pieces of all units of the layer to those met by the interior of the cell, with
  /// proofs; returns a breakpoint that still separates some, if any.
  std::optional<UnitBreakpoint> prove_sides(const VertexCell& cell, WalkState& state,
                                            std::size_t node) {
    const std::vector<Rational>& breakpoints = layer(state).activation.breakpoints;
    std::optional<UnitBreakpoint> separating;
    for (std::size_t unit = 0; unit < state.z.size(); ++unit) {
      PieceInterval& left = state.pieces[unit];
      if (left.first == left.last)
        continue;
      const CellRange values = range(cell, state.z[unit]);
      std::size_t last = left.first, first = left.last;
      while (last < left.last && values.greatest > breakpoints[last])
        ++last;
      while (first > left.first && values.least < breakpoints[first - 1])
        --first;
      first = std::min(first, last); // z ≡ β: the lower piece
      if (last < left.last)
        prove(state, node, {state.pattern.size(), unit, last}, BreakpointSide::below,
              cell.vertices[values.greatest_vertex]);
      if (first > left.first)
        prove(state, node, {state.pattern.size(), unit, first - 1}, BreakpointSide::above,
              cell.vertices[values.least_vertex]);
      left = {first, last};
      if (first < last && !separating)
        separating = UnitBreakpoint{state.pattern.size(), unit, first + (last - first - 1) / 2};
    }
    return separating;
  }

  /// Records that the cell is on one side, z being extreme at `extreme`: there the objective is a
  /// combination of the tight halfspaces.
  void prove(const WalkState& state, std::size_t node, const UnitBreakpoint& where,
             BreakpointSide side, const CellVertex& extreme) {
    const Halfspace target = halfspace_of(state, where, side);
    std::vector<Halfspace> tight;
    for (std::size_t number : extreme.tight)
      tight.push_back(halfspaces_[number]);
    LinearProgramResult optimum = maximum(target.normal, tight);
    require(optimum.is_optimal(), "a vertex of largest value is optimal for its tight halfspaces");
    for (Multiplier& multiplier : optimum.multipliers)
      multiplier.index = extreme.tight[multiplier.index];
    result_.nodes[node].sides.push_back(
        {where, side, shortened(halfspaces_, optimum.multipliers, target)});
  }

  Halfspace halfspace_of(const WalkState& state, const UnitBreakpoint& where,
                         BreakpointSide side) const {
    return side_halfspace(rational_function(state.z[where.unit]),
                          layer(state).activation.breakpoints[where.breakpoint], side);
  }

  void split(const VertexCell& cell, const WalkState& state, std::size_t node,
             const UnitBreakpoint& where, const WalkShare& share) {
    const Rational& breakpoint = layer(state).activation.breakpoints[where.breakpoint];
    const CellParts both =
        parts(cell, scaled(state.z[where.unit], 1, -breakpoint), halfspaces_.size());
    WalkState below = state, above = state;
    below.pieces[where.unit].last = where.breakpoint;
    above.pieces[where.unit].first = where.breakpoint + 1;
    RegionSplit split{where, 0, 0};
    const Share middle = Share(0.5).between(share.begin, share.end);
    halfspaces_.push_back(halfspace_of(state, where, BreakpointSide::below));
    split.below = visit(both.below, std::move(below), {share.begin, middle});
    halfspaces_.back() = opposite(halfspaces_.back());
    split.above = visit(both.above, std::move(above), {middle, share.end});
    halfspaces_.pop_back();
    result_.nodes[node].branch = split;
  }

  void add_region(const VertexCell& cell, WalkState state, std::size_t node) {
    if (result_.regions.size() == region_limit_)
      throw ResourceLimit(fmt::format(
          "linear regions: expected at most {}, found more → choose a smaller domain or network",
          region_limit_));
    result_.nodes[node].branch = result_.regions.size();
    LinearRegion& region = result_.regions.emplace_back();
    region.pattern = std::move(state.pattern);
    region.map = rational_map(state.z);
    region.halfspace_numbers = facet_halfspaces(cell);
    region.cell.dimension = cell.dimension;
    for (std::size_t number : region.halfspace_numbers)
      region.cell.halfspaces.push_back(halfspaces_[number]);
    std::optional<Vector> point = interior_point(region.cell);
    require(point.has_value(), "a linear region has interior points");
    region.interior_point = *std::move(point);
  }

  const Network& network_;
  std::size_t region_limit_;
  std::vector<Halfspace> halfspaces_; ///< of Ω, then the sides taken from the root
  LinearRegions result_;
};

} // namespace

Halfspace side_halfspace(const AffineFunction& z, const Rational& breakpoint, BreakpointSide side) {
  const Halfspace below{z.linear, Rational(breakpoint - z.constant)};
  return side == BreakpointSide::below ? below : opposite(below);
}

LinearRegions linear_regions(const Network& network, const Polytope& domain,
                             std::size_t region_limit) {
  require_well_formed(network);
  require_dense_layers(network, "linear regions");
  if (domain.dimension != network.input_dimension())
    throw InputError(fmt::format("domain: expected dimension {} (inputs of the network), found {}",
                                 network.input_dimension(), domain.dimension));
  Polytope proper = domain;
  if (!is_empty(domain))
    std::erase_if(proper.halfspaces, has_zero_normal);
  return RegionWalk(network, proper, region_limit).regions();
}

std::vector<CpwlFunction> functions_of_regions(const LinearRegions& regions) {
  std::vector<Polytope> cells;
  for (const LinearRegion& region : regions.regions)
    cells.push_back(region.cell);
  std::vector<CpwlFunction> result;
  const std::size_t output_count = regions.regions.front().map.size();
  for (std::size_t output = 0; output < output_count; ++output) {
    std::vector<AffineFunction> pieces;
    for (const LinearRegion& region : regions.regions)
      pieces.push_back(region.map[output]);
    result.push_back(function_of_pieces(regions.domain, cells, pieces));
  }
  return result;
}

} // namespace thalweg
