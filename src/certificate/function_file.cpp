// SPDX-License-Identifier: GPL-3.0-or-later

#include "certificate/function_file.hpp"

#include "certificate/polytope_json.hpp"
#include "exact/input_file.hpp"

#include <fmt/format.h>

namespace thalweg {

namespace {

/// The first piece says the dimension.
std::size_t input_dimension(const ExactJson& pieces) {
  if (pieces.array().empty())
    pieces.fail("at least one piece", "none");
  if (pieces.items.front().array().empty())
    pieces.items.front().fail("numbers (input dimension + 1)", "none");
  return pieces.items.front().items.size() - 1;
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
  if (const ExactJson* domain_json = json.find("domain"))
    domain = domain_from(*domain_json, dimension);
  std::vector<Polytope> cells = cells_from(cells_json, dimension, domain);
  std::vector<AffineFunction> pieces;
  for (const ExactJson& item : pieces_json.items)
    pieces.push_back(affine_function_from(item, dimension));
  if (!domain)
    domain = bounding_box(cells);
  return function_of_pieces(*std::move(domain), std::move(cells), pieces);
}

CpwlFunction cpwl_function_from_file(const std::filesystem::path& path) {
  return cpwl_function_from_text(text_of_file(path), path.string());
}

} // namespace thalweg
