// SPDX-License-Identifier: GPL-3.0-or-later
//
// Networks that are max-min forms, worked by hand.

#pragma once

#include "unit/verifier/certificate_text.hpp"

namespace thalweg::tests {

/// max(min(x, 1), −x). u = ½([x+1]_+ − [−x−1]_+ − [x−1]_+ − [1−x]_+) = ½(x + 1 − |x − 1|) =
/// min(x, 1); w = −x = [−x]_+ − [x]_+; ½([u+w]_+ − [−u−w]_+ + [u−w]_+ + [w−u]_+) = max(u, w).
inline Json lattice_by_positive_parts() {
  return Json::parse(R"({"format":"thalweg-certificate","version":3,
 "provenance":{"tool":"by hand","command":"none"},
 "statement":{"networks":{"W":{"layers":[
    {"kind":"dense","activation":"relu",
     "weights":[[[0,"1"]],[[0,"-1"]],[[0,"1"]],[[0,"-1"]],[[0,"1"]],[[0,"-1"]]],
     "biases":["1","-1","-1","1","0","0"]},
    {"kind":"dense","activation":"identity",
     "weights":[[[0,"1/2"],[1,"-1/2"],[2,"-1/2"],[3,"-1/2"]],[[4,"-1"],[5,"1"]]],
     "biases":["0","0"]},
    {"kind":"dense","activation":"relu",
     "weights":[[[0,"1"],[1,"1"]],[[0,"-1"],[1,"-1"]],[[0,"1"],[1,"-1"]],[[0,"-1"],[1,"1"]]],
     "biases":["0","0","0","0"]},
    {"kind":"dense","activation":"identity",
     "weights":[[[0,"1/2"],[1,"-1/2"],[2,"1/2"],[3,"1/2"]]],"biases":["0"]}]}},
  "domain":[["1","1"],["-1","1"]],
  "claims":[{"claim":"network_computes_form","network":"W",
   "outputs":[{"functions":[["1","0"],["0","1"],["-1","0"]],"rows":[[0,1],[2]]}]}]},
 "witness":{"network_computes_form":{
  "outputs":[{"nodes":[{"function":0},{"function":1},{"min":[0,1]},{"function":2},{"max":[2,3]}],
   "lower":[null,null,null]}],
  "carried":[[],[],[]]}}})");
}

/// The same function on [−1, 1] with carried units: layer 0 has [x + 2]_+ = x + 2, [x − 1]_+ =
/// x − min(x, 1), [−x + 2]_+ = −x + 2; so N_2 = u_0 − u_1 − 2 and layer 1 has [N_2 + 3]_+ = N_2 + 3
/// and [−x − N_2]_+ = N_4 − N_2.
inline Json lattice_by_carried_units() {
  Json result = lattice_by_positive_parts();
  result["statement"]["networks"]["W"] = Json::parse(R"({"layers":[
    {"kind":"dense","activation":"relu",
     "weights":[[[0,"1"]],[[0,"1"]],[[0,"-1"]]],"biases":["2","-1","2"]},
    {"kind":"dense","activation":"relu",
     "weights":[[[0,"1"],[1,"-1"]],[[0,"-1"],[1,"1"],[2,"1"]]],"biases":["1","0"]},
    {"kind":"dense","activation":"identity","weights":[[[0,"1"],[1,"1"]]],"biases":["-3"]}]})");
  result["witness"]["network_computes_form"] = Json::parse(R"({
   "outputs":[{"nodes":[{"function":0},{"function":1},{"min":[0,1]},{"function":2},{"max":[2,3]}],
    "lower":[["-1",[[1,"1"]]],["1",[]],["-1",[[0,"1"]]]]}],
   "carried":[[[0,0,0],[2,0,3]],[[0,0,2]]]})");
  return result;
}

} // namespace thalweg::tests
