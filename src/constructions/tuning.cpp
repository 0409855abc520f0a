// SPDX-License-Identifier: GPL-3.0-or-later
//
// Constants are guessed (guess/scaled_networks.hpp); exact checks decide whether the network is
// used at all.

#include "constructions/tuning.hpp"

#include "constructions/guess/scaled_networks.hpp"
#include "constructions/tuning_samples.hpp"
#include "constructions/unit_moves.hpp"
#include "constructions/widened_network.hpp"
#include "exact/error.hpp"
#include "exact/finite.hpp"
#include "landscape/radius.hpp"

#include <algorithm>
#include <set>

namespace thalweg {
namespace {

constexpr std::size_t search_sample_count = 300;
// samples × units of the final model: usually a part of the samples is enough, else a larger one
constexpr std::size_t model_entry_counts[] = {1'000'000, 8'000'000};

/// Do both networks use the same pieces on every sample? Then the moves changed no output.
bool has_same_patterns(const PatternClasses& a, const PatternClasses& b) {
  return a.on_wall.empty() && b.on_wall.empty() &&
         std::equal(a.classes.begin(), a.classes.end(), b.classes.begin(), b.classes.end(),
                    [](const PatternClass& c, const PatternClass& e) {
                      return c.members == e.members && c.pieces == e.pieces;
                    });
}

/// Replaces the network, classes and radius of `result` by tuned ones if their radius is larger.
/// Throws NotFinite where the numbers leave floating point.
void tune(TunedNetwork& result, const Dataset& data, const TuningTask& task,
          const Progress& progress) {
  const Dataset part = tuning_samples(data, task.partition, task.pieces, search_sample_count);
  const std::optional<SlackChoice> candidate = chosen_slack(task, part, progress);
  if (!candidate)
    return;
  report(progress, 0.6, "scaling units");
  for (std::size_t entry_count : model_entry_counts) {
    const Dataset finish_part =
        tuning_samples(data, task.partition, task.pieces, entry_count / candidate->unit_count());
    Network tuned = scaled_network(task, data, finish_part, *candidate);
    PatternClasses tuned_classes = pattern_classes(tuned, data);
    if (greatest_parameter(tuned) <= task.cap && has_same_patterns(result.classes, tuned_classes)) {
      const Rational radius = certified_radius(tuned, data, tuned_classes);
      if (radius > result.radius) {
        result.network = std::move(tuned);
        result.classes = std::move(tuned_classes);
        result.radius = radius;
        return;
      }
    }
    if (finish_part.sample_count() == data.sample_count())
      return;
  }
}

/// With parameters up to `cap`; a network of radius 0 is replaced by any such one.
void tune_within(TunedNetwork& result, const Dataset& data, const Partition& partition,
                 const std::vector<AffineMap>& pieces, const Rational& cap,
                 const Progress& progress) {
  const TuningTask task{result.kind, partition, pieces, cap};
  try {
    tune(result, data, task, progress);
  } catch (const NotFinite&) { // the network as constructed has a radius as well
  }
}

TunedNetwork untuned_network(ConstructionKind kind, const Dataset& data, const Partition& partition,
                             const std::vector<AffineMap>& pieces) {
  TunedNetwork result{kind, constructed_network(kind, data, partition, pieces), {}, {}, {}};
  result.classes = pattern_classes(result.network, data);
  result.naive_radius = certified_radius(result.network, data, result.classes);
  result.radius = result.naive_radius;
  return result;
}

} // namespace

TunedNetwork tuned_network(ConstructionKind kind, const Dataset& data, const Partition& partition,
                           const std::vector<AffineMap>& pieces, const Progress& progress) {
  TunedNetwork result = untuned_network(kind, data, partition, pieces);
  const Rational cap = greatest_parameter(result.network);
  tune_within(result, data, partition, pieces, cap, progress);
  return result;
}

TunedNetwork tuned_network(const TuningChoice& choice, const Dataset& data,
                           const Partition& partition, const std::vector<AffineMap>& pieces,
                           const Progress& progress) {
  if (choice.kind && !choice.max_parameter)
    return tuned_network(*choice.kind, data, partition, pieces, progress);
  std::vector<ConstructionKind> kinds = {ConstructionKind::lattice, ConstructionKind::gated,
                                         ConstructionKind::hinged};
  if (choice.kind)
    kinds = {*choice.kind};
  std::vector<TunedNetwork> untuned;
  Rational cap = choice.max_parameter.value_or(0);
  for (const ConstructionKind kind : kinds) {
    untuned.push_back(untuned_network(kind, data, partition, pieces));
    if (!choice.max_parameter)
      cap = std::max(cap, greatest_parameter(untuned.back().network));
  }
  std::optional<TunedNetwork> best;
  for (const TunedNetwork& start : untuned) {
    const Rational own = greatest_parameter(start.network);
    for (const Rational& bound : std::set<Rational>{own, cap}) {
      TunedNetwork candidate = start;
      if (bound < own)
        candidate.radius = 0;
      tune_within(candidate, data, partition, pieces, bound, progress);
      if (greatest_parameter(candidate.network) <= cap &&
          (!best || candidate.radius > best->radius))
        best = std::move(candidate);
    }
  }
  if (!best)
    throw ClaimError("--max-parameter: expected a network with parameters up to " + decimal(cap) +
                     ", found none → allow larger ones");
  return *std::move(best);
}

} // namespace thalweg
