// SPDX-License-Identifier: GPL-3.0-or-later
//
// CPWL functions f: Ω → Q on a polytope Ω, by pieces: cells with disjoint interiors that cover Ω,
// and on each cell one affine function. The affine functions are kept once, however many cells use
// them; they are the p_j of the max-min form (liu2021 §3).
//
// f is continuous iff any two pieces agree on the intersection of their cells, that is, on the
// vertices of this intersection; the cells need not meet face to face. That the cells are a convex
// partition of Ω is not checked here: geometry/partition_witness.hpp does it.

#pragma once

#include "exact/affine_function.hpp"
#include "geometry/polytope.hpp"

namespace thalweg {

/// Invariant (see `require_well_formed`): functions are distinct; function_of_cell has one index
/// into `functions` per cell; domain, cells and functions have one dimension, which may be 0.
struct CpwlFunction {
  Polytope domain;
  std::vector<AffineFunction> functions;
  std::vector<Polytope> cells;
  std::vector<std::size_t> function_of_cell;

  std::size_t dimension() const { return domain.dimension; }
  const AffineFunction& piece(std::size_t cell) const { return functions[function_of_cell[cell]]; }

  /// The first cell that contains x, or nothing.
  std::optional<std::size_t> cell_at(const Vector& x) const;

  /// The value on the first cell that contains x; InputError if none does.
  Rational operator()(const Vector& x) const;

  bool operator==(const CpwlFunction&) const = default;
};

/// The function with piece_of_cell[k] on cells[k]; equal pieces become one function, in the order
/// of their first cells. Sizes are equal (InternalError).
CpwlFunction function_of_pieces(Polytope domain, std::vector<Polytope> cells,
                                const std::vector<AffineFunction>& piece_of_cell);

/// Throws InputError "<place>: …" unless there is a cell, sizes, indices and dimensions fit, the
/// functions are distinct, and every cell is bounded and has interior points.
void require_well_formed(const CpwlFunction& function, const std::string& place);

/// A point of two cells whose pieces differ there.
struct Discontinuity {
  std::size_t first_cell;
  std::size_t second_cell; ///< > first_cell
  Vector point;
  Rational first_value;
  Rational second_value;
};

/// The first discontinuity in the order of the cells, at the first vertex of their intersection
/// where the pieces differ; nothing if f is continuous. All cells bounded (else InputError).
std::optional<Discontinuity> discontinuity(const CpwlFunction& function);

/// Throws InputError "<place>: …" naming two cells and a point unless f is continuous.
void require_continuous(const CpwlFunction& function, const std::string& place);

/// "(1/2, -3)"
std::string point_text(const Vector& point);

/// Joins cells that have one function and a convex union until no two are left; the joined cell
/// takes the place of the first. Functions and their order stay. All cells bounded with interior.
CpwlFunction with_merged_cells(const CpwlFunction& function);

} // namespace thalweg
