// SPDX-License-Identifier: GPL-3.0-or-later
//
// The main job, from data to a spurious local minimum with everything that proves it:
//   partition into groups → optimal affine fit per group → network with one activation pattern per
//   group → lifted stationarity + pattern invariance within r (mathematics: a local minimum of
//   radius r) → a finer partition with strictly lower risk, realised in the same architecture
//   (spurious).
// Every step is checked exactly here before anything is claimed; the verifier checks again.

#pragma once

#include "constructions/construction.hpp"
#include "landscape/radius.hpp"
#include "landscape/subgradients.hpp"
#include "partition/choice.hpp"

namespace thalweg {

enum class PartitionKind { intervals, slabs, tree };

/// What the user asked for.
struct MinimumRequest {
  std::size_t groups = 2;                        ///< ≥ 1
  PartitionKind partition = PartitionKind::tree; ///< intervals only if d_x = 1
  std::optional<Vector> direction;               ///< slabs only; chosen from the data if absent
  /// nothing: whichever has the largest radius
  std::optional<ConstructionKind> construction = ConstructionKind::lattice;
  RefinementKind refinement = RefinementKind::isolate;
  std::optional<Rational> max_parameter = {}; ///< of |weight or bias| of the minimum
};

/// Throws ClaimError if all samples have the same input: one affine function is then as good as any
/// other function.
void require_different_inputs(const Dataset& data);

/// Throws UsageError unless there are enough distinct inputs for the groups and a direction, if
/// given, is one of slabs.
void require_sensible(const Dataset& data, const MinimumRequest& request);

/// The partition that is asked for, chosen for the squared loss. UsageError if it does not fit the
/// data.
Partition chosen_partition(const Dataset& data, const MinimumRequest& request,
                           const Progress& progress);

/// The group of each pattern class. InternalError unless no sample is on a wall and classes and
/// groups with samples are one to one: what the constructions promise.
std::vector<std::size_t> groups_of_classes(const PatternClasses& classes, const Grouping& groups);

/// A local minimum, a better point of the same architecture, and how both came about.
struct SpuriousMinimum {
  ConstructionKind construction = ConstructionKind::lattice; ///< of both networks
  Grouping groups;        ///< cells of the minimum; cells without samples occur
  Grouping finer_groups;  ///< cells of the better point
  Network network;        ///< W
  Network better_network; ///< W2, same architecture
  PatternClasses classes;
  PatternClasses better_classes;
  Rational risk;
  Rational better_risk;  ///< < risk
  Rational radius;       ///< certified: no pattern changes within it
  Rational naive_radius; ///< the same for the construction without tuning
  PatternFlip flip;      ///< its distance is an upper bound of the pattern radius
  WeightedLoss loss = {};
  /// If the loss has kinks: those of the fits, for every sample.
  Subgradients subgradients = {};
  Subgradients better_subgradients = {};
};

/// Other losses than the plain squared one: the partition is the better one, by exact risk, of
/// those chosen for the targets and for the subgradients of the affine fit (`surrogate`). Throws
/// UsageError if the request does not fit the data, InputError if the loss does not, ClaimError if
/// one affine function fits the data as well as any function or no refinement lowers the risk,
/// InternalError if an exact check of our own construction fails.
SpuriousMinimum spurious_minimum(const Problem& problem, const MinimumRequest& request,
                                 const Progress& progress = {});

} // namespace thalweg
