// SPDX-License-Identifier: GPL-3.0-or-later

#include "certificate/function_file.hpp"

#include "exact/error.hpp"
#include "geometry/faces.hpp"
#include "network/exact_json.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <sstream>

namespace thalweg {

namespace {

/// d + 1 numbers.
Vector row(const ExactJson& json, std::size_t dimension) {
  if (json.array().size() != dimension + 1)
    json.fail(fmt::format("{} numbers (input dimension + 1)", dimension + 1), json.in_words());
  Vector result;
  for (const ExactJson& entry : json.items)
    result.push_back(entry.rational());
  return result;
}

Polytope polytope(const ExactJson& json, std::size_t dimension) {
  Polytope result{dimension, {}};
  for (const ExactJson& item : json.array()) {
    Vector normal = row(item, dimension);
    const Rational offset = normal.back();
    normal.pop_back();
    result.halfspaces.push_back({std::move(normal), offset});
  }
  return result;
}

AffineFunction affine_function(const ExactJson& json, std::size_t dimension) {
  Vector linear = row(json, dimension);
  const Rational constant = linear.back();
  linear.pop_back();
  return {std::move(linear), constant};
}

/// The first piece says the dimension.
std::size_t input_dimension(const ExactJson& pieces) {
  if (pieces.array().empty())
    pieces.fail("at least one piece", "none");
  if (pieces.items.front().array().empty())
    pieces.items.front().fail("numbers (input dimension + 1)", "none");
  return pieces.items.front().items.size() - 1;
}

void require_cell(const Polytope& cell, const ExactJson& json) {
  if (!interior_point(cell))
    json.fail("a cell with interior points", "one without");
  if (!is_bounded(cell))
    json.fail("a bounded cell", "an unbounded one → give a domain");
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

} // namespace

CpwlFunction cpwl_function_from_text(std::string_view text, const std::string& text_name) {
  const ExactJson json = exact_json(text, text_name);
  json.require_keys({"cells", "pieces"}, {"domain"});
  const ExactJson& cells_json = json.at("cells");
  const ExactJson& pieces_json = json.at("pieces");
  const std::size_t dimension = input_dimension(pieces_json);
  if (cells_json.array().size() != pieces_json.items.size())
    pieces_json.fail(fmt::format("{} pieces (one per cell)", cells_json.items.size()),
                     fmt::format("{}", pieces_json.items.size()));
  std::optional<Polytope> domain;
  if (const ExactJson* domain_json = json.find("domain")) {
    domain = polytope(*domain_json, dimension);
    if (!is_bounded(*domain) || !interior_point(*domain))
      domain_json->fail("a bounded domain with interior points",
                        is_bounded(*domain) ? "one without" : "an unbounded one");
  }
  std::vector<Polytope> cells;
  for (const ExactJson& item : cells_json.items) {
    Polytope cell = polytope(item, dimension);
    cells.push_back(domain ? intersection(cell, *domain) : std::move(cell));
    require_cell(cells.back(), item);
  }
  std::vector<AffineFunction> pieces;
  for (const ExactJson& item : pieces_json.items)
    pieces.push_back(affine_function(item, dimension));
  if (!domain)
    domain = bounding_box(cells);
  return function_of_pieces(*std::move(domain), std::move(cells), pieces);
}

CpwlFunction cpwl_function_from_file(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  if (!file || !(text << file.rdbuf()) || file.bad())
    throw UsageError(path.string() + ": expected a readable file, found none");
  return cpwl_function_from_text(text.str(), path.string());
}

} // namespace thalweg
