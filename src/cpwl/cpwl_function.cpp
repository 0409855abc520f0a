// SPDX-License-Identifier: GPL-3.0-or-later
//
// Pairs of cells are first compared by their bounding boxes: among many cells only neighbours are
// intersected. Joining two cells A and B: if their union is convex and the interiors are disjoint,
// a facet hyperplane of A separates them, and the union is U = the halfspaces of either that hold
// for the other; conversely the union is U if U cut by this hyperplane lies in A and in B.

#include "cpwl/cpwl_function.hpp"

#include "exact/error.hpp"
#include "exact/watched_work.hpp"
#include "geometry/faces.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace thalweg {
namespace {

/// The least box around points; lower and upper are empty if there are no points.
struct BoundingBox {
  Vector lower, upper;
};

BoundingBox bounding_box(const std::vector<Vector>& points) {
  BoundingBox result;
  for (const Vector& point : points) {
    if (result.lower.empty()) {
      result = {point, point};
      continue;
    }
    for (std::size_t k = 0; k < point.size(); ++k) {
      result.lower[k] = std::min(result.lower[k], point[k]);
      result.upper[k] = std::max(result.upper[k], point[k]);
    }
  }
  return result;
}

bool is_disjoint(const BoundingBox& a, const BoundingBox& b) {
  for (std::size_t k = 0; k < std::min(a.lower.size(), b.lower.size()); ++k)
    if (a.upper[k] < b.lower[k] || b.upper[k] < a.lower[k])
      return true;
  return false;
}

bool contains_all(const Halfspace& halfspace, const std::vector<Vector>& points) {
  return std::all_of(points.begin(), points.end(),
                     [&](const Vector& point) { return halfspace.contains(point); });
}

/// A cell with its vertices.
struct VertexCell {
  Polytope polytope;
  std::vector<Vector> vertices;
};

/// The convex union of two cells with interior points and disjoint interiors, or nothing.
std::optional<VertexCell> convex_union(const VertexCell& a, const VertexCell& b) {
  std::optional<Halfspace> separator;
  for (const Halfspace& halfspace : a.polytope.halfspaces)
    if (!has_zero_normal(halfspace) && contains_all(opposite(halfspace), b.vertices))
      separator = halfspace;
  if (!separator)
    return std::nullopt;
  Polytope hull{a.polytope.dimension, {}};
  for (const Halfspace& halfspace : a.polytope.halfspaces)
    if (contains_all(halfspace, b.vertices))
      hull.halfspaces.push_back(halfspace);
  for (const Halfspace& halfspace : b.polytope.halfspaces)
    if (contains_all(halfspace, a.vertices))
      hull.halfspaces.push_back(halfspace);
  if (!is_bounded(hull) || !is_subset_of(intersection(hull, *separator), a.polytope) ||
      !is_subset_of(intersection(hull, opposite(*separator)), b.polytope))
    return std::nullopt;
  hull = irredundant(hull);
  std::vector<Vector> corners = vertices(hull);
  return VertexCell{std::move(hull), std::move(corners)};
}

/// Joins pairs of `cells` until none is left; a joined cell takes the place of the first.
void join_cells(std::vector<VertexCell>& cells) {
  for (bool has_changed = true; has_changed;) {
    has_changed = false;
    for (std::size_t first = 0; first < cells.size(); ++first)
      for (std::size_t second = first + 1; second < cells.size();) {
        require_time();
        if (std::optional<VertexCell> joined = convex_union(cells[first], cells[second])) {
          cells[first] = std::move(*joined);
          cells.erase(cells.begin() + static_cast<std::ptrdiff_t>(second));
          has_changed = true;
          second = first + 1;
        } else {
          ++second;
        }
      }
  }
}

} // namespace

std::optional<std::size_t> CpwlFunction::cell_at(const Vector& x) const {
  for (std::size_t cell = 0; cell < cells.size(); ++cell)
    if (cells[cell].contains(x))
      return cell;
  return std::nullopt;
}

Rational CpwlFunction::operator()(const Vector& x) const {
  const std::optional<std::size_t> cell = cell_at(x);
  if (!cell)
    throw InputError(
        fmt::format("cpwl function: expected a point of some cell, found {}", point_text(x)));
  return piece(*cell)(x);
}

