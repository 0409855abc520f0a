// SPDX-License-Identifier: GPL-3.0-or-later
//
// All directions are screened by the drop that the projection alone explains, which costs one sort
// each; the most promising are evaluated with all inputs; hinges of the best cut found are tried
// last, a few times, because each changes which points lie on which side.

#include "partition/guess/cuts.hpp"

#include "exact/parallel.hpp"
#include "exact/watched_work.hpp"
#include "partition/guess/widest_direction.hpp"

#include <algorithm>

namespace thalweg {

namespace {

constexpr std::size_t scouted_cut_limit = 64;
constexpr std::size_t pair_base = 5;
constexpr std::size_t most_scouted_directions = 24;
constexpr std::size_t fewest_scouted_directions = 3;
constexpr double scout_work = 1e9;
constexpr int hinge_rounds = 4;
constexpr double kept_part = 0.8;

/// One direction with its cuts and the drop at each.
struct ScoredLine {
  InputDirection direction;
  Line line;
  std::vector<std::size_t> cuts;
  std::vector<double> drops;

  double best_drop() const {
    return drops.empty() ? -1 : *std::max_element(drops.begin(), drops.end());
  }
};

ScoredLine scored_line(const LocalPoints& local, const InputDirection& direction,
                       std::size_t minimum, bool with_all_inputs) {
  ScoredLine scored{direction, guessed_line(local, direction), {}, {}};
  scored.cuts = candidate_cuts(scored.line, minimum, scouted_cut_limit);
  if (scored.cuts.empty())
    return scored;
  scored.drops =
      drops_at_cuts(with_all_inputs ? segment_moments(local, scored.line, scored.cuts)
                                    : projected_segment_moments(local, scored.line, scored.cuts));
  return scored;
}

/// Appends to `drops`, for the directions that it has none for, that of the projection alone.
void append_drops(const LocalPoints& local, const std::vector<InputDirection>& directions,
                  std::size_t minimum, std::vector<double>& drops) {
  const std::size_t known = drops.size();
  drops.resize(directions.size());
  in_parallel(directions.size() - known, [&](std::size_t k) {
    require_time();
    drops[known + k] = scored_line(local, directions[known + k], minimum, false).best_drop();
  });
}

/// Directions that can cut, by decreasing drop.
std::vector<InputDirection> sorted_by_drop(const std::vector<InputDirection>& directions,
                                           const std::vector<double>& drops) {
  std::vector<std::pair<double, std::size_t>> scores;
  for (std::size_t k = 0; k < directions.size(); ++k)
    if (drops[k] >= 0)
      scores.emplace_back(-drops[k], k);
  std::sort(scores.begin(), scores.end());
  std::vector<InputDirection> sorted;
  for (const auto& [score, k] : scores)
    sorted.push_back(directions[k]);
  return sorted;
}

std::size_t affordable_directions(const LocalPoints& local) {
  const std::size_t features = 1 + local.input_dimension;
  const double work =
      static_cast<double>(local.count() * features * features) / 2 +
      2 * static_cast<double>(std::min(scouted_cut_limit, local.count())) * work_of_fit(features);
  return std::clamp(static_cast<std::size_t>(scout_work / work), fewest_scouted_directions,
                    most_scouted_directions);
}

/// The directions to be evaluated with all inputs, axes before oblique ones.
std::vector<InputDirection> promising_directions(const ScaledPoints& points,
                                                 const LocalPoints& local, std::size_t minimum) {
  std::vector<InputDirection> directions = axis_directions(points);
  append_new(directions, residual_directions(local));
  std::vector<double> drops;
  append_drops(local, directions, minimum, drops);
  std::vector<InputDirection> best = sorted_by_drop(directions, drops);
  best.resize(std::min(best.size(), pair_base));
  append_new(directions, pair_directions(best));
  append_drops(local, directions, minimum, drops);
  std::vector<InputDirection> chosen = sorted_by_drop(directions, drops);
  chosen.resize(std::min(chosen.size(), affordable_directions(local)));
  std::stable_sort(chosen.begin(), chosen.end(),
                   [](const InputDirection& a, const InputDirection& b) {
                     const auto zeros = [](const InputDirection& c) {
                       return std::count(c.begin(), c.end(), 0);
                     };
                     return zeros(a) > zeros(b);
                   });
  return chosen;
}

/// Follows the hinge of the best line found so far while this brings something new.
void append_hinges(const LocalPoints& local, std::size_t minimum, std::vector<ScoredLine>& lines) {
  std::vector<InputDirection> tried;
  for (const ScoredLine& line : lines)
    tried.push_back(line.direction);
  for (int round = 0; round < hinge_rounds && !lines.empty(); ++round) {
    require_time();
    const auto best =
        std::max_element(lines.begin(), lines.end(), [](const ScoredLine& a, const ScoredLine& b) {
          return a.best_drop() < b.best_drop();
        });
    const auto place = std::max_element(best->drops.begin(), best->drops.end());
    const std::size_t rank = best->cuts[static_cast<std::size_t>(place - best->drops.begin())];
    const std::size_t known = tried.size();
    append_new(tried, hinge_directions(local, best->line, rank));
    if (tried.size() == known)
      return;
    for (std::size_t k = known; k < tried.size(); ++k) {
      require_time();
      ScoredLine line = scored_line(local, tried[k], minimum, true);
      if (!line.cuts.empty())
        lines.push_back(std::move(line));
    }
  }
}

} // namespace

std::vector<ScoutedCut> scouted_cuts(const ScaledPoints& points, const PointSet& group,
                                     std::size_t minimum) {
  std::vector<ScoutedCut> cuts;
  if (group.size() < 2 * minimum || group.size() < 2)
    return cuts;
  const LocalPoints local = local_points(points, group);
  const std::vector<InputDirection> directions = promising_directions(points, local, minimum);
  std::vector<ScoredLine> lines(directions.size());
  in_parallel(lines.size(),
              [&](std::size_t k) { lines[k] = scored_line(local, directions[k], minimum, true); });
  append_hinges(local, minimum, lines);
  double best = 0;
  for (const ScoredLine& line : lines)
    best = std::max(best, line.best_drop());
  for (const ScoredLine& line : lines) {
    const double whole = spread(points, line.direction);
    for (std::size_t k = 0; k < line.cuts.size(); ++k)
      if (line.drops[k] >= kept_part * best)
        cuts.push_back({line.direction, line.cuts[k], line.drops[k],
                        line.line.gaps[line.cuts[k] - 1] / whole});
  }
  return cuts;
}

ScoutedCut widened_cut(const ScaledPoints& points, const PointSet& group, const ScoutedCut& cut) {
  LocalPoints local; // only the order along the direction is needed: no fit
  local.input_dimension = points.input_dimension;
  local.points = group;
  for (const std::size_t point : group)
    local.inputs.insert(local.inputs.end(), points.input(point),
                        points.input(point) + points.input_dimension);
  const std::vector<PointSet> sides =
      groups_between(local, guessed_line(local, cut.direction), {cut.rank});
  ScoutedCut widened = cut;
  widened.direction = widest_direction(points, sides, cut.direction);
  widened.relative_gap = relative_gap(points, sides, widened.direction);
  return widened;
}

} // namespace thalweg
