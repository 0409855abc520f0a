// SPDX-License-Identifier: GPL-3.0-or-later

#include "certificate/polytope_json.hpp"

#include "geometry/faces.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace thalweg {

Vector numbers_from(const ExactJson& json, std::size_t count, const std::string& what) {
  if (json.array().size() != count)
    json.fail(fmt::format("{} numbers ({})", count, what), json.in_words());
  Vector result;
  for (const ExactJson& entry : json.items)
    result.push_back(entry.rational());
  return result;
}

Polytope polytope_from(const ExactJson& json, std::size_t dimension) {
  Polytope result{dimension, {}};
  for (const ExactJson& item : json.array()) {
    const AffineFunction f = affine_function_from(item, dimension);
    result.halfspaces.push_back({f.linear, f.constant});
  }
  return result;
}

AffineFunction affine_function_from(const ExactJson& json, std::size_t dimension) {
  Vector linear = numbers_from(json, dimension + 1, "input dimension + 1");
  const Rational constant = linear.back();
  linear.pop_back();
  return {std::move(linear), constant};
}

Polytope domain_from(const ExactJson& json, std::size_t dimension) {
  Polytope domain = polytope_from(json, dimension);
  if (!is_bounded(domain))
    json.fail("a bounded domain with interior points", "an unbounded one");
  if (!interior_point(domain))
    json.fail("a bounded domain with interior points", "one without");
  return domain;
}

std::vector<Polytope> cells_from(const ExactJson& json, std::size_t dimension,
                                 const std::optional<Polytope>& domain) {
  std::vector<Polytope> cells;
  for (const ExactJson& item : json.array()) {
    Polytope cell = polytope_from(item, dimension);
    cells.push_back(domain ? intersection(cell, *domain) : std::move(cell));
    if (!interior_point(cells.back()))
      item.fail("a cell with interior points", "one without");
    if (!is_bounded(cells.back()))
      item.fail("a bounded cell", "an unbounded one → give a domain");
  }
  return cells;
}

Polytope bounding_box(const std::vector<Polytope>& cells) {
  Vector lower, upper;
  for (const Polytope& cell : cells)
    for (const Vector& vertex : vertices(cell)) {
      if (lower.empty())
        lower = upper = vertex;
      for (std::size_t k = 0; k < vertex.size(); ++k) {
        lower[k] = std::min(lower[k], vertex[k]);
        upper[k] = std::max(upper[k], vertex[k]);
      }
    }
  return box(lower, upper);
}

} // namespace thalweg
