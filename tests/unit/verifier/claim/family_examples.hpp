// SPDX-License-Identifier: GPL-3.0-or-later
//
// Certificates about several minima and about cells, worked by hand.
//
// `segment_example`: x = −1, 0, 1, 5, y = 0, −2, 2, 0 (he2020, the counterexample of papers.md).
//   W: units −x + 4 and −2x + 4, on for −1, 0, 1, off for 5, outputs 1 and −1: F = x, x, x, 0;
//   g = −1, 2, −1, 0: Σ g = 0 and Σ g x = 1 − 1 = 0 on the class of the first three. R = 6/4.
//   Distances: |z| = 1 at x = 5, where N = 6: 6/8 < 1; 2 at x = 1, where N = 2.
//   D: both input weights −1, both biases +4: at t the units are −x + 4 + t(4 − x) and −2x + 4 +
//   t(4 − x): their difference stays x; at x = 5 they are −1 − t and −6 − t.
// `six_cells`: x = −1, 0, 1 and ReLU: three lines through 0 in the plane of (w, b): six cells for
//   each of two units. Between −w + b ≤ 0 and w + b ≤ 0 there is b ≤ 0: half of the sum. Kinks:
//   unit 0 is x + 1, x − 1, x in turn, 0 at −1, 1, 0; unit 1 −x − 2 (off), −x + 3, −x + 2. F − y =
//   −1, 1, 2 where unit 0 is 0, so the derivatives by its bias jump.
// `two_minima`: the minimum of section 27 and its better point, which is a minimum as well: every
//   group has its optimal fit. Of that, |z| ≥ 1/5 at x = 1 (N = 2), 1/2 at x = 2 and 3 (N ≤ 4).

#pragma once

#include "unit/verifier/hand_example.hpp"

namespace thalweg::tests {

inline Json segment_example() {
  return Json::parse(R"({"format":"thalweg-certificate","version":3,
 "provenance":{"tool":"by hand","command":"none"},
 "statement":{"data":{"columns":["x","y"],"targets":[1],"rows":[["-1","0"],["0","-2"],["1","2"],["5","0"]]},
  "loss":{"name":"squared"},
  "networks":{"W":{"layers":[
   {"kind":"dense","activation":"relu","weights":[[[0,"-1"]],[[0,"-2"]]],"biases":["4","4"]},
   {"kind":"dense","activation":"identity","weights":[[[0,"1"],[1,"-1"]]],"biases":["0"]}]}},
  "claims":[{"claim":"local_minimum","network":"W","radius":"1/8","risk":"3/2"},
   {"claim":"family_of_minima","network":"W","dimension":1}]},
 "witness":{"local_minimum":{"method":"first_order","pattern_classes":[0,0,0,1]},
  "family_of_minima":{"directions":[{"weights":[[0,0,0,"-1"],[0,1,0,"-1"]],"biases":[[0,0,"4"],[0,1,"4"]]}],"scaled":[]}}})");
}

inline Json six_cells() {
  return Json::parse(R"({"format":"thalweg-certificate","version":3,
 "provenance":{"tool":"by hand","command":"none"},
 "statement":{"data":{"columns":["x","y"],"targets":[1],"rows":[["-1","1"],["1","1"],["0","0"]]},
  "loss":{"name":"squared"},
  "networks":{"W":{"layers":[
   {"kind":"dense","activation":"relu","weights":[[[0,"1"]],[[0,"-1"]]],"biases":["0","1"]},
   {"kind":"dense","activation":"identity","weights":[[[0,"1"],[1,"1"]]],"biases":["0"]}]}},
  "claims":[{"claim":"parameter_cells","network":"W","cells":"36"}]},
 "witness":{"parameter_cells":{"nodes":[{"sides":[]},
  {"sides":[]},
  {"sides":[["below",[[0,"1/2"],[1,"1/2"]]]],"point":["0","-1"]},
  {"sides":[]},{"sides":[],"point":["1","-1/2"]},{"sides":[],"point":["1","1/2"]},
  {"sides":[]},
  {"sides":[]},{"sides":[],"point":["-1","-1/2"]},{"sides":[],"point":["-1","1/2"]},
  {"sides":[["above",[[0,"1/2"],[1,"1/2"]]]],"point":["0","1"]}],
  "kinks":[[["1","-2"]],[["-1","3"]],[["0","2"]]]}}})");
}

inline Json two_minima() {
  Json result = hand_example();
  result["statement"]["claims"] = Json::parse(
      R"([{"claim":"local_minimum","network":"W","radius":"1/8","risk":"2"},
      {"claim":"local_minimum","name":"local_minimum 2","network":"W2","radius":"1/16","risk":"1"},
      {"claim":"distinct_risks","minima":["local_minimum","local_minimum 2"]}])");
  result["witness"] = Json::parse(R"({
   "local_minimum":{"method":"first_order","pattern_classes":[0,0,0,1,1,1]},
   "local_minimum 2":{"method":"first_order","pattern_classes":[0,0,0,1,1,2]}})");
  return result;
}

} // namespace thalweg::tests
