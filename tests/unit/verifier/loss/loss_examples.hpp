// SPDX-License-Identifier: GPL-3.0-or-later
//
// Writing certificates about losses in tests: constants fitted to targets, and the example of
// certificates/SPECIFICATION.md, section 30, where it is worked by hand.

#pragma once

#include "unit/verifier/hand_example.hpp"

namespace thalweg::tests {

/// The network and the classes of the hand example with the absolute loss: F = |x|, residuals 0,
/// −2, 0 on either side.
inline Json median_example() {
  Json result = hand_example();
  Json& statement = result["statement"];
  statement["loss"] = {{"name", "absolute"}};
  statement["data"]["rows"] =
      Json::parse(R"([["-3","3"],["-2","4"],["-1","1"],["1","1"],["2","4"],["3","3"]])");
  statement["claims"] =
      Json::parse(R"([{"claim":"local_minimum","network":"W","radius":"1/8","risk":"2/3"},
                      {"claim":"lower_risk","network":"W","better":"W2","better_risk":"1/3"},
                      {"claim":"refinement","network":"W","finer_groups":3}])");
  Json& witness = result["witness"];
  witness["local_minimum"]["subgradients"] =
      Json::parse(R"([["1/2"],["-1"],["1/2"],["1/2"],["-1"],["1/2"]])");
  Json& layers = statement["networks"]["W2"]["layers"];
  layers[0]["biases"] = {"-1/2", "10", "-5/2"};
  layers[1]["weights"] = Json::parse(R"([[[0,"4"],[1,"1"],[2,"-8"]]])");
  witness["refinement"]["subgradients"] =
      Json::parse(R"([["1/2"],["-1"],["1/2"],["0"],["0"],["0"]])");
  return result;
}

/// A claim that the constants F = `biases` fit the targets, one row of them for each sample; no
/// inputs, no hidden layer, one class. `g` null: no subgradients.
inline Json constant_fit(const Json& loss, const Json& targets, const Json& biases,
                         const std::string& risk, const Json& g) {
  const std::size_t outputs = biases.size();
  Json result = with_first_claims(hand_example(), 1);
  Json columns = Json::array();
  Json indices = Json::array();
  for (std::size_t o = 0; o < outputs; ++o) {
    columns.push_back("y" + std::to_string(o));
    indices.push_back(o);
  }
  Json& statement = result["statement"];
  statement["data"] = {{"columns", columns}, {"targets", indices}, {"rows", targets}};
  statement["loss"] = loss;
  statement["networks"]["W"]["layers"] =
      Json::array({dense("identity", Json(outputs, Json::array()), biases)});
  statement["claims"][0]["risk"] = risk;
  Json& witness = result["witness"]["local_minimum"];
  witness["pattern_classes"] = Json(targets.size(), 0);
  if (!g.is_null())
    witness["subgradients"] = g;
  return result;
}

/// The same with one output; lists of rationals from text.
inline Json constant_fit(const char* loss, const char* targets, const char* bias, const char* risk,
                         const char* g = nullptr) {
  const auto column = [](const char* text) {
    Json rows = Json::array();
    for (const Json& value : Json::parse(text))
      rows.push_back(value.is_null() ? value : Json::array({value}));
    return rows;
  };
  return constant_fit(Json::parse(loss), column(targets), Json::array({bias}), risk,
                      g == nullptr ? Json() : column(g));
}

} // namespace thalweg::tests
