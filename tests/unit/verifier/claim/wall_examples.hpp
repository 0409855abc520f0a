// SPDX-License-Identifier: GPL-3.0-or-later
//
// Certificates about networks as training leaves them, worked by hand: minima on walls, a lower
// risk, a risk that vanishes, weight decay.

#pragma once

#include "unit/verifier/certificate_text.hpp"

namespace thalweg::tests {

/// The example of certificates/SPECIFICATION.md, section 36.
inline Json wall_example() {
  return Json::parse(R"({"format":"thalweg-certificate",
 "version":3,
 "provenance":{"tool":"by hand","command":"none"},
 "statement":{"data":{"columns":["x","y"],"targets":[1],"rows":[["-1","1"],["0","-2"],["1","3"],["2","1"]]},
  "loss":{"name":"squared"},
  "networks":{"W":{"layers":[
   {"kind":"dense","activation":"relu","weights":[[[0,"1"]],[]],"biases":["0","-2"]},
   {"kind":"dense","activation":"identity","weights":[[[0,"1"]]],"biases":["0"]}]},
    "W2":{"layers":[
   {"kind":"dense","activation":"relu","weights":[[[0,"-1"]],[[0,"-1"]]],"biases":["0","1"]},
   {"kind":"dense","activation":"identity","weights":[[[0,"7"],[1,"-4"]]],"biases":["2"]}]}},
  "claims":[{"claim":"minimum_on_walls","network":"W","radius":"1/4","risk":"5/2"},
   {"claim":"lower_risk","network":"W","better":"W2","better_risk":"1/2"}]},
 "witness":{"minimum_on_walls":{"method":"first_order","exempt":[],"ties":[[1,0,"-2"]]}}})");
}

/// wall_example() without lower_risk: the claim has the number 0.
inline Json wall_alone() {
  Json result = wall_example();
  result["statement"]["claims"].erase(1);
  result["statement"]["networks"].erase("W2");
  return result;
}

/// The same with the absolute loss and a quarter of all g; the samples at −1 and 2 are fitted, a
/// fifth one, on the wall, is exempt.
inline Json absolute_wall() {
  Json result = wall_alone();
  result["statement"]["data"]["rows"] =
      Json::parse(R"([["-1","0"],["0","-1"],["1","2"],["2","2"],["0","0"]])");
  result["statement"]["loss"] = {{"name", "absolute"}};
  result["statement"]["claims"][0]["risk"] = "2/5";
  Json& witness = result["witness"]["minimum_on_walls"];
  witness["exempt"] = {4};
  witness["ties"][0][2] = "-1/2";
  witness["subgradients"] = Json::parse(R"([["-1/2"],["1"],["-1"],["1/2"],null])");
  return result;
}

/// The same under a first layer that passes x + 4 on, beside a unit that is off.
inline Json deep_wall() {
  Json result = wall_alone();
  Json& layers = result["statement"]["networks"]["W"]["layers"];
  layers[0]["biases"][0] = "-4";
  layers.insert(layers.begin(), dense("relu", Json::parse(R"([[[0,"1"]],[]])"), {"4", "-1"}));
  result["statement"]["claims"][0]["radius"] = "1/32";
  return result;
}

/// Three walls that are none. The two pixels of the first sample are equal, and so are the two
/// results of the filter, of which the maximum is taken; at the second all is 0. No layer but the
/// last has a bias: m = max(p, q), z = m, F = max(0, z). (2, 2): F = 2, y = 1, r = 1; (0, 0):
/// F = 0, y = 2, r = −2; (1, −1), (−1, 3): F = 1, 3, r = 1, −1; (−2, −1): F = 0, r = 1; g = 2 r.
/// On: Σ r m = 2 + 1 − 3 = 0 for the entries that are selected; but the filter has one weight, and
/// Σ r (selected pixel) = 2 + 1 − 3 = 0 likewise. Σ r = 0.
inline Json still_walls() {
  Json result = wall_alone();
  Json& statement = result["statement"];
  statement["data"] = Json::parse(
      R"({"columns":["p","q","y"],"targets":[2],"rows":[["2","2","1"],["0","0","2"],["1","-1","0"],["-1","3","4"],["-2","-1","-1"]]})");
  statement["networks"]["W"] = Json::parse(R"({"input_shape":[1,2],"layers":[
   {"kind":"convolution","activation":"identity","kernel":[1],"stride":[1],"padding":[0],"dilation":[1],"groups":1,"weights":[[[0,"1"]]],"biases":null},
   {"kind":"max_pooling","window":[2],"stride":[2],"padding":[0]},
   {"kind":"dense","activation":"relu","weights":[[[0,"1"]]],"biases":null},
   {"kind":"dense","activation":"identity","weights":[[[0,"1"]]],"biases":["0"]}]})");
  statement["claims"][0] = {
      {"claim", "minimum_on_walls"}, {"network", "W"}, {"radius", "1/16"}, {"risk", "8/5"}};
  result["witness"]["minimum_on_walls"]["ties"] = Json::array();
  return result;
}

/// Logistic loss, F = 2 max(0, x) − 1, labels +, +, − at 1, 2, 0: margins 1, 3, 1.
inline Json vanishing_example() {
  Json result = wall_alone();
  Json& statement = result["statement"];
  statement["data"]["rows"] = Json::parse(R"([["1","1"],["2","1"],["0","-1"]])");
  statement["loss"] = {{"name", "logistic"}};
  statement["networks"]["W"]["layers"] = {dense("relu", Json::parse(R"([[[0,"1"]]])"), {"0"}),
                                          dense("identity", Json::parse(R"([[[0,"2"]]])"), {"-1"})};
  statement["claims"][0] = {{"claim", "vanishing_risk"}, {"network", "W"}, {"margin", "1"}};
  result["witness"] = {{"vanishing_risk", {{"direction", nullptr}}}};
  return result;
}

/// The same network with the labels −, +, − : only the direction max(0, x) − 1 does not push apart
/// what belongs together. Its margins are 0, 1 and 1.
inline Json weakly_separated() {
  Json result = vanishing_example();
  result["statement"]["data"]["rows"] = Json::parse(R"([["1","-1"],["2","1"],["0","-1"]])");
  result["statement"]["claims"][0]["margin"] = "0";
  result["witness"]["vanishing_risk"]["direction"] =
      Json::parse(R"({"weights":[[1,0,0,"1"]],"biases":[[1,0,"-1"]]})");
  return result;
}

/// F = w_2 w_1 x without biases at w = (1, 1), sample (1, 1), decay 1/4 w_1² + w_2²: R = 5/4. Along
/// D = (0, −1), R = ε² + 1/4 + (1 − ε)²: the difference is −2ε + 2ε².
inline Json decay_example() {
  Json result = wall_alone();
  Json& statement = result["statement"];
  statement["data"]["rows"] = Json::parse(R"([["1","1"]])");
  statement["loss"] = Json::parse(R"({"name":"squared","decay":[["1/4","0"],["1","0"]]})");
  const Json layer = dense("identity", Json::parse(R"([[[0,"1"]]])"), nullptr);
  statement["networks"]["W"]["layers"] = {layer, layer};
  statement["claims"] =
      Json::parse(R"([{"claim":"not_local_minimum","network":"W","epsilon":"1/2","risk":"5/4"}])");
  result["witness"] =
      Json::parse(R"({"not_local_minimum":{"weights":[[1,0,0,"-1"]],"biases":[]}})");
  return result;
}

} // namespace thalweg::tests
