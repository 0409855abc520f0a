// SPDX-License-Identifier: GPL-3.0-or-later
//
// A full-dimensional polytope of Q^d by its vertices, each with the list of halfspaces that are
// tight there, cut again and again by hyperplanes: one step of the double description method per
// cut. Two vertices span an edge iff no third vertex is tight wherever both are, so concurrent,
// parallel and repeated hyperplanes need no special case. Work per cut is cubic in the number of
// vertices: meant for d ≤ 4.
//
// The halfspaces themselves are kept by the caller; here they are numbers.

#pragma once

#include "exact/integer_vector.hpp"
#include "geometry/polytope.hpp"

namespace thalweg {

struct CellVertex {
  HomogeneousPoint point;         ///< coprime integers
  std::vector<std::size_t> tight; ///< increasing numbers of all halfspaces tight here
};

/// Invariant: the vertices of a polytope with interior points, each once; `tight` is complete with
/// respect to all halfspaces that have been used.
struct VertexCell {
  std::size_t dimension = 0;
  std::vector<CellVertex> vertices;
};

/// The cell of a polytope, its halfspaces numbered as they are. InputError unless it is bounded and
/// has interior points.
VertexCell vertex_cell(const Polytope& polytope);

/// The parts { g ≤ 0 } and { g ≥ 0 } of a cell.
struct CellParts {
  VertexCell below;
  VertexCell above;
};

/// Cuts along g = 0, which must meet the interior of the cell (InternalError). In both parts the
/// new halfspace has the number `halfspace`, larger than all before.
CellParts parts(const VertexCell& cell, const IntegerAffineFunction& g, std::size_t halfspace);

/// The numbers of halfspaces that describe the cell irredundantly, increasing; of equal ones the
/// first.
std::vector<std::size_t> facet_halfspaces(const VertexCell& cell);

/// Where an affine function is least and greatest on the cell, at the first such vertices.
struct CellRange {
  Rational least, greatest;
  std::size_t least_vertex = 0, greatest_vertex = 0; ///< indices into `vertices`
};
CellRange range(const VertexCell& cell, const IntegerAffineFunction& f);

} // namespace thalweg
