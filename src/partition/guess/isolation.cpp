// SPDX-License-Identifier: GPL-3.0-or-later
//
// Directions tried: axes; the vector from the group's mean to the input, plain and in the metric of
// the group's covariance; and the point of least norm in the convex hull of the differences
// x_other − x, approximated by Frank–Wolfe steps: if the hull avoids 0 its direction has the widest
// margin of all. Rounded to small integers.

#include "partition/guess/isolation.hpp"

#include "exact/power_of_two.hpp"
#include "exact/watched_work.hpp"
#include "partition/exact_cut.hpp"
#include "partition/guess/directions.hpp"
#include "partition/guess/products.hpp"

#include <algorithm>
#include <limits>
#include <numeric>

namespace thalweg {

namespace {

constexpr int nearest_steps = 300;

std::vector<double> difference(const ScaledPoints& points, std::size_t a, std::size_t b) {
  std::vector<double> result(points.input_dimension);
  for (std::size_t j = 0; j < result.size(); ++j)
    result[j] = points.input(a)[j] - points.input(b)[j];
  return result;
}

double inner(const std::vector<double>& a, const std::vector<double>& b) {
  return std::inner_product(a.begin(), a.end(), b.begin(), 0.0);
}

/// x minus an approximately nearest point of the hull of the others.
std::vector<double> away_from_others(const ScaledPoints& points, const PointSet& group,
                                     std::size_t point) {
  const std::size_t dimension = points.input_dimension;
  std::vector<double> differences; // one after the other
  for (std::size_t other : group)
    if (other != point) {
      const std::vector<double> one = difference(points, point, other);
      differences.insert(differences.end(), one.begin(), one.end());
    }
  const auto row = [&](std::size_t k) { return differences.data() + k * dimension; };
  std::vector<double> nearest(row(0), row(1));
  for (int step = 0; step < nearest_steps; ++step) {
    require_time();
    std::size_t vertex = 0;
    double least = std::numeric_limits<double>::infinity();
    visit_products(nearest, group.size() - 1, row, [&](std::size_t k, double product) {
      if (product < least) {
        least = product;
        vertex = k;
      }
    });
    std::vector<double> move(row(vertex), row(vertex) + dimension);
    for (std::size_t j = 0; j < move.size(); ++j)
      move[j] -= nearest[j];
    const double square = inner(move, move);
    const double length = square > 0 ? std::clamp(-inner(nearest, move) / square, 0.0, 1.0) : 0;
    if (length == 0)
      break;
    for (std::size_t j = 0; j < move.size(); ++j)
      nearest[j] += length * move[j];
  }
  return nearest;
}

/// From the mean of the group to the point, plain and in the metric of the covariance.
std::vector<std::vector<double>> away_from_mean(const ScaledPoints& points, const PointSet& group,
                                                std::size_t point) {
  const LocalPoints local = local_points(points, group);
  const auto place =
      static_cast<std::size_t>(std::find(group.begin(), group.end(), point) - group.begin());
  const std::vector<double> plain(local.input(place), local.input(place) + local.input_dimension);
  Moments covariance(1 + local.input_dimension, 1);
  const double nothing = 0;
  for (std::size_t i = 0; i < local.count(); ++i)
    covariance.add(local.input(i), local.weights[i], &nothing);
  std::copy(plain.begin(), plain.end(), covariance.cross.begin() + 1);
  std::vector<double> metric = coefficients(covariance);
  metric.erase(metric.begin());
  return {plain, metric};
}

std::vector<InputDirection> tried_directions(const ScaledPoints& points, const PointSet& group,
                                             std::size_t point) {
  std::vector<InputDirection> directions = axis_directions(points);
  std::vector<std::vector<double>> vectors = away_from_mean(points, group, point);
  vectors.push_back(away_from_others(points, group, point));
  for (const int largest : {3, 12, 48})
    for (const std::vector<double>& vector : vectors)
      append_new(directions, {rounded_direction(vector, largest)});
  return directions;
}

/// The gap measured on the scaled columns, on which the normal is `direction` itself.
double scaled_width(const ScaledPoints& points, const InputDirection& direction,
                    const Isolation& isolation) {
  std::size_t j = 0;
  while (direction[j] == 0)
    ++j;
  const Rational unit = times_power_of_two(Rational(direction[j]), points.column_exponents[j]);
  const Rational width = isolation.gap * unit / isolation.normal[j];
  return width.get_d();
}

} // namespace

Isolation best_isolation(const Dataset& data, const ScaledPoints& points, const PointSet& group,
                         std::size_t point) {
  std::optional<Isolation> best;
  double best_gap = 0;
  for (const InputDirection& direction : tried_directions(points, group, point)) {
    auto isolation = isolation_along(data, points, group, point, normal_of(points, direction));
    if (!isolation)
      continue;
    const double gap = scaled_width(points, direction, *isolation) / spread(points, direction);
    const bool is_better = !best || (isolation->is_extreme() && !best->is_extreme()) ||
                           (isolation->is_extreme() == best->is_extreme() && gap > best_gap);
    if (is_better) {
      best = std::move(isolation);
      best_gap = gap;
    }
  }
  if (best)
    return *best;
  return isolation_along(data, points, group, point, generic_normal(data, points, group)).value();
}

} // namespace thalweg
