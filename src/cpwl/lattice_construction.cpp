// SPDX-License-Identifier: GPL-3.0-or-later
//
// Rows are made prime (no literal can be dropped) as soon as they are found, the most restrictive
// literals first: those that are ≥ f on the fewest cells. A larger row serves more cells. Then rows
// are dropped, those that serve the fewest cells first. Literals stay undroppable when rows go, and
// rows stay undroppable when others go, so that one pass over each suffices.

#include "cpwl/lattice_construction.hpp"

#include "exact/error.hpp"
#include "exact/watched_work.hpp"
#include "geometry/faces.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>

namespace thalweg {
namespace {

/// A row under construction, with the points that keep its literals.
struct PrimeRow {
  FunctionSet literals;
  std::vector<std::pair<std::size_t, Vector>> literal_points; ///< by literal, unsorted
};

class LatticeBuilder {
public:
  explicit LatticeBuilder(const CpwlFunction& f)
      : f_(f), bounds_(f_), served_cells_(f.functions.size(), 0) {
    for (const OrderedCell& cell : f_.cells)
      for (std::size_t j : elements(cell.order.above))
        ++served_cells_[j];
  }

  CertifiedLattice result() {
    for (std::size_t cell = 0; cell < f_.cells.size(); ++cell) {
      tell_progress(share(cell), "rows of the max-min form");
      serve(cell, f_.function.cells[cell], f_.cells[cell].vertices);
    }
    drop_rows();
    return assembled();
  }

private:
  Share share(std::size_t cell) const { return Share::of(cell, f_.cells.size()); }

  FunctionOrder order_on(std::size_t cell, const std::vector<Vector>& points) const {
    return f_.values.order_on(points, f_.function.function_of_cell[cell]);
  }

  /// Adds rows until every point of the part (of cell `cell`) has one.
  void serve(std::size_t cell, Polytope part, std::vector<Vector> corners) {
    const FunctionSet above = order_on(cell, corners).above;
    for (const FunctionSet& row : rows_)
      if (row.is_subset_of(above))
        return;
    if (!bounds_.excess(above)) {
      add_row(prime_row(above, FunctionSet(above.size())));
      return;
    }
    // no single row serves the part: cut off where a row of an inner point does not
    const Vector point = untied_point(f_.values, part, corners, f_.function.function_of_cell[cell]);
    const FunctionSet above_point = order_on(cell, {point}).above;
    require_below(above_point, point);
    add_row(prime_row(above_point, above_point - above));
    const FunctionSet crossing = rows_.back() - above;
    for (std::size_t j : elements(crossing)) {
      const Polytope side = intersection(part, below_piece(f_.function, cell, j));
      const std::vector<Vector> side_corners = vertices(side);
      if (order_on(cell, side_corners).above.test(j))
        continue; // nothing of measure is left on this side
      serve(cell, side, side_corners);
      part = intersection(part, above_piece(f_.function, cell, j));
    }
  }

  /// Drops literals from a row that is ≤ f, those of `first` before the others.
  PrimeRow prime_row(FunctionSet literals, const FunctionSet& first) {
    std::vector<std::size_t> order = elements(literals);
    std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
      if (first.test(a) != first.test(b))
        return first.test(a);
      return served_cells_[a] < served_cells_[b];
    });
    PrimeRow row{std::move(literals), {}};
    for (std::size_t j : order) {
      if (row.literals.count() == 1)
        break;
      row.literals.reset(j);
      if (std::optional<Vector> point = bounds_.excess(row.literals)) {
        row.literals.set(j);
        row.literal_points.emplace_back(j, std::move(*point));
      }
    }
    if (row.literals.count() == 1)
      row.literal_points.clear();
    return row;
  }

  void add_row(PrimeRow row) {
    rows_.push_back(row.literals);
    literal_points_.push_back(std::move(row.literal_points));
  }

  void require_below(const FunctionSet& row, const Vector& point) {
    if (const std::optional<Vector> excess = bounds_.excess(row))
      throw InputError(fmt::format("cpwl function: expected a continuous function on a convex "
                                   "domain covered by its cells, found that the functions above it "
                                   "at {} are all above it at {}",
                                   point_text(point), point_text(*excess)));
  }

  std::vector<RowCover> covers(const std::vector<bool>& usable) const {
    std::vector<RowCover> result;
    for (std::size_t cell = 0; cell < f_.cells.size(); ++cell) {
      tell_progress(share(cell), "cells under the rows");
      std::variant<RowCover, Vector> cover = row_cover(f_, cell, rows_, usable);
      require(std::holds_alternative<RowCover>(cover), "every cell has been served");
      result.push_back(std::move(std::get<RowCover>(cover)));
    }
    return result;
  }

