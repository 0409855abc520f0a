// SPDX-License-Identifier: GPL-3.0-or-later
//
// Certificates about the logistic and the softmax loss, worked by hand.

#pragma once

#include "unit/verifier/certificate_text.hpp"

#include <string>

namespace thalweg::tests {

/// The example of certificates/SPECIFICATION.md, section 39.
inline const std::string images_example_text = R"({"format":"thalweg-certificate",
 "version":3,
 "provenance":{"tool":"by hand","command":"none"},
 "statement":{"data":{"columns":["a","b","kind"],"targets":[2],
   "rows":[["1","-1","2"],["-1","1","1"],["2","-2","2"],["-2","2","2"],["2","-2","2"],["-2","2","1"],["3","-3","2"],["-3","3","1"]]},
  "loss":{"name":"logistic","positive":"2"},
  "networks":{"W":{"input_shape":[1,2],"layers":[
   {"kind":"convolution","activation":"relu","kernel":[1],"stride":[1],"padding":[0],"dilation":[1],"groups":1,"weights":[[[0,"1"]]],"biases":["0"]},
   {"kind":"max_pooling","window":[2],"stride":[2],"padding":[0]},
   {"kind":"dense","activation":"relu","weights":[[],[]],"biases":["1021/1000","-1"]},
   {"kind":"dense","activation":"identity","weights":[[[0,"1/2"]]],"biases":["0"]}]},
    "W2":{"input_shape":[1,2],"layers":[
   {"kind":"convolution","activation":"relu","kernel":[1],"stride":[1],"padding":[0],"dilation":[1],"groups":1,"weights":[[[0,"1"]]],"biases":["0"]},
   {"kind":"max_pooling","window":[2],"stride":[2],"padding":[0]},
   {"kind":"dense","activation":"relu","weights":[[[0,"1"]],[[0,"-1"]]],"biases":["-2","2"]},
   {"kind":"dense","activation":"identity","weights":[[[0,"-11/10"],[1,"-11/10"]]],"biases":["11/10"]}]}},
  "claims":[{"claim":"nearby_minimum","network":"W","distance":"1/256","radius":"1/32","risk_lower":"661/1000","risk_upper":"331/500"},
   {"claim":"lower_risk","network":"W","better":"W2","better_risk":"629/1000"}]},
 "witness":{"nearby_minimum":{"method":"first_order","bits":64,"layer":2,"pattern_classes":[0,1,0,1,0,1,0,1],
   "classes":[{"basis":[0,1],"reach":"1/2048"}],
   "response":[[[0,"2"]],[]]}}})";

inline Json images_example() {
  return Json::parse(images_example_text);
}

/// The same samples without the filter: the first layer moves. W is the constant 51/100: p =
/// 0.62480…, G = (8p − 5)·(2, 1), w = p(1 − p) = 0.23442…; √ of the dual square is |8p − 5|/√(8w) =
/// 0.00113…, b A⁻¹ b is at most 3/(8w), ρ = η/√(4w) and η √(9/(8w)).
inline const std::string nearby_example_text = R"({"format":"thalweg-certificate",
 "version":3,
 "provenance":{"tool":"by hand","command":"none"},
 "statement":{"data":{"columns":["x","kind"],"targets":[1],
   "rows":[["1","2"],["1","1"],["2","2"],["2","2"],["2","2"],["2","1"],["3","2"],["3","1"]]},
  "loss":{"name":"logistic","positive":"2"},
  "networks":{"W":{"layers":[
   {"kind":"dense","activation":"relu","weights":[[],[]],"biases":["51/50","-1"]},
   {"kind":"dense","activation":"identity","weights":[[[0,"1/2"]]],"biases":["0"]}]},
    "W2":{"layers":[
   {"kind":"dense","activation":"relu","weights":[[[0,"1"]],[[0,"-1"]]],"biases":["-2","2"]},
   {"kind":"dense","activation":"identity","weights":[[[0,"-11/10"],[1,"-11/10"]]],"biases":["11/10"]}]}},
  "claims":[{"claim":"nearby_minimum","network":"W","distance":"1/128","radius":"1/8","risk_lower":"661/1000","risk_upper":"331/500"},
   {"claim":"lower_risk","network":"W","better":"W2","better_risk":"629/1000"}]},
 "witness":{"nearby_minimum":{"method":"first_order","bits":64,"layer":0,"pattern_classes":[0,0,0,0,0,0,0,0],
   "classes":[{"basis":[0,1],"reach":"1/850"}],
   "response":[[[0,"2"]],[]]}}})";

