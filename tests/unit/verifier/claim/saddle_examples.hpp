// SPDX-License-Identifier: GPL-3.0-or-later
//
// A saddle, worked by hand in saddle_test.cpp.

#pragma once

#include "unit/verifier/certificate_text.hpp"

namespace thalweg::tests {

/// F = w2 w1 x without biases at w1 = w2 = 0; the one sample (1, 1).
inline Json saddle_example() {
  const Json layer = dense("identity", Json::parse("[[]]"), nullptr);
  return {
      {"format", "thalweg-certificate"},
      {"version", 3},
      {"provenance", {{"tool", "by hand"}, {"command", "none"}}},
      {"statement",
       {{"data",
         {{"columns", {"x", "y"}}, {"targets", {1}}, {"rows", Json::parse(R"([["1","1"]])")}}},
        {"loss", {{"name", "squared"}}},
        {"networks", {{"W", {{"layers", Json::array({layer, layer})}}}}},
        {"claims",
         {{{"claim", "not_local_minimum"}, {"network", "W"}, {"epsilon", "1"}, {"risk", "1"}},
          {{"claim", "saddle"}, {"network", "W"}, {"epsilon", "1"}}}}}},
      {"witness",
       {{"not_local_minimum", Json::parse(R"({"weights":[[0,0,0,"1"],[1,0,0,"1"]],"biases":[]})")},
        {"saddle", Json::parse(R"({"weights":[[0,0,0,"1"],[1,0,0,"-1"]],"biases":[]})")}}}};
}

} // namespace thalweg::tests
