// SPDX-License-Identifier: GPL-3.0-or-later
//
// Where a function that is known on a grid is zero, as line segments.

#pragma once

#include "pictures/plane_risk.hpp"

namespace thalweg {

/// Columns × rows of points; point (c, r) is number r·columns + c.
struct PlaneGrid {
  std::vector<double> s, t; ///< increasing

  std::vector<PlanePoint> points() const;
};

struct WallSegment {
  PlanePoint from, to;
};

/// Between neighbours of different signs the zero is where a straight line has it; points
/// that are within 1/500 of the grid from a straight line are left out.
std::vector<WallSegment> zero_lines(const PlaneGrid& grid, const std::vector<double>& values);

/// Walls of a picture, the nearest to (0, 0) first, and how many there are in all.
struct NearestWalls {
  struct Wall {
    WallPlace place;
    double distance; ///< in parts of the grid
    std::vector<WallSegment> segments;
  };
  std::vector<Wall> walls;
  std::size_t count = 0;

  /// Takes a wall in; those farther away than `most` segments of nearer ones may be dropped.
  void take(const PlaneGrid& grid, const WallPlace& place, const std::vector<double>& values,
            std::size_t most);
  /// Sorts, and drops what is beyond `most` segments.
  void finish(std::size_t most);
};

} // namespace thalweg
