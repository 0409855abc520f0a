// SPDX-License-Identifier: GPL-3.0-or-later

#include "trained/output_span.hpp"

#include "trained/independent_part.hpp"

#include <algorithm>
#include <numeric>

namespace thalweg {

namespace {

constexpr double counts_as_zero = 1e-9; ///< beside the largest pivot
constexpr std::size_t most_span_entries = 20'000'000;

std::size_t pivots_of(const PivotedQr& qr) {
  return qr.sizes.size() == 0 ? 0 : qr.rank(counts_as_zero * qr.sizes[0]);
}

/// The dimension of the span of all path maps.
class PathSpan {
public:
  PathSpan(const HeldCell& cell, const std::vector<double>& parameters, bool has_scores)
      : cell_(cell), has_scores_(has_scores), passes_(cell, parameters),
        points_(Eigen::Index(cell.points.count())),
        size_(points_ + Eigen::Index(cell.ties.size())) {
    for (const CellTie& tie : cell.ties)
      paths_.push_back(path_from(tie));
  }

  /// Of each tie the units behind it.
  const std::vector<std::vector<std::size_t>>& paths() const { return paths_; }

  /// False also if it is too much work to tell.
  bool has_at_most(std::size_t most) const {
    std::vector<FloatingMatrix> entering;
    for (std::size_t k = 0; k < cell_.network.input_dimension(); ++k) {
      FloatingMatrix& map = entering.emplace_back(FloatingMatrix::Zero(size_, 1));
      for (Eigen::Index i = 0; i < points_; ++i)
        map(i, 0) = cell_.inputs[std::size_t(i)][k].get_d();
    }
    for (std::size_t l = 0; l + 1 < cell_.layers.size(); ++l) {
      std::vector<FloatingMatrix> leaving;
      for (std::size_t unit = 0; unit < cell_.layers[l].unit_count; ++unit) {
        const FloatingMatrix here = maps_at(l, unit, entering);
        if (std::size_t(here.size()) > most_span_entries)
          return false;
        leaving.push_back(activated(l, unit, guessed_range(here)));
      }
      entering = std::move(leaving);
    }
    std::size_t sum = 0;
    std::vector<FloatingMatrix> scores;
    for (std::size_t output = 0; output < cell_.layers.back().unit_count && sum <= most; ++output) {
      const FloatingMatrix maps = maps_at(cell_.layers.size() - 1, output, entering);
      if (has_scores_)
        scores.push_back(in_scores(output, guessed_range(maps)));
      else
        sum += guessed_rank(maps);
    }
    if (!has_scores_)
      return sum <= most;
    const FloatingMatrix all = side_by_side(scores, std::size_t(scores.front().rows()));
    return std::size_t(all.size()) <= most_span_entries && guessed_rank(all) <= most;
  }

private:
  /// What maps to one output are in the scores, one behind the other.
  FloatingMatrix in_scores(std::size_t output, const FloatingMatrix& maps) const {
    const std::size_t last = cell_.layers.back().unit_count - 1;
    FloatingMatrix result =
        FloatingMatrix::Zero(Eigen::Index(last - 1) * points_ + size_, maps.cols());
    for (std::size_t a = 0; a < last; ++a)
      if (output == last || output == a)
        result.middleRows(Eigen::Index(a) * points_, points_) =
            (output == last ? -1 : 1) * maps.topRows(points_);
    result.bottomRows(size_ - points_) = maps.bottomRows(size_ - points_);
    return result;
  }

  /// Along the largest weights, through units that some point sees where there are such.
  std::vector<std::size_t> path_from(const CellTie& tie) const {
    std::vector<std::size_t> path;
    std::size_t from = tie.unit;
    for (std::size_t l = tie.layer + 1; l < cell_.layers.size(); ++l) {
      std::pair<bool, double> best{false, -1};
      std::size_t next = 0;
      for (std::size_t k = 0; k < cell_.layers[l].links.size(); ++k) {
        const CellLink& link = cell_.layers[l].links[k];
        if (link.index != from)
          continue;
        const std::pair<bool, double> here{is_live(l, link.unit), std::abs(passes_.weight(l, k))};
        if (best < here) {
          best = here;
          next = link.unit;
        }
      }
      path.push_back(next);
      from = next;
    }
    return path;
  }
  bool is_live(std::size_t l, std::size_t unit) const {
    for (std::size_t i = 0; i < cell_.points.count(); ++i)
      if (l + 1 == cell_.layers.size() || passes_.slope(l, unit, i) != 0 ||
          cell_.tie_at(l, unit, i))
        return true;
    return false;
  }

  bool is_on_path(std::size_t t, std::size_t l, std::size_t from, std::size_t unit) const {
    const CellTie& tie = cell_.ties[t];
    if (l <= tie.layer)
      return false;
    const std::size_t step = l - tie.layer - 1;
    return paths_[t][step] == unit && (step == 0 ? tie.unit : paths_[t][step - 1]) == from;
  }

  FloatingMatrix constant() const {
    FloatingMatrix result = FloatingMatrix::Zero(size_, 1);
    result.topRows(points_).setOnes();
    return result;
  }

  /// Of all paths to z of a unit; its own ties carry their value from here on.
  FloatingMatrix maps_at(std::size_t l, std::size_t unit,
                         const std::vector<FloatingMatrix>& entering) const {
    std::vector<FloatingMatrix> parts;
    for (std::size_t from = 0; from < entering.size(); ++from) {
      FloatingMatrix& part = parts.emplace_back(entering[from]);
      for (std::size_t t = 0; t < cell_.ties.size(); ++t)
        if (!is_on_path(t, l, from, unit))
          part.row(points_ + Eigen::Index(t)).setZero();
    }
    if (cell_.network.layers[l].has_biases)
      parts.push_back(constant());
    FloatingMatrix result = side_by_side(parts, std::size_t(size_));
    for (std::size_t t = 0; t < cell_.ties.size(); ++t) {
      const CellTie& tie = cell_.ties[t];
      if (tie.layer != l || tie.unit != unit)
        continue;
      const Eigen::Index place = points_ + Eigen::Index(t);
      result.row(place) = result.row(Eigen::Index(tie.point));
      if (tie.breakpoint != 0)
        result = side_by_side({result, FloatingMatrix(FloatingVector::Unit(size_, place))},
                              std::size_t(size_));
    }
    return result;
  }

  FloatingMatrix activated(std::size_t l, std::size_t unit, FloatingMatrix maps) const {
    FloatingMatrix intercepts = FloatingMatrix::Zero(size_, 1);
    for (Eigen::Index i = 0; i < points_; ++i) {
      maps.row(i) *= passes_.slope(l, unit, std::size_t(i));
      intercepts(i, 0) = cell_.network.layers[l]
                             .activation.intercepts[cell_.pieces[l][unit][std::size_t(i)]]
                             .get_d();
    }
    return side_by_side({maps, intercepts}, std::size_t(size_));
  }

  const HeldCell& cell_;
  bool has_scores_;
  CellPasses<double> passes_;
  Eigen::Index points_, size_;
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
  const PathSpan span(cell, at.parameters, has_scores);
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
