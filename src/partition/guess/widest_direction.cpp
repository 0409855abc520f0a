// SPDX-License-Identifier: GPL-3.0-or-later
//
// Wolfe's algorithm keeps a small affinely independent set of differences (the corral) and the
// point of least norm in its hull; the difference with the smallest product with that point enters,
// those whose weight becomes 0 leave. One pass over the points per step, finitely many steps.

#include "partition/guess/widest_direction.hpp"

#include "exact/watched_work.hpp"
#include "partition/guess/directions.hpp"
#include "partition/guess/products.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

namespace thalweg {

namespace {

using Vec = std::vector<double>;

constexpr int most_steps = 300;
constexpr double enough_gain = 1.1;
constexpr double kept_by_rounding = 0.85;
constexpr double weight_tolerance = 1e-12;
constexpr std::size_t most_points_of_all = 4096; // all take part in every step
constexpr std::size_t outermost_count = 512;
constexpr int most_rounds = 20;
constexpr double near_enough = 0.98;

double inner(const Vec& a, const double* b) {
  return std::inner_product(a.begin(), a.end(), b, 0.0);
}

/// The lowest and the highest point of every group along a direction.
struct Extremes {
  std::size_t lowest = 0;
  std::size_t highest = 0;
  double low = std::numeric_limits<double>::infinity();
  double high = -std::numeric_limits<double>::infinity();
};

Extremes extremes_of(const ScaledPoints& points, const PointSet& group, const Vec& direction) {
  Extremes extremes;
  const auto row = [&](std::size_t k) { return points.input(group[k]); };
  visit_products(direction, group.size(), row, [&](std::size_t k, double position) {
    if (position < extremes.low) {
      extremes.low = position;
      extremes.lowest = group[k];
    }
    if (position > extremes.high) {
      extremes.high = position;
      extremes.highest = group[k];
    }
  });
  return extremes;
}

/// The pair of points of consecutive groups that are closest along the direction.
struct NearestPair {
  std::size_t below = 0;
  std::size_t above = 0;
  double gap = std::numeric_limits<double>::infinity();
};

NearestPair nearest_pair(const ScaledPoints& points, const std::vector<PointSet>& groups,
                         const Vec& direction) {
  NearestPair nearest;
  Extremes before = extremes_of(points, groups.front(), direction);
  for (std::size_t k = 1; k < groups.size(); ++k) {
    const Extremes next = extremes_of(points, groups[k], direction);
    if (next.low - before.high < nearest.gap)
      nearest = {before.highest, next.lowest, next.low - before.high};
    before = next;
  }
  return nearest;
}

double relative_gap_along(const ScaledPoints& points, const std::vector<PointSet>& groups,
                          const Vec& direction) {
  const Extremes all = extremes_of(points, all_points(points), direction);
  const double whole = all.high - all.low;
  return whole > 0 ? nearest_pair(points, groups, direction).gap / whole : -1;
}

Vec difference(const ScaledPoints& points, const NearestPair& pair) {
  Vec result(points.input_dimension);
  for (std::size_t j = 0; j < result.size(); ++j)
    result[j] = points.input(pair.above)[j] - points.input(pair.below)[j];
  return result;
}

/// Differences and their convex weights.
struct Corral {
  std::vector<Vec> vectors;
  Vec weights;

