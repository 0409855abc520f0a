// SPDX-License-Identifier: GPL-3.0-or-later
//
// The examples of certificates/SPECIFICATION.md, sections 37 and 44, where they are worked by
// hand.

#pragma once

#include "unit/verifier/certificate_text.hpp"

namespace thalweg::tests {

inline const std::string pieces_example_text = R"({"format":"thalweg-certificate","version":3,
 "provenance":{"tool":"by hand","command":"none"},
 "statement":{"data":{"columns":["x","y"],"targets":[1],
   "rows":[["-1","-4"],["-1","-3/4"],["0","-5"],["0","1/2"],["1","-2"],["1","5/4"]]},
  "loss":{"name":"pieces","breakpoints":["-4","-2","-1","1","2","4"],
   "pieces":[["0","0","5/2"],["-1/4","-2","-3/2"],["0","-1","-1/2"],["1/2","0","0"],["0","1","-1/2"],["-1/4","2","-3/2"],["0","0","5/2"]]},
  "networks":{"W":{"layers":[
   {"kind":"dense","activation":"relu","weights":[[[0,"1"]],[]],"biases":["2","-1"]},
   {"kind":"dense","activation":"identity","weights":[[[0,"1"]]],"biases":["-2"]}]},
    "W2":{"layers":[
   {"kind":"dense","activation":"relu","weights":[[[0,"1"]],[[0,"1"]]],"biases":["2","0"]},
   {"kind":"dense","activation":"identity","weights":[[[0,"3/2"],[1,"-1"]]],"biases":["-5/2"]}]}},
  "claims":[{"claim":"minimum_in_pieces","network":"W","radius":"1/16","risk":"115/96"},
   {"claim":"lower_risk","network":"W","better":"W2","better_risk":"113/96"}]},
 "witness":{"minimum_in_pieces":{"method":"first_order","pattern_classes":[0,0,0,0,0,0]}}})";

/// Hampel's loss; margins in pieces that curve upwards, downwards, and in a constant one.
inline Json pieces_example() {
  return Json::parse(pieces_example_text);
}

inline const std::string family_example_text = R"({"format":"thalweg-certificate","version":3,
 "provenance":{"tool":"by hand","command":"none"},
 "statement":{"data":{"columns":["x","y"],"targets":[1],"rows":[["0","0"],["1","2"],["2","1"]]},
  "loss":{"name":"squared"},
  "networks":{"W":{"layers":[
   {"kind":"dense","activation":"relu","weights":[[[0,"1/2"]],[]],"biases":["1","1"]},
   {"kind":"dense","activation":"identity","weights":[[[0,"1"]]],"biases":["-1/2"]}]}},
  "claims":[{"claim":"local_minimum","network":"W","radius":"1/4","risk":"1/2"},
   {"claim":"family_of_minima","network":"W","dimension":3}]},
 "witness":{"local_minimum":{"method":"first_order","pattern_classes":[0,0,0]},
  "family_of_minima":{"directions":[{"weights":[],"biases":[[0,0,"1"],[0,1,"1"],[1,0,"-1"]]}],
   "scaled":[[0,0],[0,1]]}}})";

/// One direction, two scaled units.
inline Json family_example() {
  return Json::parse(family_example_text);
}

} // namespace thalweg::tests
