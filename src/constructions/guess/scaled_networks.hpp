// SPDX-License-Identifier: GPL-3.0-or-later
//
// Constants of a construction with a large radius: two stages. The slack is searched coordinate by
// coordinate on a part of the samples, each candidate judged after a short descent on factors and
// rooms; then a long descent for the best slack, rounding to powers of two and short shifts, and a
// last coordinate search on the rounded values. Whether the network serves is decided exactly
// (tuning.hpp).

#pragma once

#include "constructions/construction.hpp"
#include "constructions/guess/radius_model.hpp"
#include "exact/watched_work.hpp"

namespace thalweg {

struct TuningTask {
  ConstructionKind kind;
  const Partition& partition;
  const std::vector<AffineMap>& pieces;
  Rational cap; ///< of |weight or bias|
};

struct SlackChoice {
  Slack slack;
  UnitMoves moves;
  double score; ///< log of the radius, less what the cap is exceeded by

  std::size_t unit_count() const { return moves.log_factors.size(); }
};

/// Coordinate search over the slack: each constant is multiplied or divided by 8 while that helps.
/// Nothing where the numbers leave floating point; may throw NotFinite, as the next.
std::optional<SlackChoice> chosen_slack(const TuningTask& task, const Dataset& part,
                                        const Progress& progress);

/// The candidate's network on all samples, after a long descent on `part` of them.
Network scaled_network(const TuningTask& task, const Dataset& data, const Dataset& part,
                       const SlackChoice& candidate);

} // namespace thalweg
