// SPDX-License-Identifier: GPL-3.0-or-later
//
// A minimum over the reachable maps, worked by hand.

#pragma once

#include "unit/verifier/certificate_text.hpp"

#include <string>

namespace thalweg::tests {

/// The example of certificates/SPECIFICATION.md, section 40.
inline const std::string reachable_example_text = R"({"format":"thalweg-certificate",
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
  "claims":[{"claim":"reachable_minimum","network":"W","distance":"1/32","radius":"1/32","risk_lower":"661/1000","risk_upper":"331/500"},
   {"claim":"lower_risk","network":"W","better":"W2","better_risk":"629/1000"}]},
 "witness":{"reachable_minimum":{"method":"first_order","bits":64,"layer":2,"pattern_classes":[0,1,0,1,0,1,0,1],
   "classes":[{"basis":[0,1],"strength":"1/6","size":"16/5","reach":"1/64"}],
   "response":[[[0,"2"]],[]]}}})";

inline Json reachable_example() {
  return Json::parse(reachable_example_text);
}

} // namespace thalweg::tests