  /// Row numbers, those that serve the fewest cells first; of equal ones the later first.
  std::vector<std::size_t> dropping_order() const {
    std::vector<std::size_t> served(rows_.size(), 0), order(rows_.size());
    for (std::size_t r = 0; r < rows_.size(); ++r)
      for (const OrderedCell& cell : f_.cells)
        served[r] += rows_[r].is_subset_of(cell.order.above) ? 1 : 0;
    std::iota(order.rbegin(), order.rend(), std::size_t{0});
    std::stable_sort(order.begin(), order.end(),
                     [&](std::size_t a, std::size_t b) { return served[a] < served[b]; });
    return order;
  }

  void drop_rows() {
    std::vector<bool> usable(rows_.size(), true);
    std::vector<RowCover> current = covers(usable);
    row_points_.resize(rows_.size());
    for (std::size_t r : dropping_order()) {
      usable[r] = false;
      std::vector<std::pair<std::size_t, RowCover>> replacements;
      std::optional<Vector> point;
      for (std::size_t cell = 0; cell < f_.cells.size() && !point; ++cell) {
        if (!used_rows(current[cell], rows_.size())[r])
          continue;
        std::variant<RowCover, Vector> cover = row_cover(f_, cell, rows_, usable);
        if (Vector* uncovered = std::get_if<Vector>(&cover))
          point = std::move(*uncovered);
        else
          replacements.emplace_back(cell, std::move(std::get<RowCover>(cover)));
      }
      if (point) {
        usable[r] = true;
        row_points_[r] = std::move(*point);
        continue;
      }
      for (auto& [cell, cover] : replacements)
        current[cell] = std::move(cover);
    }
    kept_ = usable;
  }

  CertifiedLattice assembled() {
    CertifiedLattice result;
    result.form.functions = f_.function.functions;
    std::vector<FunctionSet> kept_rows;
    for (std::size_t r = 0; r < rows_.size(); ++r) {
      if (!kept_[r])
        continue;
      kept_rows.push_back(rows_[r]);
      result.form.rows.push_back(elements(rows_[r]));
      result.irredundancy.row_points.push_back(row_points_[r]);
      std::sort(literal_points_[r].begin(), literal_points_[r].end());
      std::vector<Vector>& points = result.irredundancy.literal_points.emplace_back();
      for (const auto& [literal, point] : literal_points_[r])
        points.push_back(point);
    }
    rows_ = std::move(kept_rows);
    result.witness =
        lattice_witness(f_, result.form, covers(std::vector<bool>(rows_.size(), true)), bounds_);
    return result;
  }

  OrderedFunction f_;
  RowBounds bounds_;
  std::vector<std::size_t> served_cells_; ///< per function: cells on which it is ≥ f
  std::vector<FunctionSet> rows_;
  std::vector<std::vector<std::pair<std::size_t, Vector>>> literal_points_; ///< per row
  std::vector<Vector> row_points_;
  std::vector<bool> kept_;
};

} // namespace

CertifiedLattice irredundant_lattice(const CpwlFunction& f) {
  require_well_formed(f, "cpwl function");
  require_continuous(f, "cpwl function");
  return LatticeBuilder(f).result();
}

bool is_irredundancy_proof(const IrredundancyWitness& witness, const CpwlFunction& f,
                           const MaxMinForm& form) {
  if (witness.row_points.size() != form.rows.size() ||
      witness.literal_points.size() != form.rows.size())
    return false;
  for (std::size_t r = 0; r < form.rows.size(); ++r) {
    const std::vector<std::size_t>& row = form.rows[r];
    const std::optional<std::size_t> cell = f.cell_at(witness.row_points[r]);
    if (!cell)
      return false;
    const Rational value = f.piece(*cell)(witness.row_points[r]);
    for (std::size_t other = 0; other < form.rows.size(); ++other)
      if (other != r && row_value(form.functions, form.rows[other], witness.row_points[r]) >= value)
        return false;
    const std::vector<Vector>& points = witness.literal_points[r];
    if (points.size() != (row.size() == 1 ? 0 : row.size()))
      return false;
    for (std::size_t k = 0; k < points.size(); ++k) {
      std::vector<std::size_t> rest = row;
      rest.erase(rest.begin() + static_cast<std::ptrdiff_t>(k));
      const std::optional<std::size_t> place = f.cell_at(points[k]);
      if (!place || row_value(form.functions, rest, points[k]) <= f.piece(*place)(points[k]))
        return false;
    }
  }
  return true;
}

} // namespace thalweg
