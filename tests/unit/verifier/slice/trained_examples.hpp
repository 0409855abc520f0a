// SPDX-License-Identifier: GPL-3.0-or-later
//
// Minima near trained networks, worked by hand in trained_minimum_test.cpp.

#pragma once

#include "unit/verifier/certificate_text.hpp"

namespace thalweg::tests {

/// A certificate with the one claim `trained_minimum`, squared loss, inputs x and targets y.
inline Json trained_certificate(const Json& rows, const Json& layers, const Json& claim,
                                const Json& witness) {
  return certificate_of_claim(rows, layers, claim, {{"trained_minimum", witness}});
}

/// F = a σ(w x + b) + c with σ = ReLU at w = 1, b = 0, a = 1, c = 0, on the wall of the sample x =
/// 0.
inline Json tied_unit() {
  return trained_certificate(
      Json::parse(R"([["-1","1"],["0","-2"],["1","3"],["2","1"]])"),
      {dense("relu", Json::parse(R"([[[0,"1"]]])"), {"0"}),
       dense("identity", Json::parse(R"([[[0,"1"]]])"), {"0"})},
      Json::parse(
          R"({"claim":"trained_minimum","network":"W","distance":"1/1024","radius":"255/1024",
        "strict_radius":"255/1024","risk_lower":"5/2","risk_upper":"5/2","scope":"all",
        "ties":[[0,0,1,0]],"fixed":[2]})"),
      Json::parse(R"({"bits":64,"near":"1/1024","box":"1/4","strict_box":"1/4","share":"1/4",
        "curvature":"1/8","steps":["1","1","1"],"multipliers":["-1/2"],"bounds":["1/4"],
        "penalties":["1"],"fields":[{"field":"scale","layer":0,"unit":0}]})"));
}

/// The same with the weight w fixed instead of a, so that a·b is of order 2.
inline Json tied_unit_with_fixed_weight() {
  Json result = tied_unit();
  result = with(result, "/statement/claims/0/fixed", {0});
  result = with(result, "/witness/trained_minimum/curvature", "1/16");
  for (const char* key : {"/statement/claims/0/radius", "/statement/claims/0/strict_radius"})
    result = with(result, key, "1/2048");
  for (const char* key : {"box", "strict_box"})
    result = with(result, std::string("/witness/trained_minimum/") + key, "1/512");
  return result;
}

/// F = 2 + x/2 through a unit that is on everywhere, beside one that is off everywhere: seven
/// parameters, two of which (w and b of the first unit) are free.
inline Json dead_unit() {
  return trained_certificate(
      Json::parse(R"([["1","2"],["2","4"],["3","3"]])"),
      {dense("relu", Json::parse(R"([[[0,"1/2"]],[]])"), {"2", "-1"}),
       dense("identity", Json::parse(R"([[[0,"1"],[1,"5"]]])"), {"0"})},
      Json::parse(R"({"claim":"trained_minimum","network":"W","distance":"1/1024","radius":"1/8",
        "strict_radius":"1/8","risk_lower":"499999/1000000","risk_upper":"500001/1000000","scope":"all",
        "ties":[],"fixed":[1,3,4,5,6]})"),
      Json::parse(R"({"bits":64,"near":"1/1024","box":"1/4","strict_box":"1/4","share":"1/4",
        "curvature":"1/16","steps":["1","1"],"multipliers":[],"bounds":[],"penalties":[],
        "fields":[{"field":"scale","layer":0,"unit":0},
          {"field":"mix","layer":0,"unit":0,"other":null},
          {"field":"row","layer":0,"unit":1,"basis":[],"free":0,"samples":[]},
          {"field":"row","layer":0,"unit":1,"basis":[],"free":1,"samples":[]},
          {"field":"row","layer":1,"unit":0,"basis":[],"free":1,"samples":[]}]})"));
}