  Vec point() const {
    Vec sum(vectors.front().size());
    for (std::size_t k = 0; k < vectors.size(); ++k)
      for (std::size_t j = 0; j < sum.size(); ++j)
        sum[j] += weights[k] * vectors[k][j];
    return sum;
  }
};

/// Weights with sum 1 of the point of least norm in the affine hull: solve (G + 11ᵀ) u = 1, scale.
Vec affine_weights(const Corral& corral) {
  const std::size_t size = corral.vectors.size();
  Moments system(size, 1);
  double scale = 0;
  for (const Vec& vector : corral.vectors)
    scale = std::max(scale, inner(vector, vector.data()));
  for (std::size_t a = 0, entry = 0; a < size; ++a)
    for (std::size_t b = 0; b <= a; ++b)
      system.gram[entry++] = inner(corral.vectors[a], corral.vectors[b].data()) + scale;
  system.cross.assign(size, 1);
  Vec weights = coefficients(system);
  const double sum = std::accumulate(weights.begin(), weights.end(), 0.0);
  for (double& weight : weights)
    weight /= sum;
  return weights;
}

/// Moves to the point of least norm in the hull of the corral, dropping what is not needed.
void minimise(Corral& corral) {
  while (corral.vectors.size() > 1) {
    const Vec target = affine_weights(corral);
    double step = 1;
    for (std::size_t k = 0; k < target.size(); ++k)
      if (target[k] < weight_tolerance && corral.weights[k] > target[k])
        step = std::min(step, corral.weights[k] / (corral.weights[k] - target[k]));
    for (std::size_t k = 0; k < target.size(); ++k)
      corral.weights[k] += step * (target[k] - corral.weights[k]);
    const std::size_t size = corral.vectors.size();
    for (std::size_t k = size; k-- > 0 && corral.vectors.size() > 1;)
      if (!(corral.weights[k] > weight_tolerance)) {
        corral.vectors.erase(corral.vectors.begin() + static_cast<std::ptrdiff_t>(k));
        corral.weights.erase(corral.weights.begin() + static_cast<std::ptrdiff_t>(k));
      }
    if (corral.vectors.size() == size)
      return;
  }
  corral.weights = {1};
}

/// The best normal met on the way to the point of least norm, beginning along `start`.
Vec widest_vector_of_all(const ScaledPoints& points, const std::vector<PointSet>& groups,
                         const Vec& start) {
  Corral corral{{difference(points, nearest_pair(points, groups, start))}, {1}};
  Vec best = start;
  double best_gap = nearest_pair(points, groups, start).gap / std::sqrt(inner(start, start.data()));
  for (int step = 0; step < most_steps; ++step) {
    const Vec current = corral.point();
    const double square = inner(current, current.data());
    if (!(square > 0) || !std::isfinite(square))
      break;
    const NearestPair nearest = nearest_pair(points, groups, current);
    if (nearest.gap / std::sqrt(square) > best_gap) {
      best_gap = nearest.gap / std::sqrt(square);
      best = current;
    }
    const Vec entering = difference(points, nearest);
    if (nearest.gap > 0.999 * square ||
        std::find(corral.vectors.begin(), corral.vectors.end(), entering) != corral.vectors.end())
      break;
    corral.vectors.push_back(entering);
    corral.weights.push_back(0);
    minimise(corral);
  }
  return best;
}

/// Adds to `near` the points of each group that come first and last along a direction.
void add_outermost(const ScaledPoints& points, const std::vector<PointSet>& groups,
                   const Vec& direction, std::size_t count, std::vector<PointSet>& near) {
  for (std::size_t k = 0; k < groups.size(); ++k) {
    std::vector<std::pair<double, std::size_t>> order(groups[k].size());
    const auto row = [&](std::size_t i) { return points.input(groups[k][i]); };
    visit_products(direction, order.size(), row, [&](std::size_t i, double position) {
      order[i] = {position, groups[k][i]};
    });
    const std::size_t part = std::min(count, order.size());
    const auto parted = static_cast<std::ptrdiff_t>(part);
    std::nth_element(order.begin(), order.begin() + parted - 1, order.end());
    for (std::size_t i = 0; i < part; ++i)
      near[k].push_back(order[i].second);
    std::nth_element(order.begin(), order.end() - parted, order.end());
    for (std::size_t i = order.size() - part; i < order.size(); ++i)
      near[k].push_back(order[i].second);
    std::sort(near[k].begin(), near[k].end());
    near[k].erase(std::unique(near[k].begin(), near[k].end()), near[k].end());
  }
}

double gap_along(const ScaledPoints& points, const std::vector<PointSet>& groups,
                 const Vec& direction) {
  return nearest_pair(points, groups, direction).gap /
         std::sqrt(inner(direction, direction.data()));
}

/// The same; of many points only those that are outermost along some direction tried so far take
/// part, until no other point makes the gap clearly narrower.
Vec widest_vector(const ScaledPoints& points, const std::vector<PointSet>& groups,
                  const Vec& start) {
  std::size_t count = 0;
  for (const PointSet& group : groups)
    count += group.size();
  if (count <= most_points_of_all)
    return widest_vector_of_all(points, groups, start);
  std::vector<PointSet> near(groups.size());
  add_outermost(points, groups, start, outermost_count, near);
  Vec best = start;
  double best_gap = gap_along(points, groups, start);
  for (int round = 0; round < most_rounds; ++round) {
    require_time();
    const Vec widest = widest_vector_of_all(points, near, best);
    const double gap = gap_along(points, groups, widest);
    if (gap > best_gap) {
      best = widest;
      best_gap = gap;
    }
    if (gap >= near_enough * gap_along(points, near, widest))
      break;
    add_outermost(points, groups, widest, outermost_count / 4, near);
  }
  return best;
}

} // namespace

double relative_gap(const ScaledPoints& points, const std::vector<PointSet>& groups,
                    const InputDirection& direction) {
  return relative_gap_along(points, groups, Vec(direction.begin(), direction.end()));
}

InputDirection widest_direction(const ScaledPoints& points, const std::vector<PointSet>& groups,
                                const InputDirection& start) {
  const double start_gap = relative_gap(points, groups, start);
  if (points.input_dimension < 2 || start_gap <= 0)
    return start;
  const Vec widest = widest_vector(points, groups, Vec(start.begin(), start.end()));
  const double widest_gap = relative_gap_along(points, groups, widest);
  for (const int largest : {6, 24, 96, 384, 1536, 6144, 24576}) {
    const InputDirection rounded = rounded_direction(widest, largest);
    // Rounding fixes the sign of the first coefficient, which may exchange above and below.
    for (InputDirection candidate : {rounded, opposite(rounded)}) {
      const double gap = relative_gap(points, groups, candidate);
      if (gap >= kept_by_rounding * widest_gap && gap >= enough_gain * start_gap)
        return candidate;
    }
  }
  return start;
}

std::vector<PointSet> groups_between(const LocalPoints& local, const Line& line,
                                     const std::vector<std::size_t>& cuts) {
  std::vector<PointSet> groups(cuts.size() + 1);
  std::size_t group = 0;
  for (std::size_t rank = 0; rank < line.order.size(); ++rank) {
    while (group < cuts.size() && cuts[group] <= rank)
      ++group;
    groups[group].push_back(local.points[line.order[rank]]);
  }
  return groups;
}

} // namespace thalweg
