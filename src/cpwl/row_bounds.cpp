// SPDX-License-Identifier: GPL-3.0-or-later
//
// The linear program of a row S and a cell A x ≤ b with piece p: maximise t subject to A x ≤ b and
// t ≤ p_j(x) − p(x), j ∈ S. Functions that are above p on the whole cell are left out: where
// p_j > p they do not change the sign of the minimum.

#include "cpwl/row_bounds.hpp"

#include "cpwl/short_multipliers.hpp"
#include "exact/error.hpp"
#include "exact/watched_work.hpp"
#include "geometry/faces.hpp"

#include <algorithm>

namespace thalweg {
namespace {

/// The halfspaces of the linear program, in (x, t): those of the cell, then one per literal.
std::vector<Halfspace> row_program(const CpwlFunction& f, std::size_t cell,
                                   const std::vector<std::size_t>& literals) {
  std::vector<Halfspace> rows = f.cells[cell].halfspaces;
  for (Halfspace& row : rows)
    row.normal.emplace_back(0);
  for (std::size_t j : literals) {
    rows.push_back(where_not_negative(f.functions[j] - f.piece(cell)));
    rows.back().normal.emplace_back(1);
  }
  return rows;
}

} // namespace

OrderedFunction::OrderedFunction(const CpwlFunction& f) : function(f), values(f.functions) {
  for (std::size_t cell = 0; cell < f.cells.size(); ++cell) {
    OrderedCell& ordered = cells.emplace_back();
    ordered.vertices = vertices(f.cells[cell]);
    ordered.order = values.order_on(ordered.vertices, f.function_of_cell[cell]);
  }
}

RowBounds::RowBounds(const OrderedFunction& f) : f_(f), known_(f.cells.size()) {
  for (std::size_t cell = 0; cell < f.cells.size(); ++cell)
    for (const Vector& vertex : f.cells[cell].vertices)
      if (std::none_of(points_.begin(), points_.end(),
                       [&](const KnownPoint& known) { return known.point == vertex; }))
        add_point(cell, vertex);
}

void RowBounds::add_point(std::size_t cell, const Vector& point) {
  points_.push_back(
      {point, f_.values.order_at(point, f_.function.function_of_cell[cell]).strictly_above});
}

std::optional<Vector> RowBounds::excess(const FunctionSet& row) {
  require_time();
  for (const KnownPoint& known : points_)
    if (row.is_subset_of(known.strictly_above))
      return known.point;
  for (std::size_t cell = 0; cell < f_.cells.size(); ++cell)
    if (std::optional<Vector> point = excess_on(cell, row))
      return point;
  return std::nullopt;
}

const RowBounds::KnownWeights* RowBounds::known_weights(std::size_t cell,
                                                        const FunctionSet& row) const {
  for (const KnownWeights& known : known_[cell])
    if (known.support.is_subset_of(row))
      return &known;
  return nullptr;
}

std::optional<Vector> RowBounds::excess_on(std::size_t cell, const FunctionSet& row) {
  const OrderedCell& ordered = f_.cells[cell];
  if (row.intersects(ordered.order.below) || known_weights(cell, row) != nullptr)
    return std::nullopt;
  const std::vector<std::size_t> literals = elements(row - ordered.order.strictly_above);
  if (literals.empty())
    return ordered.vertices.front();
  Vector objective(f_.function.dimension() + 1);
  objective.back() = 1;
  LinearProgramResult result = maximum(objective, row_program(f_.function, cell, literals));
  require(result.is_optimal(), "a row over a bounded cell has a maximum");
  if (sgn(result.value) > 0) {
    result.point.pop_back();
    add_point(cell, result.point);
    return std::move(result.point);
  }
  const std::size_t cell_rows = f_.function.cells[cell].halfspaces.size();
  Multipliers weights;
  for (const Multiplier& multiplier : result.multipliers)
    if (multiplier.index >= cell_rows)
      weights.push_back({literals[multiplier.index - cell_rows], multiplier.value});
  std::vector<Vector> values;
  for (const Vector& vertex : ordered.vertices) {
    Vector& row_values = values.emplace_back();
    for (const Multiplier& weight : weights)
      row_values.push_back(f_.function.functions[weight.index](vertex) -
                           f_.function.piece(cell)(vertex));
  }
  weights = short_weights(weights, values);
  FunctionSet support(row.size());
  for (const Multiplier& weight : weights)
    support.set(weight.index);
  known_[cell].push_back({std::move(support), std::move(weights)});
  return std::nullopt;
}

Multipliers RowBounds::weights(std::size_t cell, const FunctionSet& row) {
  const std::optional<Vector> point = excess_on(cell, row);
  require(!point.has_value(), "weights: the row exceeds the function on the cell");
  const FunctionSet single = row & f_.cells[cell].order.below;
  if (single.any())
    return {{single.find_first(), 1}};
  return known_weights(cell, row)->weights;
}

} // namespace thalweg
