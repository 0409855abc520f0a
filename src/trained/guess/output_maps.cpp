// SPDX-License-Identifier: GPL-3.0-or-later

#include "trained/guess/output_maps.hpp"

#include "exact/watched_work.hpp"

#include <algorithm>

namespace thalweg {

std::optional<std::size_t> OutputMaps::dimension(const PathsOfTies& paths, std::size_t most) const {
  const HeldCell& cell = rows_.cell();
  PathSpaces spaces(rows_, &paths);
  const std::size_t last = cell.layers.size() - 1;
  std::size_t sum = 0;
  std::vector<FloatingMatrix> scores;
  for (std::size_t output = 0; output < cell.layers.back().unit_count && sum <= most; ++output) {
    const std::optional<FloatingMatrix> maps = spaces.of_channel(last, output);
    if (!maps)
      return std::nullopt;
    if (has_scores_)
      scores.push_back(
          in_scores(*maps, output, cell.layers.back().unit_count, cell.points.count()));
    else
      sum += std::size_t(maps->cols());
  }
  if (has_scores_)
    sum = guessed_rank(side_by_side(scores, std::size_t(scores.front().rows())));
  return sum <= most ? std::optional(sum) : std::nullopt;
}

FloatingMatrix in_scores(const FloatingMatrix& maps, std::size_t output, std::size_t output_count,
                         std::size_t points) {
  const std::size_t last = output_count - 1;
  const Eigen::Index n = Eigen::Index(points);
  const Eigen::Index ties = maps.rows() - n;
  FloatingMatrix result = FloatingMatrix::Zero(Eigen::Index(last) * n + ties, maps.cols());
  for (std::size_t a = 0; a < last; ++a)
    if (output == last || output == a)
      result.middleRows(Eigen::Index(a) * n, n) = (output == last ? -1 : 1) * maps.topRows(n);
  result.bottomRows(ties) = maps.bottomRows(ties);
  return result;
}

std::optional<PathsOfTies> guessed_paths(const HeldCell& cell, const OutputMaps& outputs,
                                         const TiePaths& paths, std::size_t dimension) {
  PathsOfTies result;
  for (std::size_t t = 0; t < cell.ties.size(); ++t) {
    tell_progress(0.55, "paths of ties");
    std::vector<std::vector<std::size_t>> candidates = paths.all_from(cell.ties[t]);
    if (candidates.empty())
      return std::nullopt;
    const auto found = std::find_if(candidates.begin(), candidates.end(), [&](const auto& one) {
      PathsOfTies alone(cell.ties.size());
      alone[t] = one;
      return outputs.dimension(alone, dimension).has_value();
    });
    result.push_back(std::move(found == candidates.end() ? candidates.front() : *found));
  }
  return result;
}

} // namespace thalweg
