// SPDX-License-Identifier: GPL-3.0-or-later
//
// The risk, and where patterns change, in the plane W + s D1 + t D2 of the space of parameters. In
// floating point, but by differences from W: every pre-activation is kept as its exact value at W
// (rounded once, relative to its breakpoints) plus a change, and the change of a unit is made of
// changes alone. So a box of the size of a tiny radius is seen as sharply as a large one.

#pragma once

#include "pictures/subject.hpp"

#include <functional>
#include <memory>

namespace thalweg {

struct PlanePoint {
  double s, t;
};

/// Where a unit of a sample meets one of its breakpoints.
struct WallPlace {
  std::size_t sample, layer, unit;
};

class PlaneRisk {
public:
  /// D1 and D2 are networks of the architecture of W whose parameters are the changes. `subject`
  /// must outlive it.
  PlaneRisk(const Subject& subject, const Network& first, const Network& second);
  ~PlaneRisk();
  PlaneRisk(PlaneRisk&&) noexcept;

  /// Products of one point.
  std::size_t work_of_one_point() const;

  struct Values {
    /// R(W + s D1 + t D2) − R(W); 0 where it is smaller than what floating point loses. Not finite
    /// if the numbers are too large.
    std::vector<double> differences;
    std::vector<std::size_t> changed; ///< how many samples have another pattern than at W
  };
  /// z − β of a unit of a sample at all points; called where it has both signs.
  using SeeWall = std::function<void(const WallPlace&, const std::vector<double>&)>;

  Values at(const std::vector<PlanePoint>& points, const SeeWall& see_wall = {}) const;

private:
  struct State;
  std::unique_ptr<State> state_;
};

} // namespace thalweg