/// F = (x + 2) + (x + 4) through two units that are on everywhere; w and b of the first are free.
inline Json units_on() {
  return trained_certificate(
      Json::parse(R"([["1","7"],["2","12"],["3","11"]])"),
      {dense("relu", Json::parse(R"([[[0,"1"]],[[0,"1"]]])"), {"2", "4"}),
       dense("identity", Json::parse(R"([[[0,"1"],[1,"1"]]])"), {"0"})},
      Json::parse(R"({"claim":"trained_minimum","network":"W","distance":"1/1024","radius":"1/8",
        "strict_radius":"1/8","risk_lower":"199/100","risk_upper":"201/100","scope":"all",
        "ties":[],"fixed":[1,3,4,5,6]})"),
      Json::parse(R"({"bits":64,"near":"1/1024","box":"1/4","strict_box":"1/4","share":"1/4",
        "curvature":"1/16","steps":["1","1"],"multipliers":[],"bounds":[],"penalties":[],
        "fields":[{"field":"cancel","layer":0,"units":[0],"free_unit":1,"basis":[],"free":0,"samples":[]},
          {"field":"cancel","layer":0,"units":[0],"free_unit":1,"basis":[],"free":1,"samples":[]},
          {"field":"scale","layer":0,"unit":0},
          {"field":"mix","layer":0,"unit":0,"other":1},
          {"field":"mix","layer":0,"unit":0,"other":null}]})"));
}

/// F = σ(w x + b) − 2 = 0 at w = 0, b = 2, two samples at x = 1 and two at x = 2, one of each
/// class.
inline Json balanced_classes(const Json& loss, const Json& weights, const Json& biases) {
  Json result = trained_certificate(
      Json::parse(R"([["1","1"],["1","0"],["2","1"],["2","0"]])"),
      {dense("relu", Json::parse("[[]]"), {"2"}), dense("identity", weights, biases)},
      Json::parse(
          R"({"claim":"trained_minimum","network":"W","distance":"1/1048576","radius":"1/32",
        "strict_radius":"1/32","risk_lower":"6931/10000","risk_upper":"1733/2500","scope":"all",
        "ties":[],"fixed":[2,3]})"),
      Json::parse(R"({"bits":64,"near":"1/1048576","box":"1/16","strict_box":"1/16","share":"1/4",
        "curvature":"1/128","steps":["1","1"],"multipliers":[],"bounds":[],"penalties":[],
        "fields":[{"field":"scale","layer":0,"unit":0},
          {"field":"mix","layer":0,"unit":0,"other":null}]})"));
  return with(result, "/statement/loss", loss);
}
inline Json balanced_labels() {
  return balanced_classes(Json::parse(R"({"name":"logistic","positive":"1"})"),
                          Json::parse(R"([[[0,"1"]]])"), {"-2"});
}
/// The scores of class 0 are F, those of class 1 are 0.
inline Json balanced_scores() {
  Json result = balanced_classes(Json::parse(R"({"name":"softmax","classes":2})"),
                                 Json::parse(R"([[[0,"1"]],[]])"), {"-2", "0"});
  result = with(result, "/statement/claims/0/fixed", {2, 3, 4, 5});
  Json& fields = result["witness"]["trained_minimum"]["fields"];
  fields.push_back(Json::parse(R"({"field":"shift","layer":1,"input":0})"));
  fields.push_back(Json::parse(R"({"field":"shift","layer":1,"input":1})"));
  return result;
}

