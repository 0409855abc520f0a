// SPDX-License-Identifier: GPL-3.0-or-later
//
// Slabs along one direction, and the direction itself. The order of the projections and the gaps
// between them are exact; which of the gaps are cut is guessed (guess/slabs.hpp).

#include "exact/error.hpp"
#include "partition/choice.hpp"
#include "partition/exact_cut.hpp"
#include "partition/guess/directions.hpp"
#include "partition/guess/slabs.hpp"
#include "partition/short_rational.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace thalweg {

namespace {

/// Exact order of all points along a user's direction, with its scores.
struct PreparedSlabs {
  ExactLine line;
  ScoredSlabs scored;
};

PreparedSlabs prepared_slabs(const Dataset& data, std::size_t groups, const Vector& direction) {
  const ScaledPoints points = scaled_points(data);
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
  return slabs_with_cuts(prepared.line, direction, wide_slab_cuts(prepared.scored, groups));
}

Vector chosen_direction(const Dataset& data, std::size_t groups) {
  const ScaledPoints points = scaled_points(data);
  require_group_count(points, groups);
  const std::vector<InputDirection> axes = axis_directions(points);
  if (axes.empty())
    return Vector(points.input_dimension, 1);
  if (axes.size() == 1)
    return normal_of(points, axes.front());
  const std::optional<InputDirection> direction = slab_direction(points, groups);
  if (!direction) // no guessed direction has enough different projections
    return generic_normal(data, points, all_points(points));
  return normal_of(points, *direction);
}

} // namespace thalweg
