// SPDX-License-Identifier: GPL-3.0-or-later
//
// Which hyperplanes split a region so that few cells are left on both sides: cells are classified
// by points that roughly span them. Whether a hyperplane cuts the region is decided exactly by the
// user.

#pragma once

#include "geometry/halfspace.hpp"

#include <utility>

namespace thalweg {

/// A cell of positive volume inside the current region.
struct ActiveCell {
  std::size_t index;
  std::vector<std::vector<double>> points; ///< roughly spanning cell ∩ region

  void append(const Vector& point);
  /// What spans the part of the cell in the halfspace.
  void clip(const Halfspace& halfspace);
};

/// How well a hyperplane splits: cells on the fuller side, then cells on both sides.
std::pair<std::size_t, std::size_t> split_score(const Halfspace& halfspace,
                                                const std::vector<ActiveCell>& active);

} // namespace thalweg
