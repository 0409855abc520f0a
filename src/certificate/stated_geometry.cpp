// SPDX-License-Identifier: GPL-3.0-or-later

#include "certificate/stated_geometry.hpp"

#include "certificate/network_reader.hpp"
#include "exact/error.hpp"

#include <nlohmann/json.hpp>

namespace thalweg {

namespace {

using Json = nlohmann::json;

/// ["a1",…,"ad","b"]
AffineFunction coefficients_from(const Json& json) {
  AffineFunction result{vector_from(json), 0};
  if (result.linear.empty())
    throw std::out_of_range("no coefficients");
  result.constant = result.linear.back();
  result.linear.pop_back();
  return result;
}

Polytope polytope_of(const Json& halfspaces) {
  Polytope polytope;
  for (const Json& json : halfspaces) {
    AffineFunction halfspace = coefficients_from(json);
    polytope.dimension = halfspace.linear.size();
    polytope.halfspaces.push_back({std::move(halfspace.linear), std::move(halfspace.constant)});
  }
  return polytope;
}

StatedFunction function_of(const Json& json) {
  StatedFunction function{json.at("partition").get<std::size_t>(), {}, {}, {}};
  for (const Json& piece : json.at("functions"))
    function.functions.push_back(coefficients_from(piece));
  json.at("pieces").get_to(function.pieces);
  if (json.contains("rows"))
    json.at("rows").get_to(function.rows);
  return function;
}

StatedGeometry geometry_of(const Json& statement) {
  StatedGeometry result;
  if (statement.contains("domain"))
    result.domain = polytope_of(statement.at("domain"));
  if (statement.contains("partitions"))
    for (const Json& partition : statement.at("partitions")) {
      Cells& cells = result.partitions.emplace_back();
      for (const Json& cell : partition)
        cells.push_back(polytope_of(cell));
    }
  if (statement.contains("cpwl"))
    for (const Json& function : statement.at("cpwl"))
      result.functions.push_back(function_of(function));
  for (const Json& claim : statement.at("claims"))
    if (claim.at("claim") == "lattice_failure")
      result.failure =
          StatedFailurePoint{claim.at("output").get<std::size_t>(), vector_from(claim.at("point"))};
  return result;
}

} // namespace

StatedGeometry stated_geometry_from_text(std::string_view text, const std::string& place) {
  try {
    return geometry_of(Json::parse(text).at("statement"));
  } catch (const Json::exception& error) {
    throw InputError(place + ": expected a certificate, found: " + error.what());
  } catch (const std::out_of_range&) {
    throw InputError(place + ": expected a certificate, found an empty row");
  }
}

} // namespace thalweg
