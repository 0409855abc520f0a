// SPDX-License-Identifier: GPL-3.0-or-later
//
// One depth-first walk. Whether a hyperplane meets the interior of a cell is read off the cell's
// vertices; a proof is a linear program over the few halfspaces tight at the extreme vertex, then
// rounded to short numbers where there is room.

#include "landscape/linear_regions.hpp"

#include "exact/error.hpp"
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

/// What is known on the current cell: the pieces of all finished layers, and the affine
/// pre-activations of layer `pattern.size()` with the pieces that they leave.
struct Progress {
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
    Progress start;
    enter_layer(start, coordinate_functions(network_.input_dimension()));
    visit(vertex_cell(result_.domain), std::move(start));
    return std::move(result_);
  }

private:
  const DenseLayer& layer(const Progress& progress) const {
    return network_.layers[progress.pattern.size()];
  }

  void enter_layer(Progress& progress, const std::vector<IntegerAffineFunction>& inputs) const {
    const DenseLayer& next = layer(progress);
    progress.z = composed(next, inputs, network_.input_dimension());
    progress.pieces.assign(next.unit_count(), {0, next.activation.piece_count() - 1});
  }

  /// All units of the layer are left one piece: on to the next layer.
  void finish_layer(Progress& progress) const {
    const Activation& activation = layer(progress).activation;
    std::vector<IntegerAffineFunction> outputs;
    std::vector<std::size_t> pieces;
    for (std::size_t unit = 0; unit < progress.z.size(); ++unit) {
      const std::size_t piece = progress.pieces[unit].first;
      pieces.push_back(piece);
      outputs.push_back(
          scaled(progress.z[unit], activation.slopes[piece], activation.intercepts[piece]));
    }
    progress.pattern.push_back(std::move(pieces));
    enter_layer(progress, outputs);
  }

  /// Appends the subtree of the cell; returns its node. The halfspaces of the cell are
  /// `halfspaces_`.
  std::size_t visit(const VertexCell& cell, Progress progress) {
    const std::size_t node = result_.nodes.size();
    result_.nodes.emplace_back();
    while (progress.pattern.size() < network_.hidden_layer_count()) {
      if (const std::optional<UnitBreakpoint> where = prove_sides(cell, progress, node)) {
        split(cell, progress, node, *where);
        return node;
      }
      finish_layer(progress);
    }
    add_region(cell, std::move(progress), node);
    return node;
  }

  /// Narrows the pieces of all units of the layer to those met by the interior of the cell, with
  /// proofs; returns a breakpoint that still separates some, if any.
  std::optional<UnitBreakpoint> prove_sides(const VertexCell& cell, Progress& progress,
                                            std::size_t node) {
    const std::vector<Rational>& breakpoints = layer(progress).activation.breakpoints;
    std::optional<UnitBreakpoint> separating;
    for (std::size_t unit = 0; unit < progress.z.size(); ++unit) {
      PieceInterval& left = progress.pieces[unit];
      if (left.first == left.last)
        continue;
      const CellRange values = range(cell, progress.z[unit]);
      std::size_t last = left.first, first = left.last;
      while (last < left.last && values.greatest > breakpoints[last])
        ++last;
      while (first > left.first && values.least < breakpoints[first - 1])
        --first;
      first = std::min(first, last); // z ≡ β: the lower piece
      if (last < left.last)
        prove(progress, node, {progress.pattern.size(), unit, last}, BreakpointSide::below,
              cell.vertices[values.greatest_vertex]);
      if (first > left.first)
        prove(progress, node, {progress.pattern.size(), unit, first - 1}, BreakpointSide::above,
              cell.vertices[values.least_vertex]);
      left = {first, last};
      if (first < last && !separating)
        separating = UnitBreakpoint{progress.pattern.size(), unit, first + (last - first - 1) / 2};
    }
    return separating;
  }

  /// Records that the cell is on one side, z being extreme at `extreme`: there the objective is a
  /// combination of the tight halfspaces.
  void prove(const Progress& progress, std::size_t node, const UnitBreakpoint& where,
             BreakpointSide side, const CellVertex& extreme) {
    const Halfspace target = halfspace_of(progress, where, side);
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

  Halfspace halfspace_of(const Progress& progress, const UnitBreakpoint& where,
                         BreakpointSide side) const {
    return side_halfspace(rational_function(progress.z[where.unit]),
                          layer(progress).activation.breakpoints[where.breakpoint], side);
  }

  void split(const VertexCell& cell, const Progress& progress, std::size_t node,
             const UnitBreakpoint& where) {
    const Rational& breakpoint = layer(progress).activation.breakpoints[where.breakpoint];
    const CellParts both =
        parts(cell, scaled(progress.z[where.unit], 1, -breakpoint), halfspaces_.size());
    Progress below = progress, above = progress;
    below.pieces[where.unit].last = where.breakpoint;
    above.pieces[where.unit].first = where.breakpoint + 1;
    RegionSplit split{where, 0, 0};
    halfspaces_.push_back(halfspace_of(progress, where, BreakpointSide::below));
    split.below = visit(both.below, std::move(below));
    halfspaces_.back() = opposite(halfspaces_.back());
    split.above = visit(both.above, std::move(above));
    halfspaces_.pop_back();
    result_.nodes[node].branch = split;
  }

  void add_region(const VertexCell& cell, Progress progress, std::size_t node) {
    if (result_.regions.size() == region_limit_)
      throw ResourceLimit(fmt::format(
          "linear regions: expected at most {}, found more → choose a smaller domain or network",
          region_limit_));
    result_.nodes[node].branch = result_.regions.size();
    LinearRegion& region = result_.regions.emplace_back();
    region.pattern = std::move(progress.pattern);
    region.map = rational_map(progress.z);
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
