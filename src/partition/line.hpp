// SPDX-License-Identifier: GPL-3.0-or-later
//
// Points in the order of their projections on a direction, and the places where a hyperplane across
// that direction can cut: gaps between neighbouring different projections. A cut is named by its
// rank c, the number of points below it. A line is either guessed in floating point (differences
// below rounding count as ties) or ordered exactly.

#pragma once

#include "partition/floating_moments.hpp"

#include <optional>

namespace thalweg {

struct Line {
  std::vector<std::size_t> order; ///< local indices by increasing projection, ties by index
  std::vector<double> positions;  ///< projections in this order
  std::vector<double> gaps;       ///< gaps[c−1] lies at cut c; 0 where no cut is possible
};

/// Ordered in floating point.
Line guessed_line(const LocalPoints& local, const InputDirection& direction);

/// Projections of points on a normal, ordered exactly (ties by the place in `subset`).
struct ExactLine {
  std::vector<std::size_t> order; ///< indices into the subset
  std::vector<Rational> positions;

  /// A cut of rank c lies between positions[c−1] < positions[c].
  bool can_cut(std::size_t rank) const { return positions[rank - 1] < positions[rank]; }
};

ExactLine exact_line(const Dataset& data, const DistinctPoints& points, const PointSet& subset,
                     const Vector& normal);

/// The exact order with rounded positions and gaps; a gap is 0 exactly if two projections agree.
Line rounded_line(const ExactLine& line);

/// Ranks at which the line can be cut with at least `minimum` points on both sides, increasing. If
/// there are more than `limit`, they are divided into `limit` blocks of equal length and each block
/// contributes its widest gap.
std::vector<std::size_t> candidate_cuts(const Line& line, std::size_t minimum, std::size_t limit);

/// The possible cut of an exact line that is nearest to `rank` (the lower one of two), if any.
std::optional<std::size_t> nearest_cut(const ExactLine& line, std::size_t rank);

/// The sums of all points between consecutive cuts: cuts.size() + 1 segments.
std::vector<Moments> segment_moments(const LocalPoints& local, const Line& line,
                                     const std::vector<std::size_t>& cuts);

/// The same with the single feature u = projection beside 1: cheap, and what it explains is a lower
/// bound of what all inputs explain.
std::vector<Moments> projected_segment_moments(const LocalPoints& local, const Line& line,
                                               const std::vector<std::size_t>& cuts);

/// The drop at every cut between the segments: explained(all below) + explained(all above), from
/// sums accumulated from both ends.
std::vector<double> drops_at_cuts(const std::vector<Moments>& segments);

} // namespace thalweg