/// F = a_1(w_1 x + b_1) + a_2(w_2 x + b_2) + c with w_1 = a_1 = 1, b_1 = 2, b_2 = 1, c = −2 and the
/// other two 0; both units are on everywhere, and the weights decay. w_2, b_2 and c are fixed.
inline Json decayed_units() {
  Json result = trained_certificate(
      Json::parse(R"([["-1","-3/2"],["0","0"],["1","3/2"]])"),
      {dense("relu", Json::parse(R"([[[0,"1"]],[]])"), {"2", "1"}),
       dense("identity", Json::parse(R"([[[0,"1"]]])"), {"-2"})},
      Json::parse(
          R"({"claim":"trained_minimum","network":"W","distance":"1/1048576","radius":"1/1024",
        "strict_radius":"1/2048","risk_lower":"8333/10000","risk_upper":"4167/5000","scope":"all",
        "ties":[],"fixed":[1,3,6]})"),
      Json::parse(R"({"bits":64,"near":"1/1048576","box":"1/16","strict_box":"1/1024","share":"1/4",
        "curvature":"1/8","steps":["1","1","1","1"],"multipliers":[],"bounds":[],"penalties":[],
        "fields":[{"field":"rotate","layer":0,"unit":0,"other":1},
          {"field":"mix","layer":0,"unit":1,"other":null},
          {"field":"mix","layer":0,"unit":0,"other":null}]})"));
  result["statement"]["loss"]["decay"] = Json::parse(R"([["1/3","0"],["1/3","0"]])");
  return result;
}

/// The tied unit, read by two units of a second layer: one that is on everywhere, with the weight
/// 1, and one that is off everywhere, with the weight 0. What the fixed parameters could do to the
/// outputs, the free ones w, b, c do as well: maps (x, 1 on x > 0, and on the tie) and 1.
inline Json saturated_outputs() {
  Json result = tied_unit();
  result["statement"]["networks"]["W"]["layers"] = {
      dense("relu", Json::parse(R"([[[0,"1"]]])"), {"0"}),
      dense("relu", Json::parse(R"([[[0,"1"]],[]])"), {"4", "-1"}),
      dense("identity", Json::parse(R"([[[0,"1"],[1,"5"]]])"), {"-4"})};
  result = with(result, "/statement/claims/0/fixed", {2, 3, 4, 5, 6, 7});
  Json& witness = result["witness"]["trained_minimum"];
  witness.erase("fields");
  witness["span"] = Json::parse(R"({"rows":[[0,0],[0,3]],"paths":[[2,6]]})");
  return result;
}

/// The tied unit h, read by three units that are on everywhere: F = (h + 4) + (h + 4)/8 + (4 − h)/8
/// − 5. Parameters w, b; three weights, three biases; three output weights, c. What the outputs get
/// of the tie is the sum over the ways.
inline Json several_ways() {
  Json result = tied_unit();
  result["statement"]["networks"]["W"]["layers"] = {
      dense("relu", Json::parse(R"([[[0,"1"]]])"), {"0"}),
      dense("relu", Json::parse(R"([[[0,"1"]],[[0,"1"]],[[0,"-1"]]])"), {"4", "4", "4"}),
      dense("identity", Json::parse(R"([[[0,"1"],[1,"1/8"],[2,"1/8"]]])"), {"-5"})};
  result = with(result, "/statement/claims/0/fixed", {2, 3, 4, 5, 6, 7, 8, 9, 10});
  Json& witness = result["witness"]["trained_minimum"];
  witness.erase("fields");
  witness["bounds"] = {"1/8"};
  witness["span"] = Json::parse(R"({"rows":[[0,0],[0,3]],"paths":[[2,3,4,8,9,10]]})");
  return result;
}

