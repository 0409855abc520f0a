// SPDX-License-Identifier: GPL-3.0-or-later
//
// Is a row of a max-min form below a CPWL function: min_{j∈S} p_j ≤ f on Ω? On cell m this says
// that no point has p_j > p_m for all j ∈ S; by duality there are weights λ ≥ 0 on S, Σ λ_j = 1,
// with Σ λ_j (p_j − p_m) ≤ 0 on the cell (`lattice_identity`, SPECIFICATION section 52).
//
// Most rows are settled without a linear program: one p_j ≤ p_m on the whole cell bounds, weights
// found once bound every row that contains them, and a point that refuted one row is tried on
// others.

#pragma once

#include "cpwl/cpwl_function.hpp"
#include "cpwl/function_values.hpp"

#include <map>

namespace thalweg {

/// A cell with its vertices and the order of all functions around its piece.
struct OrderedCell {
  std::vector<Vector> vertices;
  FunctionOrder order;
};

/// A CPWL function (which must outlive this), prepared for comparisons.
struct OrderedFunction {
  explicit OrderedFunction(const CpwlFunction& function);

  const CpwlFunction& function;
  FunctionValues values;
  std::vector<OrderedCell> cells;
};

/// Decides rows, remembering what it has learnt. Keeps a reference to `f`.
class RowBounds {
public:
  explicit RowBounds(const OrderedFunction& f);

  /// A point of some cell where the row exceeds f; nothing if the row is ≤ f on all cells.
  std::optional<Vector> excess(const FunctionSet& row);

  /// The same on one cell.
  std::optional<Vector> excess_on(std::size_t cell, const FunctionSet& row);

  /// Weights λ (function indices, sum 1, short) with Σ λ_j (p_j − p_m) ≤ 0 on cell m, all indices
  /// in `row`. The row is ≤ f on the cell (InternalError).
  Multipliers weights(std::size_t cell, const FunctionSet& row);

  /// Remembers a point of cell `cell` to be tried on every row.
  void add_point(std::size_t cell, const Vector& point);

private:
  struct KnownPoint {
    Vector point;
    FunctionSet strictly_above; ///< p_j(point) > f(point)
  };
  struct KnownWeights {
    FunctionSet support;
    Multipliers weights;
  };

  const KnownWeights* known_weights(std::size_t cell, const FunctionSet& row) const;

  const OrderedFunction& f_;
  std::vector<KnownPoint> points_;
  std::vector<std::vector<KnownWeights>> known_; ///< per cell
};

} // namespace thalweg
