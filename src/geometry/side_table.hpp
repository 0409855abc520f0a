// SPDX-License-Identifier: GPL-3.0-or-later
//
// The hyperplanes of a domain and of cells in it, each once however often and however scaled it is
// listed, with linear programs over any selection of their sides: no program is prepared twice.

#pragma once

#include "geometry/polytope.hpp"

#include <map>

namespace thalweg {

/// Hyperplanes are numbered p = 0, 1, … and their two closed sides 2p and 2p + 1.
using Side = std::size_t;

inline Side opposite_side(Side side) {
  return side ^ 1U;
}

/// A halfspace of the input: factor · (the halfspace of a side), factor > 0; no side if its normal
/// is zero.
struct NamedHalfspace {
  std::optional<Side> side;
  Rational factor = 1;
};

/// The table of one domain and its cells, all of one dimension.
class SideTable {
public:
  SideTable(const Polytope& domain, const std::vector<Polytope>& cells);

  /// The names of the halfspaces of the domain and of a cell, in their order.
  const std::vector<NamedHalfspace>& domain() const { return domain_; }
  const std::vector<NamedHalfspace>& cell(std::size_t index) const { return cells_[index]; }

  /// The side, with coprime integers; even sides have a positive first non-zero entry.
  const Halfspace& halfspace(Side side) const { return sides_[side]; }
  std::size_t plane_count() const { return sides_.size() / 2; }

  /// A point in the interior of all the sides, or nothing.
  std::optional<Vector> common_interior_point(std::vector<Side> sides) const;

  /// Multipliers (numbered as sides) that prove ∩ sides ⊂ target, which must hold (else
  /// InternalError); ∩ sides must not be empty.
  Multipliers implication(const std::vector<Side>& sides, Side target) const;

private:
  NamedHalfspace named(const Halfspace& halfspace);

  std::size_t dimension_;
  std::map<std::pair<Vector, Rational>, std::size_t> planes_;
  std::vector<Halfspace> sides_;
  std::vector<NamedHalfspace> domain_;
  std::vector<std::vector<NamedHalfspace>> cells_;
  Vector radius_;                  ///< the objective t
  ConstraintSystem shrunk_{0, {}}; ///< a·x + t Σ|a_k| ≤ b for every side, then t ≤ 1
  ConstraintSystem system_{0, {}}; ///< the sides
};

} // namespace thalweg
