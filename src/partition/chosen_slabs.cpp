// SPDX-License-Identifier: GPL-3.0-or-later
//
// Slabs along one direction, and the direction itself. The order of the projections and the gaps
// between them are exact; which of the gaps are cut is decided by the dynamic program of
// floating_slab_program.hpp in floating point. The certified radius of a network grows with the
// margin of its thresholds, therefore a few percent of the drop are given for wider gaps.

#include "exact/error.hpp"
#include "partition/choice.hpp"
#include "partition/floating_slab_program.hpp"
#include "partition/guessed_directions.hpp"
#include "partition/short_rational.hpp"
#include "partition/widest_direction.hpp"

#include <fmt/format.h>

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

struct ScoredSlabs {
  SlabValues values;
  std::size_t minimum = 0;
  SlabCuts best;
};

/// The best slabs on a line; nothing if it has fewer than `groups` slabs.
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

/// Exact order of all points along a user's direction, with its scores.
struct PreparedSlabs {
  ExactLine line;
  ScoredSlabs scored;
};

PreparedSlabs prepared_slabs(const Dataset& data, std::size_t groups, const Vector& direction) {
  const DistinctPoints points = distinct_points(data);
  require_group_count(points, groups);
  require_direction(data, direction);
  const PointSet all = all_points(points);
  PreparedSlabs prepared;
  prepared.line = exact_line(data, points, all, direction);
  std::size_t distinct_projections = 1;
  for (std::size_t rank = 1; rank < all.size(); ++rank)
    distinct_projections += prepared.line.can_cut(rank) ? 1 : 0;
  if (groups > distinct_projections)
    throw UsageError(
        fmt::format("--groups: expected at most {} (the number of distinct projections "
                    "on the direction), found {}",
                    distinct_projections, groups));
  const LocalPoints local = local_points(points, all);
  std::optional<ScoredSlabs> scored =
      scored_slabs(local, rounded_line(prepared.line), groups, true);
  require(scored.has_value(), "slabs: too few candidate thresholds");
  prepared.scored = std::move(*scored);
  return prepared;
}

Slabs slabs_with_cuts(const ExactLine& line, const Vector& direction, const SlabCuts& cuts) {
  Slabs slabs{direction, {}};
  for (std::size_t rank : cuts.ranks)
    slabs.thresholds.push_back(threshold_between(line.positions[rank - 1], line.positions[rank]));
  return slabs;
}

/// Axes, residual directions and sums of pairs of the most useful axes, the most promising first:
/// ordered by the drop that the projection alone explains.
std::vector<InputDirection> screened_directions(const DistinctPoints& points,
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

std::vector<DirectionScore> scored_directions(const DistinctPoints& points, std::size_t groups) {
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
direction_with_widest_gaps(const DistinctPoints& points, std::size_t groups,
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

void require_direction(const Dataset& data, const Vector& direction) {
  if (direction.size() != data.input_dimension())
    throw UsageError(
        fmt::format("--direction: expected {} coordinates (one per input column), found {}",
                    data.input_dimension(), direction.size()));
  const bool is_zero = std::all_of(direction.begin(), direction.end(),
                                   [](const Rational& entry) { return entry == 0; });
  if (is_zero && !direction.empty())
    throw UsageError("--direction: expected a vector with a non-zero coordinate, found zeros only");
}

Slabs optimal_slabs(const Dataset& data, std::size_t groups, const Vector& direction) {
  const PreparedSlabs prepared = prepared_slabs(data, groups, direction);
  return slabs_with_cuts(prepared.line, direction, prepared.scored.best);
}

Slabs chosen_slabs(const Dataset& data, std::size_t groups, const Vector& direction) {
  const PreparedSlabs prepared = prepared_slabs(data, groups, direction);
  const ScoredSlabs& scored = prepared.scored;
  const auto widest = widest_slab_cuts(scored.values, groups, scored.minimum,
                                       sufficient_slab_drop * scored.best.drop);
  return slabs_with_cuts(prepared.line, direction, widest ? *widest : scored.best);
}

Vector chosen_direction(const Dataset& data, std::size_t groups) {
  const DistinctPoints points = distinct_points(data);
  require_group_count(points, groups);
  const std::vector<InputDirection> axes = axis_directions(points);
  if (axes.empty())
    return Vector(points.input_dimension, 1);
  if (axes.size() == 1)
    return normal_of(points, axes.front());
  const std::vector<DirectionScore> scores = scored_directions(points, groups);
  const std::optional<InputDirection> direction =
      direction_with_widest_gaps(points, groups, scores);
  if (!direction) // no guessed direction has enough different projections
    return generic_normal(data, points, all_points(points));
  return normal_of(points, *direction);
}

} // namespace thalweg
