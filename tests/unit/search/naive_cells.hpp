// SPDX-License-Identifier: GPL-3.0-or-later
//
// All minima of cells from the definition, with nothing saved: one linear program for every choice
// of signs, in all parameters p_u and c, with an equation for every sample; f* by the normal
// equations of all columns; cells of one unit by trying every sign vector.

#pragma once

#include "geometry/linear_program.hpp"
#include "search/cell_census.hpp"

namespace thalweg::naive_cells {

/// σ_i and x̃_i.
using Sides = std::vector<int>;

struct Networks {
  Dataset data;
  TwoSlopeNetworks slopes;

  std::size_t width() const { return data.input_dimension() + (slopes.has_hidden_biases ? 1 : 0); }
  Vector input(std::size_t i) const {
    Vector x = data.inputs[i];
    if (slopes.has_hidden_biases)
      x.push_back(1);
    return x;
  }
  /// The row of sample i: all p_u, then c.
  Vector row(const std::vector<Sides>& cell, std::size_t i) const {
    Vector result;
    for (const Sides& sides : cell)
      for (const Rational& entry : input(i))
        result.push_back(entry * (sides[i] > 0 ? slopes.above : slopes.below));
    if (slopes.has_output_bias)
      result.push_back(1);
    return result;
  }
};

/// Some solution of A x = b by Gauss and Jordan; the system has one.
inline Vector some_solution(std::vector<Vector> a, Vector b) {
  const std::size_t width = a.front().size();
  std::vector<std::size_t> pivots;
  std::size_t rank = 0;
  for (std::size_t column = 0; column < width && rank < a.size(); ++column) {
    std::size_t pivot = rank;
    while (pivot < a.size() && a[pivot][column] == 0)
      ++pivot;
    if (pivot == a.size())
      continue;
    std::swap(a[pivot], a[rank]);
    std::swap(b[pivot], b[rank]);
    for (std::size_t r = 0; r < a.size(); ++r) {
      if (r == rank || a[r][column] == 0)
        continue;
      const Rational factor = a[r][column] / a[rank][column];
      for (std::size_t k = 0; k < width; ++k)
        a[r][k] -= factor * a[rank][k];
      b[r] -= factor * b[rank];
    }
    pivots.push_back(column);
    ++rank;
  }
  Vector x(width, 0);
  for (std::size_t r = 0; r < rank; ++r)
    x[pivots[r]] = b[r] / a[r][pivots[r]];
  return x;
}

/// f*
inline Vector nearest_outputs(const Networks& networks, const std::vector<Sides>& cell) {
  const std::size_t n = networks.data.sample_count();
  std::vector<Vector> rows;
  for (std::size_t i = 0; i < n; ++i)
    rows.push_back(networks.row(cell, i));
  const std::size_t width = rows.front().size();
  if (width == 0)
    return Vector(n, 0);
  std::vector<Vector> normal(width, Vector(width, 0));
  Vector right(width, 0);
  for (std::size_t i = 0; i < n; ++i)
    for (std::size_t a = 0; a < width; ++a) {
      for (std::size_t b = 0; b < width; ++b)
        normal[a][b] += rows[i][a] * rows[i][b];
      right[a] += rows[i][a] * networks.data.targets[i].front();
    }
  const Vector x = some_solution(normal, right);
  Vector result;
  for (const Vector& row : rows)
    result.push_back(dot(row, x));
  return result;
}

inline Rational risk_of(const Networks& networks, const Vector& outputs) {
  Rational sum = 0;
  for (std::size_t i = 0; i < outputs.size(); ++i) {
    const Rational residual = outputs[i] - networks.data.targets[i].front();
    sum += residual * residual;
  }
  return sum / static_cast<long>(outputs.size());
}

/// Is there a minimum of the cell whose output weights have these signs?
inline bool is_had(const Networks& networks, const std::vector<Sides>& cell, const Vector& outputs,
                   const Signs& signs) {
  const std::size_t d = networks.width(), n = outputs.size();
  std::vector<Halfspace> halfspaces;
  const auto add = [&](Vector normal, const Rational& offset, const Rational& depth) {
    normal.push_back(depth);
    halfspaces.push_back({std::move(normal), offset});
  };
  const std::size_t width = networks.row(cell, 0).size();
  for (std::size_t i = 0; i < n; ++i) {
    Vector row = networks.row(cell, i);
    add(row, outputs[i], 0);
    for (Rational& entry : row)
      entry = -entry;
    add(row, -outputs[i], 0);
  }
  for (std::size_t u = 0; u < cell.size(); ++u)
    for (std::size_t i = 0; i < n && signs[u] != 0; ++i) {
      Vector side(width, 0);
      for (std::size_t k = 0; k < d; ++k)
        side[u * d + k] = networks.input(i)[k] * (-signs[u] * cell[u][i]);
      add(side, 0, 1);
    }
  for (std::size_t u = 0; u < cell.size(); ++u)
    for (std::size_t k = 0; k < d && signs[u] == 0; ++k) {
      Vector entry(width, 0);
      entry[u * d + k] = 1;
      add(entry, 0, 0);
      entry[u * d + k] = -1;
      add(entry, 0, 0);
    }
  Vector depth(width, 0);
  add(depth, 1, 1);
  depth.push_back(1);
  const LinearProgramResult result = maximum(depth, halfspaces);
  return !result.is_infeasible() && result.value > 0;
}

/// Choices of signs that are had.
inline std::vector<Signs> had_signs(const Networks& networks, const std::vector<Sides>& cell) {
  const Vector outputs = nearest_outputs(networks, cell);
  std::vector<Signs> result;
  std::size_t count = 1;
  for (std::size_t u = 0; u < cell.size(); ++u)
    count *= 3;
  for (std::size_t code = 0; code < count; ++code) {
    Signs signs;
    for (std::size_t rest = code, u = 0; u < cell.size(); ++u, rest /= 3)
      signs.push_back(static_cast<int>(rest % 3) - 1);
    if (is_had(networks, cell, outputs, signs))
      result.push_back(signs);
  }
  return result;
}

/// Components of the graph, joined one pair after the other.
inline std::size_t component_count(const std::vector<Signs>& vertices) {
  std::vector<std::size_t> component(vertices.size());
  for (std::size_t a = 0; a < vertices.size(); ++a)
    component[a] = a;
  const auto arises = [](const Signs& zeroed, const Signs& signs) {
    for (std::size_t u = 0; u < signs.size(); ++u)
      if (zeroed[u] != 0 && zeroed[u] != signs[u])
        return false;
    return true;
  };
  for (std::size_t a = 0; a < vertices.size(); ++a)
    for (std::size_t b = 0; b < vertices.size(); ++b)
      if (arises(vertices[a], vertices[b])) {
        const std::size_t from = component[a], to = component[b];
        for (std::size_t& c : component)
          if (c == from)
            c = to;
      }
  return std::set<std::size_t>(component.begin(), component.end()).size();
}

/// All sign vectors that some w has.
inline std::vector<Sides> unit_cells(const Networks& networks) {
  const std::size_t n = networks.data.sample_count();
  std::vector<Sides> result;
  for (std::size_t code = 0; code < (std::size_t{1} << n); ++code) {
    Sides sides;
    std::vector<Halfspace> halfspaces;
    for (std::size_t i = 0; i < n; ++i) {
      sides.push_back((code >> i) % 2 == 1 ? 1 : -1);
      Vector normal = networks.input(i);
      for (Rational& entry : normal)
        entry *= -sides.back();
      normal.push_back(1);
      halfspaces.push_back({normal, 0});
    }
    Vector depth(networks.width() + 1, 0);
    depth.back() = 1;
    halfspaces.push_back({depth, 1});
    if (maximum(depth, halfspaces).value > 0)
      result.push_back(sides);
  }
  return result;
}

/// The tally of `units` units.
inline CellTally tally(const Networks& networks, std::size_t units) {
  const std::vector<Sides> of_unit = unit_cells(networks);
  CellTally result;
  std::vector<std::size_t> chosen(units, 0);
  for (;;) {
    std::vector<Sides> cell;
    for (const std::size_t u : chosen)
      cell.push_back(of_unit[u]);
    ++result.cells;
    if (!had_signs(networks, cell).empty()) {
      ++result.cells_with_minima;
      result.risks.insert(risk_of(networks, nearest_outputs(networks, cell)));
    }
    std::size_t k = units;
    while (k > 0 && chosen[k - 1] + 1 == of_unit.size())
      --k;
    if (k == 0)
      return result;
    const std::size_t next = chosen[k - 1] + 1;
    for (; k <= units; ++k)
      chosen[k - 1] = next;
  }
}

} // namespace thalweg::naive_cells
