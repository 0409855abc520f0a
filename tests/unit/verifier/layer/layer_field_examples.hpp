// SPDX-License-Identifier: GPL-3.0-or-later
//
// Minima near trained networks with additions and convolutions, worked by hand in
// layer_fields_test.cpp.

#pragma once

#include "unit/verifier/slice/trained_examples.hpp"

namespace thalweg::tests {

inline Json addition(const Json& activation, std::size_t with_source) {
  return {{"kind", "addition"}, {"activation", activation}, {"with", with_source}};
}

inline Json pooling(const char* kind, const Json& window) {
  return {{"kind", kind}, {"window", window}, {"stride", window}, {"padding", {0}}};
}

inline Json convolution(const Json& kernel, const Json& weights, const Json& biases) {
  return {{"kind", "convolution"}, {"activation", "relu"}, {"kernel", kernel},
          {"stride", {1}},         {"padding", {0}},       {"dilation", {1}},
          {"groups", 1},           {"weights", weights},   {"biases", biases}};
}

/// F = a (h + σ(v h + d)) + c, h = σ(w x + b) on everywhere, the second unit off everywhere: F = 2
/// + x/2, the best line. Parameters w, b, v, d, a, c; w and b are free.
inline Json residual_units() {
  Json result = dead_unit();
  result["statement"]["networks"]["W"]["layers"] = {
      dense("relu", Json::parse(R"([[[0,"1/2"]]])"), {"2"}),
      dense("relu", Json::parse(R"([[[0,"1"]]])"), {"-8"}), addition("identity", 1),
      dense("identity", Json::parse(R"([[[0,"1"]]])"), {"0"})};
  result = with(result, "/statement/claims/0/fixed", {2, 3, 4, 5});
  return with(result, "/witness/trained_minimum/fields",
              Json::parse(R"([{"field":"scale","layer":0,"unit":0,"joined":[1]},
                {"field":"mix","layer":0,"unit":0,"other":null},
                {"field":"row","layer":1,"unit":0,"basis":[],"free":0,"samples":[]},
                {"field":"row","layer":1,"unit":0,"basis":[],"free":1,"samples":[]}])"));
}

/// The same with both units on everywhere: F = a (w x + b) (1 + v) + a d + c at w = v = d = a = 1,
/// b = c = 0, so F = 2x + 1, residuals 1, −2, 1. In v and c, which are free, F is affine. The
/// second unit can put back what the addition passes on of the first one.
inline Json folded_units() {
  Json result = residual_units();
  result = with(result, "/statement/data/rows", Json::parse(R"([["1","2"],["2","7"],["3","6"]])"));
  for (const char* layer : {"0", "1"}) {
    const std::string place = std::string("/statement/networks/W/layers/") + layer;
    result = with(result, place + "/weights", Json::parse(R"([[[0,"1"]]])"));
    result = with(result, place + "/biases", {layer});
  }
  result = with(result, "/statement/claims/0/risk_lower", "199/100");
  result = with(result, "/statement/claims/0/risk_upper", "201/100");
  result = with(result, "/statement/claims/0/fixed", {0, 1, 3, 4});
  return with(result, "/witness/trained_minimum/fields",
              Json::parse(R"([{"field":"scale","layer":0,"unit":0,"joined":[1]},
                {"field":"scale","layer":1,"unit":0,"fold":{"layer":1,"units":[0]}},
                {"field":"mix","layer":0,"unit":0,"other":null},
                {"field":"mix","layer":1,"unit":0,"other":null}])"));
}

/// Two units wide: h = x and off; z = h − 3/2 (on at x = 2, 3 only) and h + 1, both added to h; F =
/// 3 (h + σ(h − 3/2)) + q (h + 1) + c. Only c is free; the fields are copies of one.
inline Json units_that_fold(const char* field, const char* q = "1") {
  Json result = folded_units();
  result["statement"]["networks"]["W"]["layers"] = {
      dense("relu", Json::parse(R"([[[0,"1"]],[]])"), {"0", "-1"}),
      dense("relu", Json::parse(R"([[[0,"1"]],[[0,"1"]]])"), {"-3/2", "1"}),
      addition("identity", 1), dense("identity", Json::parse(R"([[[0,"3"]]])"), {"0"})};
  if (q != std::string("0"))
    result["statement"]["networks"]["W"]["layers"][3]["weights"][0].push_back({1, q});
  const bool is_read = q != std::string("0");
  result = with(result, "/statement/data/rows",
                is_read ? Json::parse(R"([["1","4"],["2","25/2"],["3","33/2"]])")
                        : Json::parse(R"([["1","2"],["2","19/2"],["3","25/2"]])"));
  Json fixed = Json::array(), fields = Json::array();
  for (int k = 0; k < 12; ++k) {
    fixed.push_back(k);
    fields.push_back(Json::parse(field));
  }
  result = with(result, "/statement/claims/0/fixed", fixed);
  result = with(result, "/witness/trained_minimum/steps", {"1"});
  return with(result, "/witness/trained_minimum/fields", fields);
}

/// The same with h = σ(x − 3/2), which is 0 at x = 1, and z = h + b, on where h is not 0 if b =
/// −1/4, at x = 3 only if b = −3/4; F = 3 (h + σ(z)) + (h + 1) + c.
inline Json units_that_fold_what_is_on(const char* field, const char* b, const Json& rows) {
  Json result = units_that_fold(field);
  result = with(result, "/statement/networks/W/layers/0/biases", {"-3/2", "-1"});
  result = with(result, "/statement/networks/W/layers/1/biases", {b, "1"});
  return with(result, "/statement/data/rows", rows);
}

/// Two filters of two weights on three inputs, an average and a dense layer. `biases` are those of
/// the filters, which all have the weights 1, `readers` the weights of the dense layer, `rest` its
/// bias: F = u + v with u = (x_0 + x_1)/2, v = (x_1 + x_2)/2, residuals 1, −1, −1, 1 orthogonal to
/// u, v and 1. Parameters: four weights, two biases, two readers and the last bias; those of the
/// first filter are free.
inline Json filters(const Json& second, const Json& biases, const Json& readers, const Json& rest,
                    const Json& fields) {
  Json result = trained_certificate(
      Json::parse(R"([["1","1","1","1"],["1","1","3","4"],["3","1","1","4"],["3","1","3","3"]])"),
      {convolution({2}, {Json::parse(R"([[0,"1"],[1,"1"]])"), second}, biases),
       pooling("average_pooling", {2}),
       dense("identity", Json::array({readers}), Json::array({rest}))},
      Json::parse(R"({"claim":"trained_minimum","network":"W","distance":"1/1024","radius":"1/8",
        "strict_radius":"1/8","risk_lower":"999999/1000000","risk_upper":"1000001/1000000",
        "scope":"all","ties":[],"fixed":[2,3,5,6,7,8]})"),
      Json::parse(R"({"bits":64,"near":"1/1024","box":"1/4","strict_box":"1/4","share":"1/4",
        "curvature":"1/256","steps":["1","1","1"],"multipliers":[],"bounds":[],"penalties":[]})"));
  result["statement"]["data"]["columns"] = {"x0", "x1", "x2", "y"};
  result["statement"]["data"]["targets"] = {3};
  result["statement"]["networks"]["W"]["input_shape"] = {1, 3};
  result["witness"]["trained_minimum"]["fields"] = fields;
  return result;
}