/// F_o = z + 0 for two outputs, z = σ(x) + σ(−x) + 1 = |x| + 1, itself a unit that is on
/// everywhere. The two units below are on at opposite samples: what the bias of z adds their biases
/// can take off. The residuals 1/4 (1, −1, 1, −1) of the first output, and the opposite ones of the
/// second, are orthogonal to z and 1, and their sum is 0. Parameters: w, w', b, b'; a, a', e; c,
/// c', d, d'.
inline Json opposite_units() {
  Json result = trained_certificate(
      Json::parse(R"([["-2","11/4","13/4"],["-1","9/4","7/4"],["1","7/4","9/4"],
        ["2","13/4","11/4"]])"),
      {dense("relu", Json::parse(R"([[[0,"1"]],[[0,"-1"]]])"), {"0", "0"}),
       dense("relu", Json::parse(R"([[[0,"1"],[1,"1"]]])"), {"1"}),
       dense("identity", Json::parse(R"([[[0,"1"]],[[0,"1"]]])"), {"0", "0"})},
      Json::parse(R"({"claim":"trained_minimum","network":"W","distance":"0","radius":"1/32768",
        "strict_radius":"1/32768","risk_lower":"1/8","risk_upper":"1/8","scope":"all","ties":[],
        "fixed":[4,5,6,7,9]})"),
      Json::parse(R"({"bits":64,"near":"1/1073741824","box":"1/16384","strict_box":"1/16384",
        "share":"1/4","curvature":"1/128","steps":["1","1","1","1","1","1"],"multipliers":[],
        "bounds":[],"penalties":[],"fields":[{"field":"scale","layer":0,"unit":0},
          {"field":"scale","layer":0,"unit":1},{"field":"scale","layer":1,"unit":0},
          {"field":"mix","layer":1,"unit":0,"other":null},
          {"field":"block","inner":[[0,0],[0,1]],"basis":[2,3],"free":[6],
            "observed":[[1,0,0],[1,0,2]],"paths":[]}]})"));
  result["statement"]["data"]["columns"] = {"x", "y", "y1"};
  result["statement"]["data"]["targets"] = {1, 2};
  return result;
}

/// The tied unit, where what it gives to the output with the weight a, w and b give as well.
inline Json tied_block() {
  return with(tied_unit(), "/witness/trained_minimum/fields",
              Json::parse(R"([{"field":"block","inner":[[0,0]],"basis":[0,1],"free":[2],
                "observed":[[0,0,1],[1,0,3]],"paths":[[2]]}])"));
}

/// F = a σ(w x + b) + c = 0 with all parameters 0, at x = −1, 1 with y = 1, −1: g = (−1, 1). Rows
/// (w, b) see both samples where b > |w|: V = (2, 0) there, (1, 1) if x = 1 alone is seen, (1, −1)
/// if x = −1 is. The pull is the largest at (1, 1): √2, below 2 · 3/4. In the first cell this takes
/// the multipliers: (2, 0) + (−1, 1) = (1, 1), (−2, 0) + (1, 1) = (−1, 1).
inline Json asleep_unit() {
  Json result = trained_certificate(
      Json::parse(R"([["-1","1"],["1","-1"]])"),
      {dense("relu", Json::parse("[[]]"), {"0"}), dense("identity", Json::parse("[[]]"), {"0"})},
      Json::parse(
          R"({"claim":"trained_minimum","network":"W","distance":"1/1024","radius":"1/2",
        "strict_radius":"1/2","risk_lower":"1","risk_upper":"1","scope":"all","ties":[],
        "fixed":[0,1,2]})"),
      Json::parse(R"({"bits":64,"near":"1/1024","box":"1","strict_box":"1","share":"1/4",
        "curvature":"1","steps":["1"],"multipliers":[],"bounds":[],"penalties":[],"fields":[],
        "asleep":{"units":[0],"nodes":[{"sides":[]},
          {"sides":[]},{"sides":[],"point":["0","-1"]},{"sides":[],"point":["1","0"]},
          {"sides":[]},{"sides":[],"point":["-1","0"]},{"sides":[],"point":["0","1"]}],
          "bounds":[[[],[]],[[],[]],[[],[]],[[[0,"1"]],[[1,"1"]]]]}})"));
  result["statement"]["loss"]["decay"] = Json::parse(R"([["3/4","3/4"],["3/4","0"]])");
  return result;
}

/// Rejected with `trained_minimum.code` after one change.
inline void check_damage(const Json& example, const std::string& changed, const Json& value,
                         const std::string& code, const std::string& place) {
  INFO(changed << " := " << value);
  check_rejected(with(example, changed, value), "trained_minimum." + code, place);
}

} // namespace thalweg::tests