CpwlFunction function_of_pieces(Polytope domain, std::vector<Polytope> cells,
                                const std::vector<AffineFunction>& piece_of_cell) {
  require(cells.size() == piece_of_cell.size(), "cpwl function: one piece per cell");
  CpwlFunction result{std::move(domain), {}, std::move(cells), {}};
  for (const AffineFunction& piece : piece_of_cell) {
    const auto found = std::find(result.functions.begin(), result.functions.end(), piece);
    result.function_of_cell.push_back(static_cast<std::size_t>(found - result.functions.begin()));
    if (found == result.functions.end())
      result.functions.push_back(piece);
  }
  return result;
}

void require_well_formed(const CpwlFunction& function, const std::string& place) {
  if (function.cells.empty())
    throw InputError(fmt::format("{}: expected at least one cell, found none", place));
  if (function.function_of_cell.size() != function.cells.size())
    throw InputError(fmt::format("{}: expected one function index for each of {} cells, found {}",
                                 place, function.cells.size(), function.function_of_cell.size()));
  require_dimension(function.domain, place + ": domain");
  for (std::size_t j = 0; j < function.functions.size(); ++j) {
    if (function.functions[j].linear.size() != function.dimension())
      throw InputError(fmt::format("{}: function {}: expected {} coefficients, found {}", place, j,
                                   function.dimension(), function.functions[j].linear.size()));
    for (std::size_t i = 0; i < j; ++i)
      if (function.functions[i] == function.functions[j])
        throw InputError(fmt::format(
            "{}: expected distinct functions, found functions {} and {} equal", place, i, j));
  }
  for (std::size_t cell = 0; cell < function.cells.size(); ++cell) {
    const std::string where = fmt::format("{}: cell {}", place, cell);
    if (function.function_of_cell[cell] >= function.functions.size())
      throw InputError(fmt::format("{}: expected a function index below {}, found {}", where,
                                   function.functions.size(), function.function_of_cell[cell]));
    if (function.cells[cell].dimension != function.dimension())
      throw InputError(fmt::format("{}: expected dimension {} (as the domain), found {}", where,
                                   function.dimension(), function.cells[cell].dimension));
    require_dimension(function.cells[cell], where);
    if (!interior_point(function.cells[cell]))
      throw InputError(where + ": expected a cell with interior points, found one without");
    if (!is_bounded(function.cells[cell]))
      throw InputError(where + ": expected a bounded cell, found an unbounded one");
  }
}

std::optional<Discontinuity> discontinuity(const CpwlFunction& function) {
  std::vector<BoundingBox> boxes;
  for (const Polytope& cell : function.cells)
    boxes.push_back(bounding_box(vertices(cell)));
  for (std::size_t first = 0; first < function.cells.size(); ++first) {
    require_time();
    for (std::size_t second = first + 1; second < function.cells.size(); ++second) {
      if (function.function_of_cell[first] == function.function_of_cell[second] ||
          is_disjoint(boxes[first], boxes[second]))
        continue;
      for (const Vector& point :
           vertices(intersection(function.cells[first], function.cells[second]))) {
        const Rational first_value = function.piece(first)(point);
        const Rational second_value = function.piece(second)(point);
        if (first_value != second_value)
          return Discontinuity{first, second, point, first_value, second_value};
      }
    }
  }
  return std::nullopt;
}

void require_continuous(const CpwlFunction& function, const std::string& place) {
  if (const std::optional<Discontinuity> found = discontinuity(function))
    throw InputError(
        fmt::format("{}: cells {} and {}: expected equal values at {}, found {} and {}", place,
                    found->first_cell, found->second_cell, point_text(found->point),
                    to_string(found->first_value), to_string(found->second_value)));
}

std::string point_text(const Vector& point) {
  std::string text = "(";
  for (std::size_t k = 0; k < point.size(); ++k)
    text += (k == 0 ? "" : ", ") + to_string(point[k]);
  return text + ")";
}

CpwlFunction with_merged_cells(const CpwlFunction& function) {
  std::vector<std::vector<VertexCell>> cells_of_function(function.functions.size());
  std::vector<std::size_t> order; // functions by their first cell
  for (std::size_t cell = 0; cell < function.cells.size(); ++cell) {
    const std::size_t j = function.function_of_cell[cell];
    if (cells_of_function[j].empty())
      order.push_back(j);
    cells_of_function[j].push_back({function.cells[cell], vertices(function.cells[cell])});
  }
  CpwlFunction result{function.domain, function.functions, {}, {}};
  for (std::size_t j : order) {
    join_cells(cells_of_function[j]);
    for (VertexCell& cell : cells_of_function[j]) {
      result.cells.push_back(std::move(cell.polytope));
      result.function_of_cell.push_back(j);
    }
  }
  return result;
}

} // namespace thalweg