/// The second filter is off everywhere.
inline Json filter_off() {
  return filters(
      Json::array(), {"0", "-1"}, Json::parse(R"([[0,"1"],[1,"5"]])"), "0",
      Json::parse(R"([{"field":"row","layer":0,"unit":1,"basis":[],"free":0,"samples":[]},
                   {"field":"row","layer":0,"unit":1,"basis":[],"free":1,"samples":[]},
                   {"field":"row","layer":0,"unit":1,"basis":[],"free":2,"samples":[]},
                   {"field":"scale","layer":0,"unit":0},
                   {"field":"row","layer":2,"unit":0,"basis":[],"free":1,"samples":[]},
                   {"field":"mix","layer":0,"unit":0,"other":null}])"));
}

/// Both are on everywhere, with the biases 1 and −1, and each makes up half of F.
inline Json filters_on() {
  return filters(Json::parse(R"([[0,"1"],[1,"1"]])"), {"1", "-1"},
                 Json::parse(R"([[0,"1/2"],[1,"1/2"]])"), "0", Json::parse(R"([
        {"field":"cancel","layer":0,"units":[0],"free_unit":1,"basis":[],"free":0,"samples":[]},
        {"field":"cancel","layer":0,"units":[0],"free_unit":1,"basis":[],"free":1,"samples":[]},
        {"field":"cancel","layer":0,"units":[0],"free_unit":1,"basis":[],"free":2,"samples":[]},
        {"field":"scale","layer":0,"unit":0},
        {"field":"mix","layer":0,"unit":0,"other":1},
        {"field":"mix","layer":0,"unit":0,"other":null}])"));
}

