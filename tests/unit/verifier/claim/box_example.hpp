// SPDX-License-Identifier: GPL-3.0-or-later
//
// Cells in a box of parameters, worked by hand (specification, section 46): two hidden layers of
// one unit, σ(z) = z/2 below 0 and z above, weights 3/4 to 5/4, inputs 0 and 1.
//   First unit: w·x = 0 and [3/4, 5/4], so the walls are b = 0 and b in [−5/4, −3/4], within ±2.
//   z in [−2, 2] and [−5/4, 13/4], h in [−1, 2] and [−5/8, 13/4]; h(1) − h(0) in [3/8, 5/4].
//   Second unit: w·h in [−5/4, 5/2] and [−25/32, 65/16], within ±5; the difference in [9/32,
//   25/16]. Three choices for each unit. Kinks (b_1, b_2), the input, F there: (0, 1) at 0: 1; (−1,
//   1) at 1: 1; (1, −1) at 0: 0; (1, −2) at 1: 0. y = 2, 3.

#pragma once

#include "unit/verifier/certificate_text.hpp"

namespace thalweg::tests {

inline Json nine_cells() {
  return Json::parse(R"({"format":"thalweg-certificate",
 "version":3,
 "provenance":{"tool":"by hand","command":"none"},
 "statement":{"data":{"columns":["x","y"],"targets":[1],"rows":[["0","2"],["1","3"]]},
  "loss":{"name":"squared"},
  "networks":{"W":{"layers":[
   {"kind":"dense","activation":{"breakpoints":["0"],"slopes":["1/2","1"],"intercepts":["0","0"]},"weights":[[[0,"1"]]],"biases":["0"]},
   {"kind":"dense","activation":{"breakpoints":["0"],"slopes":["1/2","1"],"intercepts":["0","0"]},"weights":[[[0,"1"]]],"biases":["0"]},
   {"kind":"dense","activation":"identity","weights":[[[0,"1"]]],"biases":["0"]}]}},
  "claims":[{"claim":"parameter_cells","network":"W","radii":[["1/4","2"],["1/4","5"]],"cells":"9"}]},
 "witness":{"parameter_cells":{"kinks":[[["0"],["1"]],[["-1"],["1"]],[["1"],["-1"]],[["1"],["-2"]]]}}})");
}

} // namespace thalweg::tests
