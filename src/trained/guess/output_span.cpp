// SPDX-License-Identifier: GPL-3.0-or-later

#include "trained/guess/output_span.hpp"

#include "trained/guess/output_maps.hpp"

#include <algorithm>
#include <numeric>

namespace thalweg {

namespace {

constexpr double counts_as_zero = 1e-9; ///< beside the largest pivot

std::size_t pivots_of(const PivotedQr& qr) {
  return qr.sizes.size() == 0 ? 0 : qr.rank(counts_as_zero * qr.sizes[0]);
}

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
  const CellRows cell_rows(cell);
  const OutputMaps maps(cell_rows, has_scores);
  const auto dimension = maps.dimension(PathsOfTies(cell.ties.size()), reached);
  if (reached == 0 || !dimension)
    return std::nullopt;
  std::optional<PathsOfTies> paths =
      guessed_paths(cell, maps, TiePaths(cell_rows, at.parameters), *dimension);
  if (!paths || !maps.dimension(*paths, reached))
    return std::nullopt;
  const std::vector<std::size_t> free = columns.leading(reached);
  const auto rows = independent_rows(jacobian(Eigen::all, free), normals(Eigen::all, free));
  if (!rows)
    return std::nullopt;
  GuessedSpan result;
  for (const std::size_t row : *rows)
    result.span.rows.emplace_back(row % outputs, cell.points.members[row / outputs].front());
  std::sort(result.span.rows.begin(), result.span.rows.end());
  result.span.paths = std::move(*paths);
  for (std::size_t j = 0; j < cell.parameter_count; ++j)
    if (!std::binary_search(free.begin(), free.end(), j))
      result.fixed.push_back(j);
  return result;
}

} // namespace thalweg
