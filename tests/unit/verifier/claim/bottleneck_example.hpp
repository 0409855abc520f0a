// SPDX-License-Identifier: GPL-3.0-or-later
//
// The claim `bottleneck_minimum` by hand (specification, section 38): one ReLU unit a + 2 between
// two inputs and two outputs, samples ±(1, 0), ±(0, 1), y = (2 a, b), F = (2 a, 0). z = 3, 1, 2, 2.
// y − F = (0, ±1) at ±(0, 1): R = 1/2. C = 2 I, B = diag(0, 2), Q = diag(0, 1), T = diag(0, 2), S =
// diag(8, 0). z changes by at most r (|x| + 1) = 2 r < 1.

#pragma once

#include "unit/verifier/hand_example.hpp"

namespace thalweg::tests {

inline Json bottleneck_example() {
  return Json::parse(R"({"format":"thalweg-certificate","version":3,
    "provenance":{"tool":"by hand","command":"none"},
    "statement":{"data":{"columns":["a","b","u","v"],"targets":[2,3],
      "rows":[["1","0","2","0"],["-1","0","-2","0"],["0","1","0","1"],["0","-1","0","-1"]]},
     "loss":{"name":"squared"},
     "networks":{"W":{"layers":[
      {"kind":"dense","activation":"relu","weights":[[[0,"1"]]],"biases":["2"]},
      {"kind":"dense","activation":"identity","weights":[[[0,"2"]],[]],"biases":["-4","0"]}]}},
     "claims":[{"claim":"bottleneck_minimum","network":"W","radius":"1/4","risk":"1/2"}]},
    "witness":{"bottleneck_minimum":{"method":"first_order",
     "increments":[["0","0"],["0","1"]],"level":"2"}}})");
}

} // namespace thalweg::tests
