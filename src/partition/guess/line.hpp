// SPDX-License-Identifier: GPL-3.0-or-later
//
// Points in the order of their projections on a direction, and the places where a hyperplane across
// that direction can cut: gaps between neighbouring different projections. A cut is named by its
// rank c, the number of points below it. A line is either guessed in floating point (differences
// below rounding count as ties) or rounded from an exact one (partition/exact_cut.hpp).

#pragma once

#include "partition/exact_cut.hpp"
#include "partition/guess/moments.hpp"

#include <optional>

namespace thalweg {

struct Line {
  std::vector<std::size_t> order; ///< local indices by increasing projection, ties by index
  std::vector<double> positions;  ///< projections in this order
  std::vector<double> gaps;       ///< gaps[c−1] lies at cut c; 0 where no cut is possible
};

/// Ordered in floating point.
Line guessed_line(const LocalPoints& local, const InputDirection& direction);

/// The exact order with rounded positions and gaps; a gap is 0 exactly if two projections agree.
Line rounded_line(const ExactLine& line);

/// Ranks at which the line can be cut with at least `minimum` points on both sides, increasing. If
/// there are more than `limit`, they are divided into `limit` blocks of equal length and each block
/// contributes its widest gap.
std::vector<std::size_t> candidate_cuts(const Line& line, std::size_t minimum, std::size_t limit);

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
