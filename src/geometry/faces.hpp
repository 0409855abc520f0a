// SPDX-License-Identifier: GPL-3.0-or-later
//
// The vertices of a polytope, which of its halfspaces they are tight in, its facets, a
// triangulation by one global order of the vertices, and the exact volume. Any dimension d ≥ 0,
// polytopes of lower dimension and empty ones included; unbounded ones are refused.

#pragma once

#include "geometry/polytope.hpp"

namespace thalweg {

/// A facet of a polytope P, relative to the affine hull of P: a maximal proper face.
struct Facet {
  std::size_t halfspace; ///< index of the first halfspace of P that is tight exactly on this facet
  std::vector<std::size_t> vertices; ///< indices of its vertices, increasing, never empty
  bool operator==(const Facet&) const = default;
};

/// A polytope by its vertices. No vertices: the empty set.
struct VertexDescription {
  std::size_t dimension = 0;    ///< of the space
  std::vector<Vector> vertices; ///< lexicographically increasing, each once
  std::vector<Facet> facets;    ///< by increasing halfspace index; none for a single point
};

/// Throws InputError if the polyhedron is unbounded.
VertexDescription vertex_description(const Polytope& polytope);

/// The vertices only, lexicographically increasing. Throws InputError if unbounded.
std::vector<Vector> vertices(const Polytope& polytope);

/// The dimension of the affine hull of the points; −1 if there are none.
int affine_dimension(const std::vector<Vector>& points);

/// Simplices (increasing vertex indices, one more than the affine dimension of the polytope) with
/// disjoint relative interiors and union P. Every face is coned from its smallest vertex, so that
/// polytopes which share a face, and order its vertices alike, triangulate it alike.
std::vector<std::vector<std::size_t>> triangulation(const VertexDescription& polytope);

/// The d-dimensional volume: 0 for empty sets and for measure zero, 1 for the point of Q^0.
Rational volume(const VertexDescription& polytope);
Rational volume(const Polytope& polytope);

} // namespace thalweg
