// SPDX-License-Identifier: GPL-3.0-or-later
//
// A lower bound for two pieces, worked by hand in two_piece_bound_test.cpp.

#pragma once

#include "unit/verifier/certificate_text.hpp"

namespace thalweg::tests {

/// {"functions": [[slope, constant]], "subgradients": [[g], …]}
inline Json side(const Json& function, const std::vector<const char*>& subgradients) {
  Json rows = Json::array();
  for (const char* g : subgradients)
    rows.push_back(Json::array({g}));
  return {{"functions", Json::array({function})}, {"subgradients", rows}};
}

inline Json two_piece_example() {
  const Json zero = {"0", "0"};
  Json rows = Json::array();
  for (const auto& [x, y] : {std::pair("-2", "0"), {"-1", "0"}, {"0", "1"}, {"1", "0"}, {"2", "0"}})
    rows.push_back(Json::array({x, y}));
  return {
      {"format", "thalweg-certificate"},
      {"version", 3},
      {"provenance", {{"tool", "by hand"}, {"command", "none"}}},
      {"statement",
       {{"data", {{"columns", {"x", "y"}}, {"targets", {1}}, {"rows", rows}}},
        {"loss", {{"name", "absolute"}}},
        {"claims", Json::array({{{"claim", "two_piece_bound"}, {"bound", "1/10"}}})}}},
      {"witness",
       {{"two_piece_bound",
         {{"below",
           {side(zero, {"0"}), side(zero, {"0", "0"}), side({"1/2", "1"}, {"-1/2", "1", "-1/2"}),
            side(zero, {"0", "1/2", "-1", "1/2"}), side(zero, {"0", "1/2", "-1", "1/2", "0"})}},
          {"above",
           {side(zero, {"1/2", "-1", "1/2", "0"}), side({"-1/2", "1"}, {"-1/2", "1", "-1/2"}),
            side(zero, {"0", "0"}), side(zero, {"0"})}}}}}}};
}

} // namespace thalweg::tests
