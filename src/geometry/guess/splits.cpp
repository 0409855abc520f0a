// SPDX-License-Identifier: GPL-3.0-or-later

#include "geometry/guess/splits.hpp"

#include <algorithm>
#include <cmath>

namespace thalweg {

namespace {

using Guess = std::vector<double>;

Guess guess_of(const Vector& x) {
  Guess result;
  for (const Rational& coordinate : x)
    result.push_back(coordinate.get_d());
  return result;
}

/// A hyperplane in floating point: normal·x − offset, and 0 where that is only rounding.
struct GuessedPlane {
  Guess normal;
  double offset;

  explicit GuessedPlane(const Halfspace& halfspace)
      : normal(guess_of(halfspace.normal)), offset(halfspace.offset.get_d()) {}

  double height(const Guess& x) const {
    double height = -offset, size = std::abs(offset);
    for (std::size_t k = 0; k < normal.size(); ++k) {
      height += normal[k] * x[k];
      size += std::abs(normal[k] * x[k]);
    }
    return std::abs(height) <= 1e-12 * size ? 0 : height;
  }
};

/// At most this many points stand for a cell.
constexpr std::size_t point_limit = 64;

/// The points below the plane, and where segments to points above it meet it.
std::vector<Guess> clipped(const std::vector<Guess>& points, const GuessedPlane& plane) {
  std::vector<Guess> result;
  std::vector<double> heights;
  for (const Guess& point : points) {
    heights.push_back(plane.height(point));
    if (heights.back() <= 0)
      result.push_back(point);
  }
  std::vector<Guess> crossings;
  for (std::size_t a = 0; a < points.size(); ++a)
    for (std::size_t b = 0; b < points.size(); ++b)
      if (heights[a] < 0 && heights[b] > 0) {
        Guess& crossing = crossings.emplace_back(points[a]);
        const double share = heights[a] / (heights[a] - heights[b]);
        for (std::size_t k = 0; k < crossing.size(); ++k)
          crossing[k] += share * (points[b][k] - points[a][k]);
      }
  const std::size_t room = point_limit > result.size() ? point_limit - result.size() : 1;
  const std::size_t stride = (crossings.size() + room - 1) / room;
  for (std::size_t k = 0; k < crossings.size(); k += stride)
    result.push_back(std::move(crossings[k]));
  return result;
}

} // namespace

void ActiveCell::append(const Vector& point) {
  points.push_back(guess_of(point));
}

void ActiveCell::clip(const Halfspace& halfspace) {
  points = clipped(points, GuessedPlane(halfspace));
}

std::pair<std::size_t, std::size_t> split_score(const Halfspace& halfspace,
                                                const std::vector<ActiveCell>& active) {
  const GuessedPlane plane(halfspace);
  std::size_t inside = 0, outside = 0, both = 0;
  for (const ActiveCell& cell : active) {
    bool is_inside = false, is_outside = false;
    for (const Guess& point : cell.points) {
      const double height = plane.height(point);
      is_inside = is_inside || height < 0;
      is_outside = is_outside || height > 0;
    }
    inside += is_inside;
    outside += is_outside;
    both += is_inside && is_outside;
  }
  return {std::max(inside, outside), both};
}

} // namespace thalweg