/// One sample (2, 3), one filter of one weight, z = w x + b at both positions, the larger of which
/// counts: F = a max z + c = y. Parameters w, b, a, c; b is free.
inline Json larger_position() {
  Json result = trained_certificate(
      Json::parse(R"([["2","3","4"]])"),
      {convolution({1}, Json::parse(R"([[[0,"1"]]])"), {"1"}), pooling("max_pooling", {2}),
       dense("identity", Json::parse(R"([[[0,"1"]]])"), {"0"})},
      Json::parse(R"({"claim":"trained_minimum","network":"W","distance":"1/1024","radius":"1/8",
        "strict_radius":"1/8","risk_lower":"0","risk_upper":"0","scope":"all","ties":[],
        "fixed":[0,2,3]})"),
      Json::parse(R"({"bits":64,"near":"1/1024","box":"1/4","strict_box":"1/4","share":"1/4",
        "curvature":"1","steps":["1"],"multipliers":[],"bounds":[],"penalties":[],
        "fields":[{"field":"row","layer":0,"unit":0,"basis":[1],"free":0,"samples":[1]},
          {"field":"scale","layer":0,"unit":0},
          {"field":"mix","layer":0,"unit":0,"other":null}]})"));
  result["statement"]["data"]["columns"] = {"x0", "x1", "y"};
  result["statement"]["data"]["targets"] = {2};
  result["statement"]["networks"]["W"]["input_shape"] = {1, 2};
  return result;
}

/// F = a max(σ(w x_0 + b), σ(w x_1 + b)) + c at w = b = a = 1, c = 0: at each sample the larger
/// entry is on and the other one off. w and b are free.
inline Json entries_in_turn() {
  Json result = larger_position();
  result = with(result, "/statement/networks/W/layers/0/activation", "relu");
  result = with(result, "/statement/data/rows", Json::parse(R"([["2","-3","3"],["-4","1","2"]])"));
  result = with(result, "/statement/claims/0/fixed", {2, 3});
  result = with(result, "/witness/trained_minimum/curvature", "1/16");
  result = with(result, "/witness/trained_minimum/steps", {"1", "1"});
  result["witness"]["trained_minimum"]["fields"].erase(0);
  return result;
}

/// One sample, parameters of which one, `free`, is free.
inline Json with_one_free(const Json& row, const Json& input_shape, const Json& layers,
                          const Json& fixed, const Json& fields) {
  Json result = larger_position();
  result = with(result, "/statement/data/rows/0", row);
  result["statement"]["networks"]["W"] = {{"input_shape", input_shape}, {"layers", layers}};
  result = with(result, "/statement/claims/0/fixed", fixed);
  result = with(result, "/witness/trained_minimum/curvature", "1/8");
  return with(result, "/witness/trained_minimum/fields", fields);
}

