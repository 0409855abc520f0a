// SPDX-License-Identifier: GPL-3.0-or-later
//
// Along p + α d every a_k·x − β t_k is linear in α, so the wall events are sorted once. The slope
// of ½‖r‖² is kept up to date from event to event; residuals are brought forward point by point
// when needed.

#include "search/cell_walk_line.hpp"

#include "search/least_norm.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <tuple>

namespace thalweg {

namespace {

using Floats = std::vector<double>;

constexpr double touching = 1e-12; ///< relative to the terms of a_k·x − β t_k
constexpr double tiny_scale = 1e-9;
constexpr double part_of_way = 0.9; ///< of the way to a scale 0

/// a_k·x for the coordinates p.
double unit_value(const WalkProblem& problem, const Floats& p, std::size_t unit,
                  std::size_t point) {
  const double* a = p.data() + problem.shape.unit_begin(unit);
  return std::inner_product(problem.points[point].begin(), problem.points[point].end(), a, 0.0);
}

double scale_of(const WalkProblem& problem, const Floats& p, std::size_t unit) {
  return problem.shape.has_scales ? p[problem.shape.scale(unit)] : 0;
}

struct WallEvent {
  double position;
  HeldWall wall;
  bool upwards;
};

/// Every wall that is met at some α ≥ 0, in order.
std::vector<WallEvent> wall_events(const WalkProblem& problem, const WalkState& state,
                                   const Floats& direction) {
  std::vector<WallEvent> events;
  for (std::size_t k = 0; k < problem.shape.unit_count; ++k)
    for (std::size_t i = 0; i < problem.points.size(); ++i) {
      const double value = unit_value(problem, state.coordinates, k, i);
      const double change = unit_value(problem, direction, k, i);
      for (std::size_t b = 0; b < problem.breakpoints.size(); ++b) {
        const HeldWall wall{k, i, b};
        const double beta = problem.breakpoints[b];
        const double distance = value - beta * scale_of(problem, state.coordinates, k);
        const double speed = change - beta * scale_of(problem, direction, k);
        const bool is_above = state.pieces[k][i] > b;
        if (speed == 0 || is_above == (speed > 0) ||
            std::find(state.held.begin(), state.held.end(), wall) != state.held.end())
          continue;
        events.push_back({std::max(0.0, -distance / speed), wall, !is_above});
      }
    }
  std::sort(events.begin(), events.end(), [](const WallEvent& a, const WallEvent& b) {
    return std::tie(a.position, a.wall.unit, a.wall.point, a.wall.breakpoint) <
           std::tie(b.position, b.wall.unit, b.wall.point, b.wall.breakpoint);
  });
  return events;
}

/// How far a scale may shrink along the direction; infinite without scales.
double largest_position(const WalkProblem& problem, const WalkState& state,
                        const Floats& direction) {
  double result = HUGE_VAL;
  if (problem.shape.has_scales)
    for (std::size_t k = 0; k < problem.shape.unit_count; ++k)
      if (const double change = direction[problem.shape.scale(k)]; change < 0)
        result =
            std::min(result, -part_of_way * state.coordinates[problem.shape.scale(k)] / change);
  return result;
}

/// ½‖r(α)‖² along the direction, one linear part at a time.
class RiskAlong {
public:
  RiskAlong(const WalkProblem& problem, const WalkState& state, Floats residuals,
            const Floats& direction)
      : problem_(problem), direction_(direction), residuals_(std::move(residuals)),
        speeds_(residuals_.size()), moments_(residuals_.size()) {
    for (std::size_t i = 0; i < residuals_.size(); ++i) {
      speeds_[i] = problem.weights[i] * directional_output(problem, state, direction, i);
      slope_ += residuals_[i] * speeds_[i];
      curvature_ += speeds_[i] * speeds_[i];
    }
  }

