// SPDX-License-Identifier: GPL-3.0-or-later

#include "trained/output_span.hpp"

#include "trained/path_spaces.hpp"

#include <algorithm>
#include <numeric>

namespace thalweg {

namespace {

constexpr double counts_as_zero = 1e-9; ///< beside the largest pivot

std::size_t pivots_of(const PivotedQr& qr) {
  return qr.sizes.size() == 0 ? 0 : qr.rank(counts_as_zero * qr.sizes[0]);
}

/// Paths of ties, and the dimension of the span of all path maps.
class OutputMaps {
public:
  OutputMaps(const HeldCell& cell, const std::vector<double>& parameters, bool has_scores)
      : cell_(cell), parameters_(parameters), has_scores_(has_scores), rows_(cell) {
    for (const CellTie& tie : cell.ties)
      paths_.push_back(path_from(tie));
  }

  /// Of each tie parameters that lead from it to an output.
  const std::vector<std::vector<std::size_t>>& paths() const { return paths_; }

  /// False also if it is too much work to tell.
  bool has_at_most(std::size_t most) const {
    PathSpaces spaces(rows_, &paths_);
    const std::size_t last = cell_.layers.size() - 1;
    std::size_t sum = 0;
    std::vector<FloatingMatrix> scores;
    for (std::size_t output = 0; output < cell_.layers.back().unit_count && sum <= most; ++output) {
      const std::optional<FloatingMatrix> maps = spaces.of_channel(last, output);
      if (!maps)
        return false;
      if (has_scores_)
        scores.push_back(in_scores(output, *maps));
      else
        sum += std::size_t(maps->cols());
    }
    if (!has_scores_)
      return sum <= most;
    return guessed_rank(side_by_side(scores, std::size_t(scores.front().rows()))) <= most;
  }

private:
  /// What maps to one output are in the scores, one behind the other.
  FloatingMatrix in_scores(std::size_t output, const FloatingMatrix& maps) const {
    const std::size_t last = cell_.layers.back().unit_count - 1;
    const Eigen::Index points = Eigen::Index(cell_.points.count());
    const Eigen::Index ties = maps.rows() - points;
    FloatingMatrix result = FloatingMatrix::Zero(Eigen::Index(last) * points + ties, maps.cols());
    for (std::size_t a = 0; a < last; ++a)
      if (output == last || output == a)
        result.middleRows(Eigen::Index(a) * points, points) =
            (output == last ? -1 : 1) * maps.topRows(points);
    result.bottomRows(ties) = maps.bottomRows(ties);
    return result;
  }

  /// Along the largest weights, through rows that some point sees where there are such. Empty if
  /// there is none.
  std::vector<std::size_t> path_from(const CellTie& tie) const {
    std::vector<std::size_t> path;
    std::size_t layer = tie.layer, channel = tie.unit / rows_.position_count(tie.layer);
    while (layer + 1 < cell_.layers.size()) {
      struct Step {
        bool is_live;
        double size;
        std::size_t parameter, layer, row;
      };
      std::optional<Step> best;
      for (const RowReader& reader : rows_.readers_of(layer, channel)) {
        const Step step{!rows_.seen(reader.layer, reader.row).empty(),
                        std::abs(parameters_[reader.parameter]), reader.parameter, reader.layer,
                        reader.row};
        if (!best || std::pair(best->is_live, best->size) < std::pair(step.is_live, step.size))
          best = step;
      }
      if (!best)
        return {};
      path.push_back(best->parameter);
      layer = best->layer;
      channel = best->row;
    }
    return path;
  }

  const HeldCell& cell_;
  const std::vector<double>& parameters_;
  bool has_scores_;
  CellRows rows_;
  std::vector<std::vector<std::size_t>> paths_;
};

/// Rows of the Jacobian that are independent, together with the normals, on the free parameters.
std::optional<std::vector<std::size_t>> independent_rows(const FloatingMatrix& jacobian,
                                                         const FloatingMatrix& normals) {
  FloatingMatrix inside = jacobian;
  if (normals.rows() > 0) {
    const PivotedQr walls = pivoted_qr(normals.transpose());
    if (pivots_of(walls) < std::size_t(normals.rows()))
      return std::nullopt;
    inside = product(jacobian, walls.complement(std::size_t(normals.rows())));
  }
  if (inside.cols() == 0)
    return std::vector<std::size_t>();
  const PivotedQr rows = pivoted_qr(inside.transpose());
  if (pivots_of(rows) < std::size_t(inside.cols()))
    return std::nullopt;
  return rows.leading(std::size_t(inside.cols()));
}

/// The derivatives of the scores, as many rows per point.
FloatingMatrix score_rows(const FloatingMatrix& jacobian, std::size_t outputs) {
  const Eigen::Index points = jacobian.rows() / Eigen::Index(outputs);
  const Eigen::Index last = Eigen::Index(outputs) - 1;
  FloatingMatrix result(points * last, jacobian.cols());
  for (Eigen::Index i = 0; i < points; ++i)
    for (Eigen::Index a = 0; a < last; ++a)
      result.row(i * last + a) =
          jacobian.row(i * (last + 1) + a) - jacobian.row(i * (last + 1) + last);
  return result;
}

} // namespace

std::optional<GuessedSpan> guessed_output_span(const SliceProblem& problem,
                                               const FloatingSlicePoint& at,
                                               const FloatingDerivatives& derivatives) {
  const HeldCell& cell = problem.cell;
  for (const CellTie& tie : cell.ties)
    if (cell.network.layers[tie.layer].kind == LayerKind::max_pooling)
      return std::nullopt;
  const bool has_scores = problem.losses.is_softmax();
  const std::size_t all = cell.layers.back().unit_count;
  const std::size_t outputs = has_scores ? all - 1 : all;
  const FloatingMatrix jacobian =
      has_scores ? score_rows(derivatives.jacobian, all) : derivatives.jacobian;
  const FloatingMatrix& normals = derivatives.normals;
  FloatingMatrix both(jacobian.rows() + normals.rows(), jacobian.cols());
  both.topRows(jacobian.rows()) = jacobian;
  both.bottomRows(normals.rows()) = normals;
  const PivotedQr columns = pivoted_qr(both);
  const std::size_t reached = pivots_of(columns);
  const OutputMaps span(cell, at.parameters, has_scores);
  if (reached == 0 || !span.has_at_most(reached))
    return std::nullopt;
  const std::vector<std::size_t> free = columns.leading(reached);
  const auto rows = independent_rows(jacobian(Eigen::all, free), normals(Eigen::all, free));
  if (!rows)
    return std::nullopt;
  GuessedSpan result;
  for (const std::size_t row : *rows)
    result.span.rows.emplace_back(row % outputs, cell.points.members[row / outputs].front());
  std::sort(result.span.rows.begin(), result.span.rows.end());
  result.span.paths = span.paths();
  for (std::size_t j = 0; j < cell.parameter_count; ++j)
    if (!std::binary_search(free.begin(), free.end(), j))
      result.fixed.push_back(j);
  return result;
}

} // namespace thalweg
