// SPDX-License-Identifier: GPL-3.0-or-later
//
// The margin of p is the largest τ with |a_k·(x_i, 1) − β t_k| ≥ τ T_k (1 + ‖x_i‖_1), on the side
// of the cell, for the breakpoints β beside the piece in use, and t_k ≥ τ T_k; T_k are the scales
// of the guess. For a homogeneous σ it is the pattern radius of the network with output weights
// ±T_k.

#include "search/cell_minimum.hpp"

#include "exact/error.hpp"
#include "exact/linear_algebra.hpp"
#include "geometry/linear_program.hpp"
#include "geometry/simplest_rational.hpp"

#include <algorithm>
#include <numeric>
#include <set>

namespace thalweg {

namespace {

constexpr std::size_t most_free_coordinates = 40;

/// normal·u + constant ≥ τ weight, a condition on the free coordinates u of L; weight ≥ 0.
struct Inequality {
  Vector normal;
  Rational constant;
  Rational weight;
};

/// p = origin + Σ_e u_e directions[e]
struct OptimalSpace {
  Vector origin;
  std::vector<std::size_t> free_coordinates; ///< u_e is coordinate free_coordinates[e] of p
  std::vector<Vector> directions;

  Vector point(const Vector& u) const {
    Vector p = origin;
    for (std::size_t e = 0; e < u.size(); ++e)
      if (u[e] != 0)
        for (std::size_t c = 0; c < p.size(); ++c)
          p[c] += u[e] * directions[e][c];
    return p;
  }
};

/// The columns of the lifted coordinates but the output bias, whose column is constantly 1.
std::vector<Vector> design(const Network& like, const Dataset& data, const LiftedCell& cell) {
  const LiftedShape shape = lifted_shape(like);
  const Activation& activation = like.layers.front().activation;
  std::vector<Vector> rows;
  for (std::size_t i = 0; i < data.sample_count(); ++i) {
    Vector& row = rows.emplace_back(shape.output_bias());
    for (std::size_t k = 0; k < shape.unit_count; ++k) {
      const std::size_t piece = cell.pieces[k][i];
      const Rational slope = activation.slopes[piece] * cell.signs[k];
      for (std::size_t c = 0; c < shape.input_dimension; ++c)
        row[shape.unit_begin(k) + c] = slope * data.inputs[i][c];
      row[shape.unit_begin(k) + shape.input_dimension] = slope;
      if (shape.has_scales)
        row[shape.scale(k)] = activation.intercepts[piece] * cell.signs[k];
    }
  }
  return rows;
}

/// Column 0 of a least squares problem is the constant: the output bias.
std::size_t coordinate_of_column(std::size_t column, const LiftedShape& shape) {
  return column == 0 ? shape.output_bias() : column - 1;
}

OptimalSpace optimal_space(const LiftedShape& shape, const std::vector<Vector>& rows,
                           const Dataset& data) {
  std::vector<std::size_t> samples(rows.size());
  std::iota(samples.begin(), samples.end(), std::size_t{0});
  const AffineLeastSquares fit =
      affine_least_squares(rows, data.targets, samples, shape.output_bias(), 1);
  OptimalSpace space{Vector(shape.coordinate_count()), {}, {}};
  std::vector<bool> is_free(shape.coordinate_count(), true);
  for (std::size_t k = 0; k < fit.columns.size(); ++k) {
    const std::size_t coordinate = coordinate_of_column(fit.columns[k], shape);
    is_free[coordinate] = false;
    space.origin[coordinate] = fit.coefficients.front()[k];
  }
  for (std::size_t c = 0; c < is_free.size(); ++c)
    if (is_free[c])
      space.free_coordinates.push_back(c);
  if (space.free_coordinates.empty())
    return space;
  std::vector<Vector> dependent;
  for (const Vector& row : rows) {
    dependent.emplace_back();
    for (const std::size_t c : space.free_coordinates)
      dependent.back().push_back(row[c]);
  }
  const AffineLeastSquares relations = affine_least_squares(
      rows, dependent, samples, shape.output_bias(), space.free_coordinates.size());
  for (std::size_t e = 0; e < space.free_coordinates.size(); ++e) {
    Vector& direction = space.directions.emplace_back(shape.coordinate_count());
    direction[space.free_coordinates[e]] = 1;
    for (std::size_t k = 0; k < relations.columns.size(); ++k)
      direction[coordinate_of_column(relations.columns[k], shape)] = -relations.coefficients[e][k];
  }
  return space;
}

/// Σ_c row_c p_{begin + c}
Rational part_dot(const Vector& row, const Vector& p, std::size_t begin) {
  Rational sum = 0;
  for (std::size_t c = 0; c < row.size(); ++c)
    sum += row[c] * p[begin + c];
  return sum;
}

/// Σ_c row_c p_{begin + c} ≥ τ weight, on L.
Inequality inequality_on(const OptimalSpace& space, const Vector& row, std::size_t begin,
                         Rational weight) {
  Inequality result{{}, part_dot(row, space.origin, begin), std::move(weight)};
  for (const Vector& direction : space.directions)
    result.normal.push_back(part_dot(row, direction, begin));
  return result;
}

Rational one_plus_size(const Vector& x) {
  Rational sum = 1;
  for (const Rational& entry : x)
    sum += abs(entry);
  return sum;
}

/// The conditions of the open cell, with their weights in the margin.
std::vector<Inequality> cell_inequalities(const Network& like, const Dataset& data,
                                          const LiftedCell& cell, const OptimalSpace& space,
                                          const CellGuess& guess) {
  const LiftedShape shape = lifted_shape(like);
  const std::vector<Rational>& breakpoints = like.layers.front().activation.breakpoints;
  std::vector<Inequality> result;
  for (std::size_t k = 0; k < shape.unit_count; ++k) {
    std::set<Vector> seen;
    for (std::size_t i = 0; i < data.sample_count(); ++i) {
      if (!seen.insert(data.inputs[i]).second)
        continue;
      const std::size_t piece = cell.pieces[k][i];
      const bool is_settled = !guess.is_settled.empty() && guess.is_settled[i];
      const Rational weight =
          is_settled ? Rational(0) : Rational(guess.scales[k] * one_plus_size(data.inputs[i]));
      const auto add = [&](std::size_t breakpoint, int side) {
        Vector row;
        for (const Rational& entry : data.inputs[i])
          row.emplace_back(side * entry);
        row.emplace_back(side);
        if (shape.has_scales)
          row.emplace_back(-side * breakpoints[breakpoint]);
        result.push_back(inequality_on(space, row, shape.unit_begin(k), weight));
      };
      if (piece > 0)
        add(piece - 1, 1);
      if (piece < breakpoints.size())
        add(piece, -1);
    }
    if (shape.has_scales)
      result.push_back(inequality_on(space, {1}, shape.scale(k), guess.scales[k]));
  }
  return result;
}

/// The largest τ ≤ 1 at u; negative if no τ ≥ 0 is possible.
Rational margin(const std::vector<Inequality>& inequalities, const Vector& u) {
  Rational least = 1;
  for (const Inequality& inequality : inequalities) {
    Rational value = dot(inequality.normal, u) + inequality.constant;
    if (inequality.weight != 0)
      value /= inequality.weight;
    else if (value >= 0)
      continue;
    if (value < least)
      least = std::move(value);
  }
  return least;
}

struct Centre {
  Vector u;
  Rational margin;
};

/// The point of L with the largest margin ≤ 1; nothing if no margin is positive.
std::optional<Centre> centre(const std::vector<Inequality>& inequalities, std::size_t dimension) {
  std::vector<Halfspace> halfspaces;
  for (const Inequality& inequality : inequalities) {
    Halfspace& halfspace = halfspaces.emplace_back();
    for (const Rational& entry : inequality.normal)
      halfspace.normal.emplace_back(-entry);
    halfspace.normal.push_back(inequality.weight);
    halfspace.offset = inequality.constant;
  }
  Vector objective(dimension + 1);
  objective.back() = 1;
  halfspaces.push_back({objective, 1});
  const LinearProgramResult result = maximum(objective, halfspaces);
  if (!result.is_optimal() || result.value <= 0)
    return std::nullopt;
  Centre found{result.point, result.value};
  found.u.pop_back();
  return found;
}

/// The point on the way from `near` to the centre that is nearest to `near` with half its margin.
Vector nearest_with_half_margin(const std::vector<Inequality>& inequalities, const Vector& near,
                                const Centre& centre) {
  constexpr long parts = 8;
  for (long part = 0; part < parts; ++part) {
    Vector u = near;
    for (std::size_t e = 0; e < u.size(); ++e)
      u[e] += (centre.u[e] - near[e]) * fraction(part, parts);
    if (margin(inequalities, u) >= centre.margin / 2)
      return u;
  }
  return centre.u;
}

/// Shorter coordinates near u with three quarters of its margin.
Vector shortened(const std::vector<Inequality>& inequalities, const Vector& u) {
  const Rational least = margin(inequalities, u) * fraction(3, 4);
  for (const unsigned bits : {4U, 7U, 10U, 14U, 20U, 28U, 40U, 60U, 90U}) {
    Vector candidate;
    for (const Rational& value : u) {
      Rational slack = abs(value);
      mpq_div_2exp(slack.get_mpq_t(), slack.get_mpq_t(), bits);
      candidate.push_back(simplest_between(value - slack, value + slack));
    }
    if (margin(inequalities, candidate) >= least)
      return candidate;
  }
  return u;
}

} // namespace

std::optional<Network> cell_minimum(const Network& like, const Dataset& data,
                                    const LiftedCell& cell, const CellGuess& guess) {
  const LiftedShape shape = lifted_shape(like);
  const OptimalSpace space = optimal_space(shape, design(like, data, cell), data);
  const std::vector<Inequality> inequalities = cell_inequalities(like, data, cell, space, guess);
  Vector u;
  for (const std::size_t c : space.free_coordinates)
    u.push_back(guess.coordinates[c]);
  if (!u.empty() && u.size() <= most_free_coordinates) {
    const std::optional<Centre> found = centre(inequalities, u.size());
    if (!found)
      return std::nullopt;
    u = nearest_with_half_margin(inequalities, u, *found);
  }
  if (margin(inequalities, u) <= 0)
    return std::nullopt;
  const Vector p = space.point(shortened(inequalities, u));
  Vector scales = guess.scales;
  if (shape.has_scales)
    for (std::size_t k = 0; k < shape.unit_count; ++k)
      scales[k] = p[shape.scale(k)];
  return network_from_lifted(like, cell.signs, scales, p);
}

} // namespace thalweg
