// SPDX-License-Identifier: GPL-3.0-or-later
//
// The literal construction of liu2021 as a local minimum, where it is one, with a better point of
// the same architecture (liu2021 steps 4 and 5); where it is none, a ray along which the risk
// falls. The trees of the max-min forms are tried balanced and as chains: equal functions, other
// patterns. Nothing is promised: equal values on a group do not make equal patterns, as comparisons
// between operands that lose count too, and the report says where they do not.

#pragma once

#include "constructions/region_network.hpp"
#include "landscape/radius.hpp"
#include "landscape/ray.hpp"
#include "partition/choice.hpp"

namespace thalweg {

enum class RegionPartitionKind { intervals, slabs, power, given };

/// What the user asked for.
struct RegionRequest {
  std::size_t groups = 2; ///< ≥ 1
  RegionPartitionKind partition = RegionPartitionKind::power;
  std::optional<Vector> direction; ///< slabs only; chosen from the data if absent
  PowerPartition given;            ///< given only; `groups` is not looked at
  std::optional<Polytope> domain;  ///< given only; an enlarged box if absent
  RefinementKind refinement = RefinementKind::isolate; ///< intervals and slabs only
};

/// A point of lower risk in the same architecture, from more groups.
struct BetterRegionPoint {
  RegionNetwork construction;
  Network network; ///< widened
  PatternClasses classes;
  Rational risk;
  bool is_nested;  ///< the groups refine those of the minimum
  bool is_uniform; ///< one pattern per group, no walls
};

struct RegionMinimum {
  RegionNetwork construction; ///< its network is widened if there is a better point
  RegionVerdictReport report;
  Rational risk;
  /// Exactly if the report certifies a local minimum.
  std::optional<Rational> radius;
  std::optional<PatternFlip> flip;
  /// Only for local minima, if more groups have lower risk.
  std::optional<BetterRegionPoint> better;
  /// Only if the report does not certify a minimum: the proof that it is none, if one is found.
  std::optional<DescentRay> ray;
};

/// Power diagrams, chosen or given: the better point has one to three groups more, not nested.
/// Throws UsageError if the request does not fit the data, ClaimError for slabs and intervals if no
/// refinement lowers the risk.
RegionMinimum region_minimum(const Dataset& data, const RegionRequest& request,
                             const Progress& progress = {});

} // namespace thalweg
