// SPDX-License-Identifier: GPL-3.0-or-later

#include "network/cpwl_file.hpp"

#include "exact/error.hpp"
#include "network/exact_json.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <sstream>

namespace thalweg {

namespace {

/// One piece as the file has it.
struct FilePiece {
  Polytope cell;
  AffineMap map;
};

/// `dimension` numbers and one more.
Vector row_from(const ExactJson& json, std::size_t dimension) {
  if (json.array().size() != dimension + 1)
    json.fail(fmt::format("{} numbers (input dimension + 1)", dimension + 1),
              fmt::format("{}", json.items.size()));
  Vector row;
  for (const ExactJson& item : json.items)
    row.push_back(item.rational());
  return row;
}

Halfspace halfspace_from(const ExactJson& json, std::size_t dimension) {
  Vector row = row_from(json, dimension);
  const Rational offset = row.back();
  row.pop_back();
  return {std::move(row), offset};
}

Polytope polytope_from(const ExactJson& json, std::size_t dimension) {
  if (json.array().empty())
    json.fail("at least one halfspace", "none");
  Polytope polytope{dimension, {}};
  for (const ExactJson& halfspace : json.items)
    polytope.halfspaces.push_back(halfspace_from(halfspace, dimension));
  return polytope;
}

AffineFunction affine_function_from(const ExactJson& json, std::size_t dimension) {
  Vector row = row_from(json, dimension);
  const Rational constant = row.back();
  row.pop_back();
  return {std::move(row), constant};
}

/// A row, or a list of rows.
AffineMap map_from(const ExactJson& json, std::size_t dimension) {
  if (json.array().empty())
    json.fail("a row of numbers", "none");
  if (json.items.front().kind != ExactJsonKind::array)
    return {affine_function_from(json, dimension)};
  AffineMap map;
  for (const ExactJson& row : json.items)
    map.push_back(affine_function_from(row, dimension));
  return map;
}

/// The dimension of the first halfspace of the file.
std::size_t dimension_of(const ExactJson& pieces) {
  const ExactJson& cell = pieces.items.front().at("cell");
  if (cell.array().empty())
    cell.fail("at least one halfspace", "none");
  if (cell.items.front().array().empty())
    cell.items.front().fail("at least one number", "none");
  return cell.items.front().items.size() - 1;
}

std::vector<FilePiece> pieces_from(const ExactJson& json, std::size_t dimension) {
  std::vector<FilePiece> pieces;
  for (const ExactJson& item : json.items) {
    item.require_keys({"cell", "function"});
    pieces.push_back(
        {polytope_from(item.at("cell"), dimension), map_from(item.at("function"), dimension)});
    if (pieces.back().map.size() != pieces.front().map.size())
      item.at("function")
          .fail(fmt::format("{} (outputs, as in piece 0)", pieces.front().map.size()),
                fmt::format("{}", pieces.back().map.size()));
  }
  return pieces;
}

/// Cell in its shortest form; must be bounded with interior points.
Polytope checked_cell(const Polytope& cell, const std::string& place) {
  Polytope result = irredundant(cell);
  if (!interior_point(result))
    throw InputError(place + ": expected a cell with interior points, found one without");
  if (!is_bounded(result))
    throw InputError(place +
                     ": expected a bounded cell, found an unbounded one → give a bounded domain");
  return result;
}

/// All halfspaces of cells that contain every cell, irredundant.
Polytope common_domain(const std::vector<Polytope>& cells) {
  Polytope domain{cells.front().dimension, {}};
  for (const Polytope& cell : cells)
    for (const Halfspace& halfspace : cell.halfspaces)
      if (std::all_of(cells.begin(), cells.end(),
                      [&](const Polytope& other) { return is_subset_of(other, halfspace); }))
        domain.halfspaces.push_back(halfspace);
  return irredundant(domain);
}

Polytope domain_from(const ExactJson& json, std::size_t dimension) {
  Polytope domain = irredundant(polytope_from(json, dimension));
  if (!interior_point(domain))
    json.fail("a domain with interior points", "one without");
  if (!is_bounded(domain))
    json.fail("a bounded domain", "an unbounded one");
  return domain;
}

} // namespace

std::vector<CpwlFunction> functions_from_text(std::string_view text, const std::string& text_name) {
  const ExactJson json = exact_json(text, text_name);
  if (json.at("format").string() != "thalweg-function")
    json.at("format").fail("\"thalweg-function\"", json.at("format").in_words());
  if (json.at("version").index() != 1)
    throw Unsupported(json.at("version").place + ": expected version 1, found " +
                      json.at("version").in_words());
  json.require_keys({"format", "version", "pieces"}, {"domain"});
  const ExactJson* const domain_json = json.find("domain");
  const ExactJson& pieces_json = json.at("pieces");
  if (pieces_json.array().empty())
    pieces_json.fail("at least one piece", "none");
  const std::size_t dimension = dimension_of(pieces_json);
  std::vector<FilePiece> pieces = pieces_from(pieces_json, dimension);
  std::optional<Polytope> domain;
  if (domain_json != nullptr)
    domain = domain_from(*domain_json, dimension);

  std::vector<Polytope> cells;
  for (std::size_t m = 0; m < pieces.size(); ++m)
    cells.push_back(checked_cell(domain ? intersection(pieces[m].cell, *domain) : pieces[m].cell,
                                 pieces_json.items[m].at("cell").place));
  const Polytope omega = domain ? *domain : common_domain(cells);
  if (!is_bounded(omega))
    throw InputError(pieces_json.place + ": expected cells with a convex union, found others → "
                                         "give a domain");

  std::vector<CpwlFunction> functions;
  for (std::size_t o = 0; o < pieces.front().map.size(); ++o) {
    AffineMap of_cells;
    for (const FilePiece& piece : pieces)
      of_cells.push_back(piece.map[o]);
    functions.push_back(function_of_pieces(omega, cells, of_cells));
    require_continuous(functions.back(), pieces.front().map.size() == 1
                                             ? pieces_json.place
                                             : fmt::format("{}: output {}", pieces_json.place, o));
  }
  return functions;
}

std::vector<CpwlFunction> functions_from_file(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  if (!file || !(text << file.rdbuf()) || file.bad())
    throw UsageError(path.string() + ": expected a readable function file, found none");
  return functions_from_text(text.str(), path.string());
}

} // namespace thalweg
