// SPDX-License-Identifier: GPL-3.0-or-later

#include "pictures/wall_lines.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <optional>
#include <span>

namespace thalweg {

namespace {

constexpr double tolerance = 0.002; ///< in parts of the grid

/// The zero between two neighbours of different signs; the same whichever is named first.
std::optional<PlanePoint> zero_between(const PlanePoint& a, const PlanePoint& b, double at_a,
                                       double at_b) {
  if ((at_a < 0) == (at_b < 0))
    return std::nullopt;
  if (std::pair(b.s, b.t) < std::pair(a.s, a.t))
    return zero_between(b, a, at_b, at_a);
  const double part = at_a / (at_a - at_b);
  return PlanePoint{a.s + part * (b.s - a.s), a.t + part * (b.t - a.t)};
}

/// The segments in one cell of the grid; at a saddle the sign of the mean decides.
void append_cell(std::vector<WallSegment>& segments, const std::array<PlanePoint, 4>& corners,
                 const std::array<double, 4>& values) {
  std::array<PlanePoint, 4> zeros;
  std::size_t count = 0;
  for (std::size_t k = 0; k < 4; ++k) {
    const std::size_t next = (k + 1) % 4;
    if (const auto zero = zero_between(corners[k], corners[next], values[k], values[next]))
      zeros[count++] = *zero;
  }
  if (count == 2)
    segments.push_back({zeros[0], zeros[1]});
  if (count == 4) {
    const bool is_cut_first =
        (values[0] + values[1] + values[2] + values[3] < 0) == (values[0] < 0);
    const std::size_t shift = is_cut_first ? 0 : 3;
    for (const std::size_t k : {0U, 2U})
      segments.push_back({zeros[(k + shift) % 4], zeros[(k + shift + 1) % 4]});
  }
}

/// Points as parts of the grid, so that both directions count alike.
class UnitPlane {
public:
  explicit UnitPlane(const PlaneGrid& grid)
      : s_(grid.s.back() - grid.s.front()), t_(grid.t.back() - grid.t.front()) {}
  PlanePoint operator()(const PlanePoint& point) const { return {point.s / s_, point.t / t_}; }

private:
  double s_, t_;
};

/// Segments that share ends as chains of points; closed ones begin and end at one point.
std::vector<std::vector<PlanePoint>> chains(const std::vector<WallSegment>& segments) {
  std::map<std::pair<double, double>, std::vector<std::size_t>> at_point;
  const auto key = [](const PlanePoint& point) { return std::pair(point.s, point.t); };
  for (std::size_t k = 0; k < segments.size(); ++k)
    for (const PlanePoint& end : {segments[k].from, segments[k].to})
      at_point[key(end)].push_back(k);
  std::vector<bool> is_used(segments.size());
  std::vector<std::vector<PlanePoint>> result;
  const auto walk = [&](PlanePoint at) {
    std::vector<PlanePoint> chain{at};
    for (bool goes_on = true; goes_on;) {
      goes_on = false;
      for (const std::size_t k : at_point[key(at)]) {
        if (is_used[k])
          continue;
        is_used[k] = goes_on = true;
        at = key(segments[k].from) == key(at) ? segments[k].to : segments[k].from;
        chain.push_back(at);
        break;
      }
    }
    if (chain.size() > 1)
      result.push_back(std::move(chain));
  };
  for (const WallSegment& segment : segments) // ends first, then closed chains
    for (const PlanePoint& end : {segment.from, segment.to})
      if (at_point[key(end)].size() == 1)
        walk(end);
  for (const WallSegment& segment : segments)
    walk(segment.from);
  return result;
}

/// Leaves out points that are nearly on the line between those that stay.
void append_straightened(std::vector<WallSegment>& result, const UnitPlane& unit,
                         std::span<const PlanePoint> chain) {
  const PlanePoint a = unit(chain.front()), b = unit(chain.back());
  const double length = std::hypot(b.s - a.s, b.t - a.t);
  double farthest = tolerance;
  std::size_t corner = 0;
  for (std::size_t k = 1; k + 1 < chain.size(); ++k) {
    const PlanePoint x = unit(chain[k]);
    const double off =
        length < tolerance
            ? std::hypot(x.s - a.s, x.t - a.t)
            : std::abs((x.s - a.s) * (b.t - a.t) - (x.t - a.t) * (b.s - a.s)) / length;
    if (off > farthest) {
      farthest = off;
      corner = k;
    }
  }
  if (corner == 0) {
    result.push_back({chain.front(), chain.back()});
    return;
  }
  append_straightened(result, unit, chain.first(corner + 1));
  append_straightened(result, unit, chain.subspan(corner));
}

double distance_to_origin(const UnitPlane& unit, const WallSegment& segment) {
  const PlanePoint a = unit(segment.from), b = unit(segment.to);
  const double ds = b.s - a.s, dt = b.t - a.t, square = ds * ds + dt * dt;
  const double part = square > 0 ? std::clamp(-(a.s * ds + a.t * dt) / square, 0.0, 1.0) : 0.0;
  return std::hypot(a.s + part * ds, a.t + part * dt);
}

} // namespace

std::vector<PlanePoint> PlaneGrid::points() const {
  std::vector<PlanePoint> result;
  for (const double row : t)
    for (const double column : s)
      result.push_back({column, row});
  return result;
}

std::vector<WallSegment> zero_lines(const PlaneGrid& grid, const std::vector<double>& values) {
  std::vector<WallSegment> segments;
  const std::size_t columns = grid.s.size();
  for (std::size_t r = 0; r + 1 < grid.t.size(); ++r)
    for (std::size_t c = 0; c + 1 < columns; ++c) {
      const std::size_t k = r * columns + c;
      append_cell(segments,
                  {PlanePoint{grid.s[c], grid.t[r]}, PlanePoint{grid.s[c + 1], grid.t[r]},
                   PlanePoint{grid.s[c + 1], grid.t[r + 1]}, PlanePoint{grid.s[c], grid.t[r + 1]}},
                  {values[k], values[k + 1], values[k + columns + 1], values[k + columns]});
    }
  std::vector<WallSegment> result;
  for (const std::vector<PlanePoint>& chain : chains(segments))
    append_straightened(result, UnitPlane(grid), chain);
  return result;
}

void NearestWalls::take(const PlaneGrid& grid, const WallPlace& place,
                        const std::vector<double>& values, std::size_t most) {
  const UnitPlane unit(grid);
  Wall wall{place, 0, zero_lines(grid, values)};
  if (wall.segments.empty())
    return;
  ++count;
  wall.distance = distance_to_origin(unit, wall.segments.front());
  for (const WallSegment& segment : wall.segments)
    wall.distance = std::min(wall.distance, distance_to_origin(unit, segment));
  walls.push_back(std::move(wall));
  if (walls.size() > 4 * most)
    finish(most);
}

void NearestWalls::finish(std::size_t most) {
  std::stable_sort(walls.begin(), walls.end(),
                   [](const Wall& a, const Wall& b) { return a.distance < b.distance; });
  std::size_t segments = 0, kept = 0;
  while (kept < walls.size() && segments + walls[kept].segments.size() <= most)
    segments += walls[kept++].segments.size();
  walls.resize(kept);
}

} // namespace thalweg
