// SPDX-License-Identifier: GPL-3.0-or-later
//
// Is a max-min form above a CPWL function on cell m: has every point of the cell a row with p_j ≥
// p_m for all its literals? Usually one row serves the whole cell. Where none does, the cell is
// split along hyperplanes p_j = p_m until one row serves each part (at the latest when the order of
// the functions around p_m is constant on the part), or a point without a row is found.

#pragma once

#include "cpwl/row_bounds.hpp"

#include <variant>

namespace thalweg {

/// The part of the cell is split into { p_function ≤ p_m } and { p_function ≥ p_m }.
struct CoverSplit {
  std::size_t function;
  std::size_t below; ///< node of the part where p_function ≤ p_m
  std::size_t above; ///< node of the part where p_function ≥ p_m
  bool operator==(const CoverSplit&) const = default;
};

/// On the part every literal j of the row has p_j ≥ p_m.
struct CoverLeaf {
  std::size_t row;
  bool operator==(const CoverLeaf&) const = default;
};

/// A tree of splits; parents before children, node 0 the root (the whole cell).
using RowCover = std::vector<std::variant<CoverSplit, CoverLeaf>>;

/// The halfspaces { p_function ≤ p_m } and { p_function ≥ p_m }, m the cell.
Halfspace below_piece(const CpwlFunction& f, std::size_t cell, std::size_t function);
Halfspace above_piece(const CpwlFunction& f, std::size_t cell, std::size_t function);

/// A cover of the cell by rows with usable[r] (both lists equally long), or a point of its interior
/// where every usable row is < p_m.
std::variant<RowCover, Vector> row_cover(const OrderedFunction& f, std::size_t cell,
                                         const std::vector<FunctionSet>& rows,
                                         const std::vector<bool>& usable);

/// The rows that a cover uses, as a list with one entry per row.
std::vector<bool> used_rows(const RowCover& cover, std::size_t row_count);

/// The parts of the cell that the leaves stand for, in the order of the leaves: the halfspaces of
/// the cell followed by those of the splits from the root.
struct CoverPart {
  Polytope polytope;
  std::size_t node;
};
std::vector<CoverPart> cover_parts(const CpwlFunction& f, std::size_t cell, const RowCover& cover);

} // namespace thalweg
