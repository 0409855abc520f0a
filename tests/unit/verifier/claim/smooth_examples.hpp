// SPDX-License-Identifier: GPL-3.0-or-later
//
// The data of yun2019, Theorem 2, with the printed points for smooth activations (worked by hand in
// smooth_test.cpp).

#pragma once

#include "unit/verifier/certificate_text.hpp"

namespace thalweg::tests {

/// What differs between activations.
struct SmoothExample {
  const char* activation;
  const char* units; ///< both hidden units, as JSON objects
  const char* output_weights;
  const char* given; ///< at the first two samples
  const char* midpoints;
};

inline Json smooth_certificate(const SmoothExample& example) {
  const Json activation = Json::parse(example.activation);
  const bool is_real = activation["name"] == "swish" || activation["name"] == "gelu";
  const char* const given = is_real || activation["name"] == "quadratic" ? "arguments" : "values";
  return {
      {"format", "thalweg-certificate"},
      {"version", 3},
      {"provenance", {{"tool", "by hand"}, {"command", "none"}}},
      {"statement",
       {{"data",
         {{"columns", {"x1", "x2", "y"}},
          {"targets", {2}},
          {"rows", {{"1", "0", "0"}, {"0", "1", "0"}, {"1/2", "1/2", "1"}}}}},
        {"loss", {{"name", "squared"}}},
        {"smooth_network",
         {{"activation", activation},
          {"units", Json::parse(example.units)},
          {"output_weights", Json::parse(example.output_weights)},
          {"output_bias", is_real ? Json() : Json("0")}}},
        {"claims",
         {{{"claim", "smooth_minimum"}, {"risk", "2/9"}}, {{"claim", "smooth_zero_loss"}}}}}},
      {"witness",
       {{"smooth_zero_loss",
         {{given, Json::parse(example.given)}, {"midpoints", Json::parse(example.midpoints)}}}}}};
}

inline Json logistic_example() {
  return smooth_certificate({R"({"name":"logistic"})", R"([{"value":"1/4"},{"value":"1/4"}])",
                             R"(["2/3","2/3"])", R"([["1/2","1/4"],["1/4","1/8"]])",
                             R"([["73/200","367/1000"],["179/1000","9/50"]])"});
}

inline Json quadratic_example() {
  return smooth_certificate({R"({"name":"quadratic"})", R"([{"argument":"1"},{"argument":"1"}])",
                             R"(["1/6","1/6"])", R"([["-1","1"],["1","1"]])",
                             R"([["0","0"],["1","1"]])"});
}

/// Without `smooth_zero_loss`.
inline Json minimum_alone(Json certificate) {
  certificate["statement"]["claims"].erase(1);
  certificate["witness"] = Json::object();
  return certificate;
}

} // namespace thalweg::tests
