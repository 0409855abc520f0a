// SPDX-License-Identifier: GPL-3.0-or-later

#include "trained/trap_search.hpp"

#include "exact/watched_work.hpp"
#include "trained/better_network.hpp"
#include "trained/guess/trap_starts.hpp"

#include <algorithm>

namespace thalweg {

namespace {

constexpr std::size_t walk_count = 64;

std::vector<HeldPair> held_pairs(const FoundMinimum& minimum, const Dataset& data) {
  const auto* trained = std::get_if<TrainedMinimum>(&minimum.kind);
  if (trained == nullptr)
    return pairs_on_walls(minimum.network, data);
  std::vector<HeldPair> held;
  for (const HeldTie& tie : trained->ties)
    held.push_back({tie.layer, tie.unit, tie.sample});
  return held;
}

/// Minima with different risks, the lowest first.
std::vector<FoundMinimum> found_minima(const TrainingProblem& problem, std::size_t unit_count) {
  TrapStarts starts(problem.data, unit_count);
  std::vector<FoundMinimum> minima;
  for (std::size_t walk = 0; walk < walk_count; ++walk) {
    tell_progress(Share::of(walk, walk_count), "walks downhill");
    SnapResult end = snap(starts.next(), problem);
    if (!end.minimum)
      continue;
    const RiskBounds& risk = end.minimum->risk;
    const bool is_known = std::any_of(minima.begin(), minima.end(), [&](const FoundMinimum& known) {
      return known.risk.lower <= risk.upper && risk.lower <= known.risk.upper;
    });
    if (!is_known)
      minima.push_back(std::move(*end.minimum));
  }
  std::sort(minima.begin(), minima.end(), [](const FoundMinimum& a, const FoundMinimum& b) {
    return a.risk.lower < b.risk.lower;
  });
  return minima;
}

} // namespace

TrapSearch spurious_trap(const Problem& problem, std::size_t unit_count,
                         const TrapRefusal& refusal) {
  const TrainingProblem training{problem.data, problem.loss, {}};
  const std::vector<FoundMinimum> minima = found_minima(training, unit_count);
  TrapSearch result;
  result.walks = walk_count;
  result.minima = minima.size();
  for (const FoundMinimum& minimum : minima) {
    if (!(minima.front().risk.upper < minimum.risk.lower))
      continue;
    ++result.spurious;
    auto trap = guessed_trap(minimum.network, held_pairs(minimum, problem.data), training);
    if (std::holds_alternative<std::string>(trap))
      continue;
    SpuriousTrap found{minimum, std::move(std::get<Trap>(trap)), minima.front().network,
                       exact_risk(minima.front().network, training)};
    if (refusal && !refusal(found).empty())
      continue;
    ++result.traps;
    if (!result.found || result.found->trap.barrier < found.trap.barrier)
      result.found = std::move(found);
  }
  return result;
}

} // namespace thalweg
