// SPDX-License-Identifier: GPL-3.0-or-later
//
// The accepted certificate that the tests of the verifier break, worked by hand; the example of
// certificates/SPECIFICATION.md, section 27.
//
//   x      −3  −2  −1   1   2   3
//   y       2   4   0   0   4   2
//
// W: hidden units [x]_+, [−x]_+, [0x − 1]_+ (off everywhere), output their first two added: F =
// |x|.
//   residuals g = F − y:  1  −2   1   1  −2   1;  R(W) = 12/6 = 2.
//   patterns: left three samples (off, on, off), right three (on, off, off): two classes.
//   On each class Σ g = 0 and Σ g x = ∓(3·1 − 2·2 + 1·1) = 0: lifted stationarity holds.
//   One hidden layer: C = r, N = 1 + |x|, so every |z| must exceed r(1 + |x|). Tightest: the third
//   unit, |z| = 1, at |x| = 3: r < 1/4 exactly. (The others: |x| > r(1 + |x|), r < 1/2 at |x| = 1.)
//   The flip: third unit at x = 3, z = −1 → (0 + t)·3 − 1 + t = 4t − 1 reaches 0 at t = 1/4.
//
// W2: hidden units [x − 4/5]_+, [10 − x]_+, [x − 5/2]_+, output weights 5, 1, −12, bias −10.
//   left: −x, as W; x = 1, 2: −x + 5x − 4 = 0, 4: exact; x = 3: 8 − 12/2 = 2: exact.
//   three classes {−3, −2, −1}, {1, 2}, {3}; R(W2) = 6/6 = 1 < 2.

#pragma once

#include "unit/verifier/certificate_text.hpp"

namespace thalweg::tests {

inline const std::string hand_example_text = R"({
 "format":"thalweg-certificate","version":3,
 "provenance":{"tool":"by hand","command":"none"},
 "statement":{
  "data":{"columns":["x","y"],"targets":[1],
   "rows":[["-3","2"],["-2","4"],["-1","0"],["1","0"],["2","4"],["3","2"]]},
  "loss":{"name":"squared"},
  "networks":{"W":{"layers":[
   {"kind":"dense","activation":"relu","weights":[[[0,"1"]],[[0,"-1"]],[]],"biases":["0","0","-1"]},
   {"kind":"dense","activation":"identity","weights":[[[0,"1"],[1,"1"]]],"biases":["0"]}]},
    "W2":{"layers":[
    {"kind":"dense","activation":"relu","weights":[[[0,"1"]],[[0,"-1"]],[[0,"1"]]],
     "biases":["-4/5","10","-5/2"]},
    {"kind":"dense","activation":"identity","weights":[[[0,"5"],[1,"1"],[2,"-12"]]],
     "biases":["-10"]}]}},
  "claims":[
   {"claim":"local_minimum","network":"W","radius":"1/8","risk":"2"},
   {"claim":"pattern_flip","network":"W","sample":5,"layer":0,"unit":2,"distance":"1/4"},
   {"claim":"lower_risk","network":"W","better":"W2","better_risk":"1"},
   {"claim":"refinement","network":"W","finer_groups":3}]},
 "witness":{
  "local_minimum":{"method":"first_order","pattern_classes":[0,0,0,1,1,1]},
  "refinement":{"pattern_classes":[0,0,0,1,1,2]}}})";

inline Json hand_example() {
  return Json::parse(hand_example_text);
}

} // namespace thalweg::tests
