// SPDX-License-Identifier: GPL-3.0-or-later
//
// The program asks only neighbours (cells with a facet of vertices in common) to be ordered; that
// its solution has the given cells is then checked, exactly, for all.

#include "partition/regular_lifting.hpp"

#include "geometry/faces.hpp"
#include "geometry/power_diagram.hpp"

#include <algorithm>

namespace thalweg {

namespace {

/// The coefficients of all ℓ_k, k ≥ 1, in one row, and the strictness t behind them.
class Unknowns {
public:
  Unknowns(std::size_t cells, std::size_t dimension) : cells_(cells), dimension_(dimension) {}

  std::size_t count() const { return (cells_ - 1) * (dimension_ + 1) + 1; }

  /// ℓ_a(x) − ℓ_b(x) ≥ strictness · t
  Halfspace order(std::size_t a, std::size_t b, const Vector& x, int strictness) const {
    Halfspace result{Vector(count()), 0};
    add_value(result.normal, a, x, -1);
    add_value(result.normal, b, x, 1);
    result.normal.back() = strictness;
    return result;
  }

  std::vector<AffineFunction> functions(const Vector& solution) const {
    std::vector<AffineFunction> result = {zero_function(dimension_)};
    for (std::size_t k = 1; k < cells_; ++k) {
      const auto first = solution.begin() + static_cast<std::ptrdiff_t>((k - 1) * (dimension_ + 1));
      const auto last = first + static_cast<std::ptrdiff_t>(dimension_);
      result.push_back({Vector(first, last), *last});
    }
    return result;
  }

private:
  void add_value(Vector& row, std::size_t k, const Vector& x, int sign) const {
    if (k == 0)
      return;
    const std::size_t first = (k - 1) * (dimension_ + 1);
    for (std::size_t j = 0; j < dimension_; ++j)
      row[first + j] += sign * x[j];
    row[first + dimension_] += sign;
  }

  std::size_t cells_, dimension_;
};

bool are_cells(const std::vector<AffineFunction>& functions, const std::vector<Polytope>& cells,
               const Polytope& domain) {
  const std::vector<PowerCell> diagram = power_cells(functions, domain);
  for (std::size_t k = 0; k < cells.size(); ++k)
    if (!is_same_set(diagram[k].polytope, cells[k]))
      return false;
  return true;
}

} // namespace

std::optional<PowerPartition> lifting_of(const std::vector<Polytope>& cells,
                                         const Polytope& domain) {
  const Unknowns unknowns(cells.size(), domain.dimension);
  std::vector<std::vector<Vector>> corners;
  for (const Polytope& cell : cells)
    corners.push_back(vertices(cell));
  std::vector<Halfspace> halfspaces;
  for (std::size_t a = 0; a < cells.size(); ++a)
    for (std::size_t b = 0; b < cells.size(); ++b) {
      std::vector<Vector> shared;
      std::set_intersection(corners[a].begin(), corners[a].end(), corners[b].begin(),
                            corners[b].end(), std::back_inserter(shared));
      if (a == b || affine_dimension(shared) + 1 != static_cast<int>(domain.dimension))
        continue;
      for (const Vector& x : corners[a])
        halfspaces.push_back(unknowns.order(a, b, x, 0));
      halfspaces.push_back(unknowns.order(a, b, interior_point(cells[a]).value(), 1));
    }
  Vector strictness(unknowns.count());
  strictness.back() = 1;
  halfspaces.push_back({strictness, 1});
  const LinearProgramResult best = maximum(strictness, halfspaces);
  if (!best.is_optimal() || best.value <= 0)
    return std::nullopt;
  PowerPartition result{unknowns.functions(best.point)};
  if (!are_cells(result.functions, cells, domain))
    return std::nullopt;
  return result;
}

} // namespace thalweg
