// SPDX-License-Identifier: GPL-3.0-or-later
//
// The example of the specification's section 41, worked by hand in trap_test.cpp.

#pragma once

#include "unit/verifier/slice/trained_examples.hpp"

namespace thalweg::tests {

/// F = a max(0, w x + b) + c
inline Json one_unit(const char* w, const char* b, const char* a, const char* c) {
  return {dense("relu", Json::array({Json::array({Json::array({0, w})})}), {b}),
          dense("identity", Json::array({Json::array({Json::array({0, a})})}), {c})};
}

/// w = −1, b = 3/2, a = −1, c = 3/2; w is fixed. W2 is max(0, x − 2/3).
inline Json trap_example() {
  Json result = trained_certificate(
      Json::parse(R"([["0","0"],["1","1"],["2","0"],["3","3"]])"),
      one_unit("-1", "3/2", "-1", "3/2"),
      Json::parse(R"({"claim":"trained_minimum","network":"W","distance":"0","radius":"507/5120",
        "strict_radius":"7/1024","risk_lower":"9/8","risk_upper":"9/8","scope":"all",
        "ties":[],"fixed":[0]})"),
      Json::parse(R"({"bits":64,"near":"1/1024","box":"1/10","strict_box":"1/128","share":"1/4",
        "curvature":"1/16","steps":["1","1","1"],"multipliers":[],"bounds":[],"penalties":[],
        "fields":[{"field":"scale","layer":0,"unit":0}]})"));
  Json& claims = result["statement"]["claims"];
  claims.push_back(Json::parse(R"({"claim":"trap","network":"W","barrier":"13/80000"})"));
  claims.push_back(
      Json::parse(R"({"claim":"lower_risk","network":"W","better":"W2","better_risk":"2/3"})"));
  result["statement"]["networks"]["W2"] = {{"layers", one_unit("1", "-2/3", "1", "0")}};
  return result;
}

} // namespace thalweg::tests
