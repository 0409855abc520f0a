// SPDX-License-Identifier: GPL-3.0-or-later
//
// The example of the specification's section 35, and its risk from the definition.

#pragma once

#include "exact/rational.hpp"
#include "unit/verifier/certificate_text.hpp"

#include <algorithm>

namespace thalweg::tests {

/// "0" or a number as a sparse row of one weight.
inline Json one_weight(const std::string& weight) {
  return weight == "0" ? Json::array() : Json::array({Json::array({0, weight})});
}

/// F = reader [weight x + bias]_+ + 1
inline Json escape_network(const std::string& weight, const std::string& bias,
                           const std::string& reader) {
  return {{"layers",
           {dense("relu", Json::array({one_weight(weight)}), {bias}),
            dense("identity", Json::array({one_weight(reader)}), {"1"})}}};
}

inline Json escape_example() {
  return {{"format", "thalweg-certificate"},
          {"version", 3},
          {"provenance", {{"tool", "by hand"}, {"command", "none"}}},
          {"statement",
           {{"data",
             {{"columns", {"x", "y"}},
              {"targets", {1}},
              {"rows", Json::parse(R"([["0","0"],["1","0"],["2","3"]])")}}},
            {"loss", Json::parse(R"({"name":"squared"})")},
            {"networks", {{"W", escape_network("-1", "-1", "5")}}},
            {"claims",
             Json::parse(R"([{"claim":"escape","network":"W","risk":"2","better_risk":"1"}])")}}},
          {"witness",
           {{"escape",
             {{"waypoints",
               Json::array({escape_network("-1", "-1", "0"), escape_network("1", "-1", "0"),
                            escape_network("1", "-1", "1")})}}}}}};
}

inline Rational number_in(const Json& layer, bool is_weight) {
  if (!is_weight)
    return *parse_number(layer["biases"][0].get<std::string>());
  const Json& row = layer["weights"][0];
  return row.empty() ? Rational(0) : *parse_number(row[0][1].get<std::string>());
}

/// R of such a network on the three samples.
inline Rational escape_risk(const Json& network) {
  const Json& hidden = network["layers"][0];
  const Json& output = network["layers"][1];
  Rational sum = 0;
  for (const auto& [x, y] : {std::pair(0, 0), {1, 0}, {2, 3}}) {
    const Rational z = number_in(hidden, true) * x + number_in(hidden, false);
    const Rational residual =
        number_in(output, true) * (z > 0 ? z : Rational(0)) + number_in(output, false) - y;
    sum += residual * residual;
  }
  return sum / 3;
}

/// (1 − t) a + t b
inline Json between(const Json& a, const Json& b, const Rational& t) {
  Json result = a;
  for (const std::size_t l : {0U, 1U}) {
    const auto mixed = [&](bool is_weight) {
      return to_string(Rational(number_in(a["layers"][l], is_weight) * (1 - t) +
                                number_in(b["layers"][l], is_weight) * t));
    };
    result["layers"][l]["weights"][0] = one_weight(mixed(true));
    result["layers"][l]["biases"][0] = mixed(false);
  }
  return result;
}

} // namespace thalweg::tests