  double slope() const { return slope_; }
  /// Where this part has its minimum; infinite if it is constant.
  double lowest_position() const {
    return curvature_ > 0 ? position_ - slope_ / curvature_ : HUGE_VAL;
  }
  void move_to(double position) {
    slope_ += (position - position_) * curvature_;
    position_ = position;
  }
  /// How the slope and the speed of the point change behind the event.
  void cross(const WallEvent& event, int sign) {
    const auto& [unit, i, b] = event.wall;
    const double turn = event.upwards ? 1 : -1;
    const double added =
        turn * sign * problem_.weights[i] *
        ((problem_.slopes[b + 1] - problem_.slopes[b]) * unit_value(problem_, direction_, unit, i) +
         (problem_.intercepts[b + 1] - problem_.intercepts[b]) *
             scale_of(problem_, direction_, unit));
    residuals_[i] += (position_ - moments_[i]) * speeds_[i];
    moments_[i] = position_;
    slope_ += residuals_[i] * added;
    curvature_ = std::max(0.0, curvature_ + added * (2 * speeds_[i] + added));
    speeds_[i] += added;
  }

private:
  const WalkProblem& problem_;
  const Floats& direction_;
  Floats residuals_, speeds_;
  Floats moments_; ///< the α of each entry of residuals_
  double position_ = 0, slope_ = 0, curvature_ = 0;
};

void move(WalkState& state, const Floats& direction, double position) {
  for (std::size_t c = 0; c < direction.size(); ++c)
    state.coordinates[c] += position * direction[c];
}

} // namespace

double directional_output(const WalkProblem& problem, const WalkState& state, const Floats& p,
                          std::size_t point) {
  double sum = p[problem.shape.output_bias()];
  for (std::size_t k = 0; k < problem.shape.unit_count; ++k) {
    const std::size_t piece = state.pieces[k][point];
    sum += state.signs[k] * (problem.slopes[piece] * unit_value(problem, p, k, point) +
                             problem.intercepts[piece] * scale_of(problem, p, k));
  }
  return sum;
}

Floats wall_normal(const WalkProblem& problem, const HeldWall& wall) {
  Floats normal = problem.points[wall.point];
  if (problem.shape.has_scales)
    normal.push_back(-problem.breakpoints[wall.breakpoint]);
  return normal;
}

bool is_independent(const WalkProblem& problem, const WalkState& state, const HeldWall& wall) {
  const Floats normal = wall_normal(problem, wall);
  std::vector<Floats> held;
  for (const HeldWall& other : state.held)
    if (other.unit == wall.unit)
      held.push_back(wall_normal(problem, other));
  if (held.size() >= normal.size())
    return false;
  FloatMatrix columns(normal.size(), held.size());
  for (std::size_t w = 0; w < held.size(); ++w)
    std::copy(held[w].begin(), held[w].end(), columns.column(w));
  Floats rest = normal;
  if (!held.empty()) {
    const Floats part = least_norm_solution(columns, normal);
    for (std::size_t w = 0; w < held.size(); ++w)
      for (std::size_t c = 0; c < rest.size(); ++c)
        rest[c] -= part[w] * held[w][c];
  }
  const double square = std::inner_product(rest.begin(), rest.end(), rest.begin(), 0.0);
  const double whole = std::inner_product(normal.begin(), normal.end(), normal.begin(), 0.0);
  return square > 1e-16 * whole;
}

bool is_touched(const WalkProblem& problem, const WalkState& state, const HeldWall& wall) {
  const double value = unit_value(problem, state.coordinates, wall.unit, wall.point);
  const double level =
      problem.breakpoints[wall.breakpoint] * scale_of(problem, state.coordinates, wall.unit);
  double size = std::abs(level);
  const double* a = state.coordinates.data() + problem.shape.unit_begin(wall.unit);
  for (std::size_t c = 0; c < problem.points[wall.point].size(); ++c)
    size += std::abs(a[c] * problem.points[wall.point][c]);
  return std::abs(value - level) <= touching * size;
}

bool advance(const WalkProblem& problem, WalkState& state, Floats residuals,
             const Floats& direction) {
  const double limit = largest_position(problem, state, direction);
  RiskAlong risk(problem, state, std::move(residuals), direction);
  for (const WallEvent& event : wall_events(problem, state, direction)) {
    if (event.position >= std::min(limit, risk.lowest_position()))
      break;
    risk.move_to(event.position);
    risk.cross(event, state.signs[event.wall.unit]);
    if (risk.slope() >= 0) { // a convex kink: the minimum is here
      move(state, direction, event.position);
      if (is_independent(problem, state, event.wall)) {
        state.pieces[event.wall.unit][event.wall.point] = event.wall.breakpoint;
        state.held.push_back(event.wall);
      }
      return true;
    }
    state.pieces[event.wall.unit][event.wall.point] =
        event.wall.breakpoint + (event.upwards ? 1 : 0);
  }
  const double position = std::min(limit, risk.lowest_position());
  if (position == HUGE_VAL)
    return false;
  move(state, direction, position);
  if (problem.shape.has_scales)
    for (std::size_t k = 0; k < problem.shape.unit_count; ++k)
      if (state.coordinates[problem.shape.scale(k)] < tiny_scale)
        return false;
  return true;
}

} // namespace thalweg
