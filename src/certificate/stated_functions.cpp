// SPDX-License-Identifier: GPL-3.0-or-later

#include "certificate/stated_functions.hpp"

#include "certificate/network_reader.hpp"
#include "exact/error.hpp"

#include <nlohmann/json.hpp>

namespace thalweg {

namespace {

using Json = nlohmann::json;

void read_claim(StatedFunctions& stated, const Json& claim) {
  const auto index = [&claim](const char* key) { return claim.at(key).get<std::size_t>(); };
  const auto number = [&claim](const char* key) { return rational_from(claim.at(key)); };
  const auto& kind = claim.at("claim").get_ref<const std::string&>();
  if (kind == "groups")
    stated.groups = StatedGroups{index("partition"), index("count"), number("risk")};
  else if (kind == "lattice_identity")
    stated.has_lattice_identity = true;
  else if (kind == "lattice_failure")
    stated.lattice_failure =
        StatedFailure{index("output"), index("cell"), vector_from(claim.at("point"))};
  else if (kind == "network_computes_function")
    stated.has_network_function = true;
  else if (kind == "refinement_of_partitions")
    stated.refinement = StatedPartitionRefinement{index("coarse"), index("fine"), number("risk"),
                                                  number("fine_risk")};
  else if (kind == "linear_regions")
    stated.linear_regions = index("count");
}

StatedFunctionSize size_of(const Json& function) {
  StatedFunctionSize size{function.at("partition").get<std::size_t>(), function.at("pieces").size(),
                          function.at("functions").size(), 0, 0};
  if (function.contains("rows"))
    for (const Json& row : function.at("rows")) {
      ++size.rows;
      size.literals += row.size();
    }
  return size;
}

StatedFunctions stated_functions(const Json& statement) {
  StatedFunctions stated;
  if (statement.contains("domain") && !statement.at("domain").empty())
    stated.dimension = statement.at("domain").at(0).size() - 1;
  if (statement.contains("partitions"))
    for (const Json& cells : statement.at("partitions"))
      stated.cell_counts.push_back(cells.size());
  if (statement.contains("cpwl"))
    for (const Json& function : statement.at("cpwl"))
      stated.sizes.push_back(size_of(function));
  for (const Json& claim : statement.at("claims"))
    read_claim(stated, claim);
  return stated;
}

} // namespace

StatedFunctions stated_functions_from_text(std::string_view text, const std::string& place) {
  try {
    return stated_functions(Json::parse(text).at("statement"));
  } catch (const Json::exception& error) {
    throw InputError(place + ": expected a certificate, found: " + error.what());
  }
}

} // namespace thalweg
