// SPDX-License-Identifier: GPL-3.0-or-later

#include "partition/guess/slabs.hpp"

#include "partition/guess/directions.hpp"
#include "partition/guess/widest_direction.hpp"

#include <algorithm>

namespace thalweg {

namespace {

constexpr std::size_t usual_cut_limit = 64;

/// The part of the largest drop that wider gaps may not fall below.
constexpr double sufficient_slab_drop = 0.95;
constexpr double gap_tie_tolerance = 1e-9;

/// Directions whose slabs are evaluated with all inputs, at most and at least, and the work that
/// decides between (floating-point operations).
constexpr std::size_t most_slab_directions = 16;
constexpr std::size_t fewest_slab_directions = 2;
constexpr double direction_work = 2e9;

std::size_t cut_limit(std::size_t groups) {
  return std::max(usual_cut_limit, 2 * groups);
}

/// A group of fewer points is fitted exactly, whatever its targets.
std::size_t wanted_minimum(const LocalPoints& local) {
  return local.input_dimension + 2;
}

} // namespace

std::optional<ScoredSlabs> scored_slabs(const LocalPoints& local, const Line& line,
                                        std::size_t groups, bool with_all_inputs) {
  const std::vector<std::size_t> cuts = candidate_cuts(line, 1, cut_limit(groups));
  ScoredSlabs scored;
  scored.values = slab_values(local, line, cuts,
                              with_all_inputs ? segment_moments(local, line, cuts)
                                              : projected_segment_moments(local, line, cuts));
  scored.minimum = feasible_minimum(scored.values, groups, wanted_minimum(local));
  if (scored.minimum == 0)
    return std::nullopt;
  scored.best = best_slab_cuts(scored.values, groups, scored.minimum, 0).value();
  return scored;
}

namespace {

/// Axes, residual directions and sums of pairs of the most useful axes, the most promising first:
/// ordered by the drop that the projection alone explains.
std::vector<InputDirection> screened_directions(const ScaledPoints& points,
                                                const LocalPoints& local, std::size_t groups) {
  const auto by_projection = [&](const std::vector<InputDirection>& directions) {
    std::vector<std::pair<double, std::size_t>> scores;
    for (std::size_t k = 0; k < directions.size(); ++k)
      if (const auto scored =
              scored_slabs(local, guessed_line(local, directions[k]), groups, false))
        scores.emplace_back(-scored->best.drop, k);
    std::sort(scores.begin(), scores.end());
    std::vector<InputDirection> sorted;
    for (const auto& [score, k] : scores)
      sorted.push_back(directions[k]);
    return sorted;
  };
  std::vector<InputDirection> directions = axis_directions(points);
  append_new(directions, residual_directions(local));
  std::vector<InputDirection> best = by_projection(directions);
  best.resize(std::min<std::size_t>(best.size(), 5));
  append_new(directions, pair_directions(best));
  return by_projection(directions);
}

struct DirectionScore {
  InputDirection direction;
  ScoredSlabs scored;
  double spread = 0;
};

std::vector<DirectionScore> scored_directions(const ScaledPoints& points, std::size_t groups) {
  const LocalPoints local = local_points(points, all_points(points));
  std::vector<InputDirection> directions = screened_directions(points, local, groups);
  const auto cuts = static_cast<double>(std::min(cut_limit(groups), points.count()));
  const auto features = static_cast<double>(1 + points.input_dimension);
  const double work = static_cast<double>(points.count()) * features * features / 2 +
                      cuts * cuts / 2 * work_of_fit(1 + points.input_dimension);
  const auto affordable = static_cast<std::size_t>(direction_work / work);
  directions.resize(std::min(directions.size(),
                             std::clamp(affordable, fewest_slab_directions, most_slab_directions)));
  std::vector<DirectionScore> scores;
  for (const InputDirection& direction : directions)
    if (auto scored = scored_slabs(local, guessed_line(local, direction), groups, true))
      scores.push_back({direction, std::move(*scored), spread(points, direction)});
  return scores;
}

/// Among the slabs with most of the largest drop those with the widest gaps, after turning each
/// direction to widen the gaps between its own slabs.
std::optional<InputDirection>
direction_with_widest_gaps(const ScaledPoints& points, std::size_t groups,
                           const std::vector<DirectionScore>& scores) {
  const LocalPoints local = local_points(points, all_points(points));
  double largest_drop = 0;
  for (const DirectionScore& score : scores)
    largest_drop = std::max(largest_drop, score.scored.best.drop);
  std::optional<InputDirection> chosen;
  double widest_gap = -1;
  for (const DirectionScore& score : scores) {
    const auto cuts = widest_slab_cuts(score.scored.values, groups, score.scored.minimum,
                                       sufficient_slab_drop * largest_drop);
    if (!cuts)
      continue;
    InputDirection direction = score.direction;
    double gap = cuts->least_gap / score.spread;
    if (groups > 1) {
      const std::vector<PointSet> slabs =
          groups_between(local, guessed_line(local, direction), cuts->ranks);
      direction = widest_direction(points, slabs, direction);
      gap = relative_gap(points, slabs, direction);
    }
    if (gap > (1 + gap_tie_tolerance) * widest_gap) {
      widest_gap = gap;
      chosen = direction;
    }
  }
  return chosen;
}

} // namespace

SlabCuts wide_slab_cuts(const ScoredSlabs& scored, std::size_t groups) {
  const auto widest = widest_slab_cuts(scored.values, groups, scored.minimum,
                                       sufficient_slab_drop * scored.best.drop);
  return widest ? *widest : scored.best;
}

std::optional<InputDirection> slab_direction(const ScaledPoints& points, std::size_t groups) {
  return direction_with_widest_gaps(points, groups, scored_directions(points, groups));
}

} // namespace thalweg
