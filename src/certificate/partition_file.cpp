// SPDX-License-Identifier: GPL-3.0-or-later

#include "certificate/partition_file.hpp"

#include "certificate/polytope_json.hpp"
#include "exact/input_file.hpp"
#include "geometry/power_diagram.hpp"
#include "partition/regular_lifting.hpp"

#include <fmt/format.h>

namespace thalweg {

namespace {

PowerPartition partition_of_sites(const ExactJson& json, std::size_t dimension) {
  std::vector<Vector> sites;
  for (const ExactJson& item : json.at("sites").array())
    sites.push_back(numbers_from(item, dimension, "input dimension"));
  if (sites.empty())
    json.at("sites").fail("at least one site", "none");
  Vector weights(sites.size());
  if (const ExactJson* given = json.find("weights"))
    weights = numbers_from(*given, sites.size(), "one per site");
  PowerPartition result{power_functions(sites, weights)};
  for (std::size_t a = 0; a < sites.size(); ++a)
    for (std::size_t b = 0; b < a; ++b)
      if (result.functions[a] == result.functions[b])
        json.at("sites").items[a].fail("different sites",
                                       fmt::format("site {} again with its weight", b));
  return result;
}

} // namespace

GivenPartition given_partition_from_text(std::string_view text, const std::string& text_name,
                                         std::size_t dimension) {
  const ExactJson json = exact_json(text, text_name);
  GivenPartition result;
  if (json.find("sites")) {
    json.require_keys({"sites"}, {"weights", "domain"});
    if (const ExactJson* domain = json.find("domain"))
      result.domain = domain_from(*domain, dimension);
    result.partition = partition_of_sites(json, dimension);
    return result;
  }
  json.require_keys({"cells"}, {"domain"});
  if (const ExactJson* domain = json.find("domain"))
    result.domain = domain_from(*domain, dimension);
  const ExactJson& cells_json = json.at("cells");
  const std::vector<Polytope> cells = cells_from(cells_json, dimension, result.domain);
  if (cells.empty())
    cells_json.fail("at least one cell", "none");
  if (!result.domain)
    result.domain = bounding_box(cells);
  std::optional<PowerPartition> partition = lifting_of(cells, *result.domain);
  if (!partition)
    cells_json.fail("a power diagram that covers the domain (gap cells need one)",
                    "cells that are none");
  result.partition = *std::move(partition);
  return result;
}

GivenPartition given_partition_from_file(const std::filesystem::path& path, std::size_t dimension) {
  return given_partition_from_text(text_of_file(path), path.string(), dimension);
}

} // namespace thalweg
