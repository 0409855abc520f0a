// SPDX-License-Identifier: GPL-3.0-or-later
//
// At a point held on walls h_w·p = 0 (h_w = (x, −β) in the coordinates of one unit), with the
// gradient g of the side below all of them, g = Σ λ_w h_w at the optimum inside the walls. Above
// wall w the derivative in direction h_w is λ_w + jump_w, jump_w = r s_k (slope above − slope
// below), r the residual. So nothing descends at first order iff −jump_w ≤ λ_w ≤ 0 for every w.

#include "search/cell_walk.hpp"

#include "search/cell_walk_line.hpp"
#include "search/least_norm.hpp"

#include <algorithm>
#include <cmath>

namespace thalweg {

namespace {

constexpr double relative_decrease = 1e-15; ///< of the sum of squares: below, a point is stationary
constexpr double relative_residual = 1e-9;  ///< of the targets: below, a residual counts as 0
constexpr double relative_slope = 1e-9;     ///< of ‖r‖ ‖h‖: below, a multiplier counts as 0

using Floats = std::vector<double>;

double squared_length(const Floats& v) {
  double sum = 0;
  for (const double entry : v)
    sum += entry * entry;
  return sum;
}

/// Σ weight² target²
double size_of_targets(const WalkProblem& problem) {
  double sum = 0;
  for (std::size_t i = 0; i < problem.points.size(); ++i)
    sum += std::pow(problem.weights[i] * problem.targets[i], 2);
  return sum;
}

/// d r / d coordinates, one row per point.
FloatMatrix jacobian(const WalkProblem& problem, const WalkState& state) {
  const LiftedShape& shape = problem.shape;
  FloatMatrix j(problem.points.size(), shape.coordinate_count());
  for (std::size_t i = 0; i < problem.points.size(); ++i) {
    const double weight = problem.weights[i];
    for (std::size_t k = 0; k < shape.unit_count; ++k) {
      const std::size_t piece = state.pieces[k][i];
      const double factor = weight * state.signs[k];
      for (std::size_t c = 0; c <= shape.input_dimension; ++c)
        j.column(shape.unit_begin(k) + c)[i] =
            factor * problem.slopes[piece] * problem.points[i][c];
      if (shape.has_scales)
        j.column(shape.scale(k))[i] = factor * problem.intercepts[piece];
    }
    j.column(shape.output_bias())[i] = weight;
  }
  return j;
}

Floats residuals(const WalkProblem& problem, const WalkState& state) {
  Floats r(problem.points.size());
  for (std::size_t i = 0; i < r.size(); ++i)
    r[i] = problem.weights[i] *
           (directional_output(problem, state, state.coordinates, i) - problem.targets[i]);
  return r;
}

/// The normals of the held walls of a unit, in the coordinates of the unit.
FloatMatrix held_normals(const WalkProblem& problem, const WalkState& state, std::size_t unit) {
  std::vector<Floats> normals;
  for (const HeldWall& wall : state.held)
    if (wall.unit == unit)
      normals.push_back(wall_normal(problem, wall));
  FloatMatrix result(problem.shape.unit_width(), normals.size());
  for (std::size_t w = 0; w < normals.size(); ++w)
    std::copy(normals[w].begin(), normals[w].end(), result.column(w));
  return result;
}

/// v minus its projection onto the orthonormal columns of `basis`.
void project_out(const FloatMatrix& basis, double* v) {
  for (std::size_t w = 0; w < basis.column_count; ++w) {
    const double* axis = basis.column(w);
    double part = 0;
    for (std::size_t c = 0; c < basis.row_count; ++c)
      part += axis[c] * v[c];
    for (std::size_t c = 0; c < basis.row_count; ++c)
      v[c] -= part * axis[c];
  }
}

/// An orthonormal basis of the span of the columns, which are independent (Gram and Schmidt, each
/// column twice against rounding).
FloatMatrix orthonormal_basis(const FloatMatrix& columns) {
  FloatMatrix basis(columns.row_count, 0);
  for (std::size_t w = 0; w < columns.column_count; ++w) {
    Floats axis(columns.column(w), columns.column(w) + columns.row_count);
    project_out(basis, axis.data());
    project_out(basis, axis.data());
    const double length = std::sqrt(squared_length(axis));
    for (double& entry : axis)
      entry /= length;
    basis.entries.insert(basis.entries.end(), axis.begin(), axis.end());
    ++basis.column_count;
  }
  return basis;
}

/// The shortest step to the optimum of the cell inside the held walls.
Floats step_in_cell(const WalkProblem& problem, const WalkState& state, FloatMatrix j, Floats r) {
  const LiftedShape& shape = problem.shape;
  std::vector<FloatMatrix> normals;
  for (std::size_t k = 0; k < shape.unit_count; ++k)
    normals.push_back(orthonormal_basis(held_normals(problem, state, k)));
  Floats row(shape.unit_width());
  for (std::size_t k = 0; k < shape.unit_count; ++k) {
    if (normals[k].column_count == 0)
      continue;
    for (std::size_t i = 0; i < j.row_count; ++i) {
      for (std::size_t c = 0; c < row.size(); ++c)
        row[c] = j.column(shape.unit_begin(k) + c)[i];
      project_out(normals[k], row.data());
      for (std::size_t c = 0; c < row.size(); ++c)
        j.column(shape.unit_begin(k) + c)[i] = row[c];
    }
  }
  for (double& entry : r)
    entry = -entry;
  Floats step = least_norm_solution(std::move(j), std::move(r));
  for (std::size_t k = 0; k < shape.unit_count; ++k)
    project_out(normals[k], step.data() + shape.unit_begin(k));
  return step;
}

double predicted_decrease(const FloatMatrix& j, const Floats& r, const Floats& step) {
  double decrease = 0;
  for (std::size_t i = 0; i < j.row_count; ++i) {
    double change = 0;
    for (std::size_t c = 0; c < j.column_count; ++c)
      change += j.column(c)[i] * step[c];
    decrease -= change * (2 * r[i] + change);
  }
  return decrease;
}

/// Releases the held wall whose other side descends most; false if none does.
bool release_wall(const WalkProblem& problem, WalkState& state, const FloatMatrix& j,
                  const Floats& r) {
  const double size = std::sqrt(squared_length(r));
  double steepest = relative_slope * size;
  std::size_t chosen = state.held.size();
  bool upwards = false;
  for (std::size_t k = 0; k < problem.shape.unit_count; ++k) {
    const FloatMatrix normals = held_normals(problem, state, k);
    if (normals.column_count == 0)
      continue;
    Floats gradient(problem.shape.unit_width());
    for (std::size_t c = 0; c < gradient.size(); ++c)
      for (std::size_t i = 0; i < j.row_count; ++i)
        gradient[c] += j.column(problem.shape.unit_begin(k) + c)[i] * r[i];
    const Floats multipliers = least_norm_solution(normals, gradient);
    std::size_t w = 0;
    for (std::size_t h = 0; h < state.held.size(); ++h) {
      const HeldWall& wall = state.held[h];
      if (wall.unit != k)
        continue;
      const double slope_change =
          problem.slopes[wall.breakpoint + 1] - problem.slopes[wall.breakpoint];
      const double jump =
          r[wall.point] * problem.weights[wall.point] * state.signs[k] * slope_change;
      const double below = multipliers[w], above = -(multipliers[w] + jump);
      ++w;
      if (std::max(below, above) <= steepest)
        continue;
      steepest = std::max(below, above);
      chosen = h;
      upwards = above > below;
    }
  }
  if (chosen == state.held.size())
    return false;
  const HeldWall wall = state.held[chosen];
  if (upwards)
    state.pieces[wall.unit][wall.point] = wall.breakpoint + 1;
  state.held.erase(state.held.begin() + static_cast<std::ptrdiff_t>(chosen));
  return true;
}

/// Crosses a wall that is touched but not held, at the optimum of the cell, if its kink is concave:
/// then the other side descends. False if there is none.
bool cross_touched_wall(const WalkProblem& problem, WalkState& state, const Floats& r) {
  const double least_jump = relative_slope * std::sqrt(squared_length(r));
  for (std::size_t k = 0; k < problem.shape.unit_count; ++k)
    for (std::size_t i = 0; i < problem.points.size(); ++i)
      for (std::size_t b = 0; b < problem.breakpoints.size(); ++b) {
        std::size_t& piece = state.pieces[k][i];
        const double jump = r[i] * problem.weights[i] * state.signs[k] *
                            (problem.slopes[b + 1] - problem.slopes[b]);
        if ((piece != b && piece != b + 1) || jump >= -least_jump ||
            !is_touched(problem, state, {k, i, b}) || !is_independent(problem, state, {k, i, b}))
          continue;
        piece = piece == b ? b + 1 : b;
        return true;
      }
  return false;
}

} // namespace

double walk_risk(const WalkProblem& problem, const WalkState& state) {
  return (squared_length(residuals(problem, state)) + problem.spread_within_points) /
         static_cast<double>(problem.point_of_sample.size());
}

std::vector<bool> settled_samples_on_walls(const WalkProblem& problem, const WalkState& state) {
  const Floats r = residuals(problem, state);
  const double largest = relative_residual * std::sqrt(size_of_targets(problem));
  std::vector<bool> point_is_settled(r.size());
  for (const HeldWall& wall : state.held)
    point_is_settled[wall.point] = std::abs(r[wall.point]) <= largest;
  std::vector<bool> result;
  for (const std::size_t point : problem.point_of_sample)
    result.push_back(point_is_settled[point]);
  return result;
}

CellWalkEnd walk_down(const WalkProblem& problem, WalkState& state, std::size_t& steps) {
  const double size = size_of_targets(problem);
  for (;;) {
    const FloatMatrix j = jacobian(problem, state);
    const Floats r = residuals(problem, state);
    const Floats step = step_in_cell(problem, state, j, r);
    if (predicted_decrease(j, r, step) <= relative_decrease * size) {
      const bool is_fitted = squared_length(r) <= relative_residual * relative_residual * size;
      if (is_fitted || (!cross_touched_wall(problem, state, r) &&
                        !release_wall(problem, state, j, r) && !rebirth(problem, state, r)))
        return state.held.empty() ? CellWalkEnd::interior : CellWalkEnd::on_wall;
    } else if (steps > 0 && !advance(problem, state, r, step)) {
      return CellWalkEnd::infinite;
    }
    if (steps == 0)
      return CellWalkEnd::no_steps;
    --steps;
  }
}

} // namespace thalweg
