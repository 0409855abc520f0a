// SPDX-License-Identifier: GPL-3.0-or-later
//
// From predictors on the groups of a power diagram to one CPWL function, by gap cells.
//
// The diagram is given by its affine functions ℓ_k: cell k is { ℓ_k ≥ ℓ_j for all j }. Its core is
// { x ∈ Ω : ℓ_k ≥ ℓ_j + η for all j ≠ k }. Lifting the vertices of the cores to max_k ℓ_k makes the
// cores faces of the lower hull; its other faces, the gap cells, fill the rest of Ω, provided that
// every vertex of Ω lies in some core. Gap cells are triangulated and the predictors interpolated
// at their vertices: these auxiliary pieces hold no sample. Slabs are power diagrams too.

#pragma once

#include "cpwl/cpwl_function.hpp"
#include "data/dataset.hpp"
#include "partition/partition.hpp"

namespace thalweg {

/// A cell between cores: a polytope with vertices of at least two cores.
struct GapCell {
  Polytope polytope;
  std::vector<std::size_t> owners; ///< the cores that its vertices belong to, increasing
  /// A triangulation of it (all gap cells together are face to face): d + 1 points each.
  std::vector<std::vector<std::size_t>> simplices;
};

/// Cores and gap cells: a convex partition of the domain. Groups without samples have no core.
struct GapComplex {
  Polytope domain;
  Rational margin;                            ///< η
  std::vector<std::optional<Polytope>> cores; ///< by group, halfspaces irredundant
  std::vector<Vector> points;                 ///< the vertices of all cores
  std::vector<std::size_t> owner;             ///< the core that each point belongs to: just one
  std::vector<GapCell> gaps;
};

/// Cores and gap cells of the diagram, functions of groups without samples left out. η is a short
/// number, as large as keeps every sample strictly inside its core (3/4 of the least ℓ_k − ℓ_j) and
/// every vertex of the domain in some core. InputError where this fails (a sample not inside its
/// cell, a vertex of the domain on two cells), if the domain is unbounded or has no interior, and
/// on sizes that do not fit.
GapComplex gap_complex(const Polytope& domain, const std::vector<AffineFunction>& diagram,
                       const std::vector<Vector>& samples, const Grouping& groups);

/// The CPWL function that is predictors[k] on core k and interpolates in the gaps. In the gap of
/// two neighbours j, k that touches no third core the hyperplane p_j = p_k is taken instead of
/// auxiliary pieces, if it keeps the vertices of core j strictly on one side and those of core k on
/// the other. Cells of one function with a convex union are merged. One predictor per group
/// (InternalError).
CpwlFunction gap_function(const GapComplex& complex, const std::vector<AffineFunction>& predictors);

} // namespace thalweg
