// SPDX-License-Identifier: GPL-3.0-or-later
//
// A homogeneous unit whose a_k is held at 0 adds nothing, whatever its sign. With a_k = v q, v > 0
// and sign s it adds s v φ, φ_i = σ(q·x_i); the best v lowers ½‖r‖² by ⟨r, φ⟩² / (2‖φ‖²).

#include "search/cell_walk_line.hpp"

#include <algorithm>
#include <cmath>

namespace thalweg {

namespace {

using Floats = std::vector<double>;

constexpr double least_relative_decrease = 1e-12;

/// A unit all of whose coordinates are held.
std::size_t vanished_unit(const WalkProblem& problem, const WalkState& state) {
  std::vector<std::size_t> held(problem.shape.unit_count);
  for (const HeldWall& wall : state.held)
    ++held[wall.unit];
  const auto found = std::find(held.begin(), held.end(), problem.shape.unit_width());
  return static_cast<std::size_t>(found - held.begin());
}

/// ±(x_j − θ), θ half way between neighbouring values of input j.
std::vector<Floats> hinges(const WalkProblem& problem) {
  std::vector<Floats> result;
  for (std::size_t j = 0; j < problem.shape.input_dimension; ++j) {
    Floats values;
    for (const Floats& point : problem.points)
      values.push_back(point[j]);
    std::sort(values.begin(), values.end());
    for (std::size_t i = 0; i + 1 < values.size(); ++i) {
      if (values[i] == values[i + 1])
        continue;
      Floats q(problem.shape.input_dimension + 1);
      q[j] = 1;
      q.back() = -(values[i] + values[i + 1]) / 2;
      result.push_back(q);
      for (double& entry : q)
        entry = -entry;
      result.push_back(q);
    }
  }
  return result;
}

double hinge_output(const WalkProblem& problem, const Floats& q, std::size_t point) {
  double z = 0;
  for (std::size_t c = 0; c < q.size(); ++c)
    z += q[c] * problem.points[point][c];
  return z * (z > 0 ? problem.slopes.back() : problem.slopes.front());
}

} // namespace

bool rebirth(const WalkProblem& problem, WalkState& state, const Floats& residuals) {
  if (problem.shape.has_scales)
    return false;
  const std::size_t unit = vanished_unit(problem, state);
  if (unit == problem.shape.unit_count)
    return false;
  double all = 0, best = 0, best_weight = 0;
  for (const double r : residuals)
    all += r * r;
  Floats chosen;
  for (const Floats& q : hinges(problem)) {
    double product = 0, square = 0;
    for (std::size_t i = 0; i < problem.points.size(); ++i) {
      const double value = problem.weights[i] * hinge_output(problem, q, i);
      product += residuals[i] * value;
      square += value * value;
    }
    if (square == 0 || product * product <= best * square)
      continue;
    best = product * product / square;
    best_weight = -product / square;
    chosen = q;
  }
  if (best <= least_relative_decrease * all)
    return false;
  std::erase_if(state.held, [&](const HeldWall& wall) { return wall.unit == unit; });
  state.signs[unit] = best_weight < 0 ? -1 : 1;
  double* a = state.coordinates.data() + problem.shape.unit_begin(unit);
  for (std::size_t c = 0; c < chosen.size(); ++c)
    a[c] = std::abs(best_weight) * chosen[c];
  for (std::size_t i = 0; i < problem.points.size(); ++i) {
    double z = 0;
    for (std::size_t c = 0; c < chosen.size(); ++c)
      z += chosen[c] * problem.points[i][c];
    state.pieces[unit][i] = z > 0 ? problem.breakpoints.size() : 0;
  }
  return true;
}

} // namespace thalweg