/// A filter v z + d moves over padding, z, z and padding, z = w x + b at x = 2: F = a (v z/2 + d) +
/// c. Parameters w, b, v, d, a, c; b is free.
inline Json padded_filter() {
  Json second = convolution({1}, Json::parse(R"([[[0,"1"]]])"), {"1"});
  second["padding"] = {1};
  return with_one_free({"2", "2", "5/2"}, {1, 2},
                       {convolution({1}, Json::parse(R"([[[0,"1"]]])"), {"1"}), second,
                        pooling("average_pooling", {4}),
                        dense("identity", Json::parse(R"([[[0,"1"]]])"), {"0"})},
                       {0, 2, 3, 4, 5}, Json::parse(R"([
        {"field":"row","layer":0,"unit":0,"basis":[1],"free":0,"samples":[0]},
        {"field":"scale","layer":0,"unit":0},{"field":"scale","layer":1,"unit":0},
        {"field":"mix","layer":1,"unit":0,"other":null},
        {"field":"row","layer":3,"unit":0,"basis":[1],"free":0,"samples":[0]}])"));
}

/// Two filters, each on a channel of its own with x = 2: F = a_0 (w_0 x_0 + b_0) + a_1 (w_1 x_1 +
/// b_1) + c. Parameters w_0, w_1, b_0, b_1, a_0, a_1, c; b_0 is free.
inline Json grouped_filters() {
  Json filters = convolution({1}, Json::parse(R"([[[0,"1"]],[[0,"1"]]])"), {"1", "1"});
  filters["groups"] = 2;
  return with_one_free({"2", "2", "6"}, {2, 1},
                       {filters, dense("identity", Json::parse(R"([[[0,"1"],[1,"1"]]])"), {"0"})},
                       {0, 1, 3, 4, 5, 6}, Json::parse(R"([
        {"field":"row","layer":0,"unit":0,"basis":[1],"free":0,"samples":[0]},
        {"field":"row","layer":0,"unit":1,"basis":[1],"free":0,"samples":[0]},
        {"field":"scale","layer":0,"unit":0},{"field":"scale","layer":0,"unit":1},
        {"field":"mix","layer":0,"unit":0,"other":null},
        {"field":"mix","layer":0,"unit":1,"other":null}])"));
}

/// F = a (x + v h + d) + c, h = σ(w x + b) with a tie at x = 0: at w = v = a = 1, b = 0, d = 4, c =
/// −4 the residuals 1, −2, 2, −2, 1 are orthogonal to 1, x, and x on x > 0, and (b) λ = −2/5.
/// Parameters w, b, v, d, a, c; w, b, a, c reach what all of them do.
inline Json saturated_addition() {
  Json result = tied_unit_with_fixed_weight();
  result = with(result, "/statement/data/rows",
                Json::parse(R"([["-2","-3"],["-1","1"],["0","-2"],["1","4"],["2","3"]])"));
  result["statement"]["networks"]["W"]["layers"] = {
      dense("relu", Json::parse(R"([[[0,"1"]]])"), {"0"}),
      dense("relu", Json::parse(R"([[[0,"1"]]])"), {"4"}), addition("identity", 0),
      dense("identity", Json::parse(R"([[[0,"1"]]])"), {"-4"})};
  result = with(result, "/statement/claims/0/fixed", {2, 3});
  result = with(result, "/statement/claims/0/ties", Json::parse("[[0,0,2,0]]"));
  result = with(result, "/statement/claims/0/risk_lower", "279999/100000");
  result = with(result, "/statement/claims/0/risk_upper", "280001/100000");
  for (const char* key : {"/statement/claims/0/radius", "/statement/claims/0/strict_radius"})
    result = with(result, key, "1/16384");
  Json& witness = result["witness"]["trained_minimum"];
  witness.erase("fields");
  witness["steps"] = {"1", "1", "1", "1"};
  witness["curvature"] = "1/64";
  witness["near"] = "1/65536";
  for (const char* key : {"box", "strict_box"})
    witness[key] = "1/8192";
  witness["multipliers"] = {"-2/5"};
  witness["bounds"] = {"1/8"};
  witness["span"] = Json::parse(R"({"rows":[[0,0],[0,1],[0,4]],"paths":[[2,4]]})");
  return result;
}

} // namespace thalweg::tests