inline Json nearby_example() {
  return Json::parse(nearby_example_text);
}

/// Three classes on one input, groups x = −1 with the classes 0, 1, 2, 2 and x = 1 with 0, 0, 1, 1,
/// 2. The optimal scores (F_0 − F_2, F_1 − F_2) are (−log 2, −log 2) and (log 2, log 2); W takes
/// 9/13 = 0.692308 instead of log 2 = 0.693147, through [x]_+ and [−x]_+, each twice. A is about
/// 4/8 on the left, where G is about (−0.0004, −0.0004), and 5·2/25 on the right, where G is about
/// (−0.0003, −0.0003): the roots of the dual squares are 0.0008 and 0.0007. R(W*) = (2 log 4 + 2
/// log 2 + 4 log 5/2 + log 5)/9 = 1.0481…
inline Json softmax_example() {
  Json result = nearby_example();
  Json& statement = result["statement"];
  statement["data"]["columns"] = {"x", "class"};
  statement["data"]["rows"] = Json::parse(
      R"([["-1","0"],["-1","1"],["-1","2"],["-1","2"],
          ["1","0"],["1","0"],["1","1"],["1","1"],["1","2"]])");
  statement["loss"] = {{"name", "softmax"}, {"classes", 3}};
  statement["networks"]["W"]["layers"] = {
      dense("relu", Json::parse(R"([[[0,"1"]],[[0,"-1"]],[[0,"1"]],[[0,"-1"]]])"),
            {"0", "0", "0", "0"}),
      dense("identity", Json::parse(R"([[[0,"9/13"],[1,"-9/13"]],[[2,"9/13"],[3,"-9/13"]],[]])"),
            {"0", "0", "0"})};
  statement["claims"] = Json::parse(
      R"([{"claim":"nearby_minimum","network":"W","distance":"1/300","radius":"1/4","risk_lower":"26/25","risk_upper":"21/20"}])");
  statement["networks"].erase("W2");
  result["witness"] = {{"nearby_minimum", Json::parse(R"({"method":"interval","bits":80,"layer":0,
    "pattern_classes":[0,0,0,0,1,1,1,1,1],
    "classes":[{"basis":[0],"reach":"1/1000"},{"basis":[1],"reach":"1/1000"}],
    "response":[[[2,"13/9"]],[[0,"-13/9"]],[[3,"13/9"]],[[1,"-13/9"]]]})")}};
  return result;
}

/// No affine function minimises the logistic loss: label 1 for x = 1 and 2, −1 for x = 0 and 1.
/// Direction −1 + x: D = −1, 0, 0, 1.
inline Json no_minimiser_example() {
  return Json::parse(R"({"format":"thalweg-certificate","version":3,
   "provenance":{"tool":"by hand","command":"none"},
   "statement":{"data":{"columns":["x","y"],"targets":[1],
     "rows":[["0","-1"],["7","1"],["1","1"],["1","-1"],["2","1"],["7","-1"]]},
    "loss":{"name":"logistic"},
    "claims":[{"claim":"no_minimiser","samples":[0,2,3,4]}]},
   "witness":{"no_minimiser":{"direction":[["1","-1"]]}}})");
}

} // namespace thalweg::tests
