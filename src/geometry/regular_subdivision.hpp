// SPDX-License-Identifier: GPL-3.0-or-later
//
// Points p_i ∈ Q^d with heights h_i. The lower faces of conv { (p_i, h_i) } project to the regular
// subdivision of conv { p_i }: the largest convex function below the heights is affine on each of
// its cells. A regular triangulation cuts these cells into simplices; a cell is got back as the
// simplices whose lifted affine functions coincide.
//
// Points may be repeated (the lowest counts, of equal ones the first) and may lie in a proper
// affine subspace: then everything is relative to that subspace.

#pragma once

#include "exact/affine_function.hpp"

namespace thalweg {

/// A regular triangulation of points with heights.
struct RegularTriangulation {
  std::size_t affine_dimension = 0; ///< of the points
  /// Indices of affine_dimension + 1 points each, increasing; the simplices lexicographically
  /// increasing, with disjoint relative interiors and union conv { p_i }.
  std::vector<std::vector<std::size_t>> simplices;
};

/// Throws InputError without points, and if points differ in dimension or heights in number.
RegularTriangulation regular_triangulation(const std::vector<Vector>& points,
                                           const std::vector<Rational>& heights);

/// A cell of the regular subdivision.
struct SubdivisionCell {
  std::vector<std::size_t> vertices;  ///< points used by its simplices, increasing
  std::vector<std::size_t> simplices; ///< indices of simplices, increasing
};

/// The cells, by increasing first simplex; each simplex of the triangulation (of these points and
/// heights) is in exactly one. Decided modulo a prime where the functions differ, exactly where
/// they coincide.
std::vector<SubdivisionCell> subdivision_cells(const std::vector<Vector>& points,
                                               const std::vector<Rational>& heights,
                                               const RegularTriangulation& triangulation);

/// The affine function f with f(p_i) = h_i at the vertices of a simplex, in the coordinates that
/// determine the others on the affine hull (coefficient 0 for the others). Throws InputError if the
/// simplex is degenerate.
AffineFunction lifted_function(const std::vector<Vector>& points,
                               const std::vector<Rational>& heights,
                               const std::vector<std::size_t>& simplex);

} // namespace thalweg
