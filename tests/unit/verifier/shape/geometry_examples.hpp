// SPDX-License-Identifier: GPL-3.0-or-later
//
// Accepted certificates that the tests of the verifier break, worked by hand.
// Halfspaces ["a1",…,"ad","b"] mean a·x ≤ b, functions ["a1",…,"ad","c"] mean a·x + c.

#pragma once

#include "unit/verifier/certificate_text.hpp"

#include <set>

namespace thalweg::tests {

/// The certificate with only these claims and what they use; what they need must be among them.
inline Json with_claims(Json certificate, const std::set<std::string>& kept) {
  const std::set<std::string> of_data = {"groups", "refinement_of_partitions"};
  const std::set<std::string> of_network = {"network_computes_form", "linear_regions"};
  const std::set<std::string> of_functions = {"groups", "lattice_identity", "lattice_failure",
                                              "network_computes_function"};
  Json claims = Json::array();
  bool uses_data = false;
  bool uses_network = false;
  bool uses_functions = false;
  for (const Json& claim : certificate["statement"]["claims"]) {
    const std::string name = claim["claim"];
    if (kept.count(name) == 0) {
      certificate["witness"].erase(name);
      continue;
    }
    claims.push_back(claim);
    uses_data = uses_data || of_data.count(name) > 0;
    uses_network = uses_network || of_network.count(name) > 0;
    uses_functions = uses_functions || of_functions.count(name) > 0;
  }
  Json& statement = certificate["statement"];
  statement["claims"] = claims;
  if (!uses_data) {
    statement.erase("data");
    statement.erase("loss");
  }
  if (!uses_network)
    statement.erase("networks");
  if (kept.count("convex_partition") == 0)
    statement.erase("partitions");
  if (!uses_functions)
    statement.erase("cpwl");
  else if (kept.count("lattice_identity") == 0)
    for (Json& output : statement["cpwl"])
      output.erase("rows");
  return certificate;
}

/// f = |x| = max(p_0, p_1) on Ω = [−1, 1], p_0 = −x on cell 0 = [−1, 0], p_1 = x on cell 1 = [0,
/// 1].
///   x     −3/4  −1/2  −1/4   1/4   1/2   3/4
///   y      1/2     1     0     0     1   1/2
///   f − y  1/4  −1/2   1/4   1/4  −1/2   1/4: on each cell Σ = 0 and Σ x = ∓(3 − 4 + 1)/16 = 0, so
///   f is the optimal fit; R(f) = 6/16 · 2/6 = 1/8.
/// Partition 1 has [−1, −3/8], [−3/8, 0], [0, 1]; fits 2x + 2 and 0 are exact on the first two, x
/// on the third: R = 6/16/6 = 1/16. Network: u_0 = [−x + 1]_+ = p_0 + 1 (p_0 ≥ −1 on Ω), u_1 =
/// [2x]_+ = [p_1 − p_0]_+, F = u_0 + u_1 − 1. Its regions: u_0 is on everywhere (1 − x ≥ 0 is x ≤
/// 1, a halfspace of Ω); split at 2x = 0.
inline Json absolute_value() {
  return Json::parse(R"({"format":"thalweg-certificate","version":3,
 "provenance":{"tool":"by hand","command":"none"},
 "statement":{
  "data":{"columns":["x","y"],"targets":[1],
   "rows":[["-3/4","1/2"],["-1/2","1"],["-1/4","0"],["1/4","0"],["1/2","1"],["3/4","1/2"]]},
  "loss":{"name":"squared"},
  "networks":{"W":{"layers":[
   {"kind":"dense","activation":"relu","weights":[[[0,"-1"]],[[0,"2"]]],"biases":["1","0"]},
   {"kind":"dense","activation":"identity","weights":[[[0,"1"],[1,"1"]]],"biases":["-1"]}]}},
  "domain":[["1","1"],["-1","1"]],
  "partitions":[
   [[["1","0"],["-1","1"]],[["-1","0"],["1","1"]]],
   [[["1","-3/8"],["-1","1"]],[["-1","3/8"],["1","0"]],[["-1","0"],["1","1"]]]],
  "cpwl":[{"partition":0,"functions":[["-1","0"],["1","0"]],"pieces":[0,1],"rows":[[0],[1]]}],
  "claims":[
   {"claim":"convex_partition","cells":[2,3]},
   {"claim":"groups","partition":0,"count":2,"risk":"1/8"},
   {"claim":"lattice_identity"},
   {"claim":"network_computes_form","network":"W"},
   {"claim":"refinement_of_partitions","coarse":0,"fine":1,"risk":"1/8","fine_risk":"1/16"},
   {"claim":"linear_regions","network":"W","count":2},
   {"claim":"network_computes_function","network":"W"}]},
 "witness":{
  "convex_partition":[
   {"interior_points":[["-1/2"],["1/2"]],
    "separations":[{"halfspace":["1","0"],"below":[[0,"1"]],"above":[[0,"1"]]}],
    "inside":[[[[0,"1"]],[[1,"1"]]],[[[1,"1"]],[[0,"1"]]]],
    "cover":[{"split":["1","0"]},
     {"cell":0,"multipliers":[[[2,"1"]],[[1,"1"]]]},
     {"cell":1,"multipliers":[[[2,"1"]],[[0,"1"]]]}]},
   {"interior_points":[["-1/2"],["-1/4"],["1/2"]],
    "separations":[{"halfspace":["1","-3/8"],"below":[[0,"1"]],"above":[[0,"1"]]},
     {"halfspace":["1","-3/8"],"below":[[0,"1"]],"above":[[0,"1"]]},
     {"halfspace":["1","0"],"below":[[1,"1"]],"above":[[0,"1"]]}],
    "inside":[[[[0,"1"]],[[1,"1"]]],[[[1,"1"]],[[0,"1"]]],[[[1,"1"]],[[0,"1"]]]],
    "cover":[{"split":["1","0"]},{"split":["1","-3/8"]},
     {"cell":0,"multipliers":[[[3,"1"]],[[1,"1"]]]},
     {"cell":1,"multipliers":[[[3,"1"]],[[2,"1"]]]},
     {"cell":2,"multipliers":[[[2,"1"]],[[0,"1"]]]}]}],
  "groups":{"cell_of_sample":[0,0,0,1,1,1],"function_cells":[[0,0,0,1,1,1]]},
  "lattice_identity":[[
   {"cover":[{"row":0,"proofs":[[]]}],
    "bounds":[{"weights":[[0,"1"]],"multipliers":[]},{"weights":[[1,"1"]],"multipliers":[[0,"2"]]}],
    "bound_of_row":[0,1]},
   {"cover":[{"row":1,"proofs":[[]]}],
    "bounds":[{"weights":[[1,"1"]],"multipliers":[]},{"weights":[[0,"1"]],"multipliers":[[0,"2"]]}],
    "bound_of_row":[1,0]}]],
  "network_computes_form":{
   "outputs":[{"nodes":[{"function":0},{"function":1},{"max":[0,1]}],
    "lower":[["-1",[[0,"1"]]],null]}],
   "carried":[[[0,0,0]]]},
  "refinement_of_partitions":{"cell_of_cell":[0,0,1],
   "multipliers":[[[[0,"1"]],[[1,"1"]]],[[[1,"1"]],[[0,"1"]]],[[[0,"1"]],[[1,"1"]]]],
   "coarse":{"cell_of_sample":[0,0,0,1,1,1],"fits":[[["-1","0"]],[["1","0"]]]},
   "fine":{"cell_of_sample":[0,0,1,2,2,2],"fits":[[["2","2"]],[["0","0"]],[["1","0"]]]}},
  "linear_regions":{"nodes":[
   {"sides":[[0,0,0,"above",[[0,"1"]]]],"split":[0,1,0]},
   {"sides":[],"point":["-1/2"]},
   {"sides":[],"point":["1/2"]}]},
  "network_computes_function":[{"leaves":[
   [0,[[[2,"1/2"]],[[1,"1"]]]],
   [1,[[[2,"1/2"]],[[0,"1"]]]]]}]}})");
}

/// The example of `network_computes_form` without `outputs`: |x| on partition 0 alone.
inline Json absolute_value_by_a_network() {
  Json result = with_claims(absolute_value(),
                            {"convex_partition", "lattice_identity", "network_computes_form"});
  result["statement"]["partitions"].erase(1);
  result["statement"]["claims"][0]["cells"].erase(1);
  result["witness"]["convex_partition"].erase(1);
  return result;
}

/// fig2 of liu2021: p_0 = 2x + 1 (x ≤ 1), p_1 = 5 − 2x (1 ≤ x ≤ 2), p_2 = x/2 (x ≥ 2) on Ω = [−1,
/// 4], f = max(min(p_0, p_1), min(p_0, p_2)). p_1 − p_0 = 4 − 4x, p_2 − p_0 = −1 − 3x/2, p_2 − p_1
/// = 5x/2 − 5. Nodes 3 = min(p_0, p_1), 4 = min(p_0, p_2), 5 = max(3, 4). First layer: p_0 + 1 ≥ 0,
/// [p_0 − p_1]_+, [p_0 − p_2]_+; second: N_3 + 3 = (p_0 + 1) − [p_0 − p_1]_+ + 2 with N_3 ≥ min(−1,
/// −3), and [N_4 − N_3]_+ = [[p_0 − p_1]_+ − [p_0 − p_2]_+]_+; output N_5 = (N_3 + 3) + (N_5 − N_3)
/// − 3. The tree of cell 1 splits at p_2 = p_1 although one leaf would do, to have a tree.
inline Json figure_2() {
  return Json::parse(R"({"format":"thalweg-certificate","version":3,
 "provenance":{"tool":"by hand","command":"none"},
 "statement":{
  "networks":{"W":{"layers":[
   {"kind":"dense","activation":"relu","weights":[[[0,"2"]],[[0,"4"]],[[0,"3/2"]]],
    "biases":["2","-4","1"]},
   {"kind":"dense","activation":"relu","weights":[[[0,"1"],[1,"-1"]],[[1,"1"],[2,"-1"]]],
    "biases":["2","0"]},
   {"kind":"dense","activation":"identity","weights":[[[0,"1"],[1,"1"]]],"biases":["-3"]}]}},
  "domain":[["1","4"],["-1","1"]],
  "partitions":[
   [[["1","1"],["-1","1"]],[["-1","-1"],["1","2"]],[["-1","-2"],["1","4"]]]],
  "cpwl":[{"partition":0,"functions":[["2","1"],["-2","5"],["1/2","0"]],"pieces":[0,1,2],
   "rows":[[0,1],[0,2]]}],
  "claims":[
   {"claim":"convex_partition","cells":[3]},
   {"claim":"lattice_identity"},
   {"claim":"network_computes_form","network":"W"}]},
 "witness":{
  "convex_partition":[
   {"interior_points":[["0"],["3/2"],["3"]],
    "separations":[{"halfspace":["1","1"],"below":[[0,"1"]],"above":[[0,"1"]]},
     {"halfspace":["1","1"],"below":[[0,"1"]],"above":[[0,"1"]]},
     {"halfspace":["1","2"],"below":[[1,"1"]],"above":[[0,"1"]]}],
    "inside":[[[[0,"1"]],[[1,"1"]]],[[[1,"1"]],[[0,"1"]]],[[[1,"1"]],[[0,"1"]]]],
    "cover":[{"split":["1","1"]},
     {"cell":0,"multipliers":[[[2,"1"]],[[1,"1"]]]},
     {"split":["1","2"]},
     {"cell":1,"multipliers":[[[2,"1"]],[[3,"1"]]]},
     {"cell":2,"multipliers":[[[3,"1"]],[[0,"1"]]]}]}],
  "lattice_identity":[[
   {"cover":[{"row":0,"proofs":[[],[[0,"4"]]]}],
    "bounds":[{"weights":[[0,"1"]],"multipliers":[]}],"bound_of_row":[0,0]},
   {"cover":[{"function":2},
     {"row":0,"proofs":[[[0,"4"]],[]]},{"row":1,"proofs":[[[0,"4"]],[[2,"1"]]]}],
    "bounds":[{"weights":[[1,"1"]],"multipliers":[]},
     {"weights":[[2,"1"]],"multipliers":[[1,"5/2"]]}],"bound_of_row":[0,1]},
   {"cover":[{"row":1,"proofs":[[[0,"3/2"]],[]]}],
    "bounds":[{"weights":[[2,"1"]],"multipliers":[]},
     {"weights":[[1,"1"]],"multipliers":[[0,"5/2"]]}],"bound_of_row":[1,0]}]],
  "network_computes_form":{
   "outputs":[{"nodes":[{"function":0},{"function":1},{"function":2},{"min":[0,1]},{"min":[0,2]},
     {"max":[3,4]}],
    "lower":[["-1",[[1,"2"]]],["-3",[[0,"2"]]],null]}],
   "carried":[[[0,0,0]],[[0,0,3]]]}}})");
}

/// The unit square cut along x_1 = x_2, f = min(x_1, x_2): the smaller coordinate on either side.
inline Json unit_square() {
  return Json::parse(R"({"format":"thalweg-certificate","version":3,
 "provenance":{"tool":"by hand","command":"none"},
 "statement":{
  "domain":[["1","0","1"],["-1","0","0"],["0","1","1"],["0","-1","0"]],
  "partitions":[
   [[["1","-1","0"],["-1","0","0"],["0","1","1"]],
    [["-1","1","0"],["0","-1","0"],["1","0","1"]]]],
  "cpwl":[{"partition":0,"functions":[["1","0","0"],["0","1","0"]],"pieces":[0,1],"rows":[[0,1]]}],
  "claims":[{"claim":"convex_partition","cells":[2]},{"claim":"lattice_identity"}]},
 "witness":{
  "convex_partition":[
   {"interior_points":[["1/4","1/2"],["1/2","1/4"]],
    "separations":[{"halfspace":["1","-1","0"],"below":[[0,"1"]],"above":[[0,"1"]]}],
    "inside":[
     [[[0,"1"],[2,"1"]],[[1,"1"]],[[2,"1"]],[[0,"1"],[1,"1"]]],
     [[[2,"1"]],[[0,"1"],[1,"1"]],[[0,"1"],[2,"1"]],[[1,"1"]]]],
    "cover":[{"split":["1","-1","0"]},
     {"cell":0,"multipliers":[[[4,"1"]],[[1,"1"]],[[2,"1"]]]},
     {"cell":1,"multipliers":[[[4,"1"]],[[3,"1"]],[[0,"1"]]]}]}],
  "lattice_identity":[[
   {"cover":[{"row":0,"proofs":[[],[[0,"1"]]]}],
    "bounds":[{"weights":[[0,"1"]],"multipliers":[]}],"bound_of_row":[0]},
   {"cover":[{"row":0,"proofs":[[[0,"1"]],[]]}],
    "bounds":[{"weights":[[1,"1"]],"multipliers":[]}],"bound_of_row":[0]}]]}})");
}

/// f = p_2 = 0 on [−1, 1] as max(min(x, 0), min(−x, 0), min(x, −x)). For f ≤ form the cell is split
/// at x = 0; for the row {x, −x} ≤ 0 the convex combination x/2 − x/2 is needed.
inline Json zero_function() {
  return Json::parse(R"({"format":"thalweg-certificate","version":3,
 "provenance":{"tool":"by hand","command":"none"},
 "statement":{
  "domain":[["1","1"],["-1","1"]],
  "partitions":[[[["1","1"],["-1","1"]]]],
  "cpwl":[{"partition":0,"functions":[["1","0"],["-1","0"],["0","0"]],"pieces":[2],
   "rows":[[0,2],[1,2],[0,1]]}],
  "claims":[{"claim":"convex_partition","cells":[1]},{"claim":"lattice_identity"}]},
 "witness":{
  "convex_partition":[
   {"interior_points":[["0"]],"separations":[],"inside":[[[[0,"1"]],[[1,"1"]]]],
    "cover":[{"cell":0,"multipliers":[[[0,"1"]],[[1,"1"]]]}]}],
  "lattice_identity":[[
   {"cover":[{"function":0},
     {"row":1,"proofs":[[[2,"1"]],[]]},{"row":0,"proofs":[[[2,"1"]],[]]}],
    "bounds":[{"weights":[[2,"1"]],"multipliers":[]},
     {"weights":[[0,"1/2"],[1,"1/2"]],"multipliers":[]}],"bound_of_row":[0,0,1]}]]}})");
}

/// erratum-lattice-regions of liu2021 (14) on [−2, 8] × [−2, 3]: p_0 = 0, p_1 = −x, p_2 = −x − y,
/// p_3 = 1 − 2x + y; cells {x ≤ 0}: p_0, {x ≥ 0, y ≤ 0}: p_1, {y ≥ 0, 0 ≤ x ≤ 1 + y}: p_1, {1 + y ≤
/// x ≤ 1 + 2y}: p_3, {y ≥ 0, x ≥ 1 + 2y}: p_2. Rows {0,1}, {0,1,2}, {0,1,3}, {0,1,3}, {0,1,2}. At
/// (4, 1) the values are 0, −4, −5, −6: the rows give −4 (from {0,1}), but f = p_2 = −5.
inline Json erratum_lattice_regions() {
  return Json::parse(R"({"format":"thalweg-certificate",
 "version":3,
 "provenance":{"tool":"by hand","command":"none"},
 "statement":{"domain":[["1","0","8"],["-1","0","2"],["0","1","3"],["0","-1","2"]],
  "partitions":[[[["1","0","0"],["-1","0","2"],["0","1","3"],["0","-1","2"]],
    [["-1","0","0"],["0","1","0"],["1","0","8"],["0","-1","2"]],
    [["0","-1","0"],["-1","0","0"],["1","-1","1"],["0","1","3"]],
    [["-1","1","-1"],["1","-2","1"],["0","1","3"]],
    [["0","-1","0"],["-1","2","-1"],["1","0","8"],["0","1","3"]]]],
  "cpwl":[{"partition":0,
    "functions":[["0","0","0"],["-1","0","0"],["-1","-1","0"],["-2","1","1"]],
    "pieces":[0,1,1,3,2]}],
  "claims":[{"claim":"convex_partition","cells":[5]},
   {"claim":"lattice_failure",
    "output":0,
    "rows":[[0,1],[0,1,2],[0,1,3],[0,1,3],[0,1,2]],
    "cell":4,
    "point":["4","1"]}]},
 "witness":{"convex_partition":[{"interior_points":[["-1","0"],["1","-1"],["1","1"],["5/2","1"],
     ["4","1"]],
    "separations":[{"halfspace":["1","0","0"],
      "below":[[0,"1"]],
      "above":[[0,"1"]]},
     {"halfspace":["1","0","0"],
      "below":[[0,"1"]],
      "above":[[1,"1"]]},
     {"halfspace":["1","0","0"],
      "below":[[0,"1"]],
      "above":[[0,"2"],[1,"1"]]},
     {"halfspace":["1","0","0"],
      "below":[[0,"1"]],
      "above":[[0,"2"],[1,"1"]]},
     {"halfspace":["0","1","0"],
      "below":[[1,"1"]],
      "above":[[0,"1"]]},
     {"halfspace":["0","1","0"],
      "below":[[1,"1"]],
      "above":[[0,"1"],[1,"1"]]},
     {"halfspace":["0","1","0"],
      "below":[[1,"1"]],
      "above":[[0,"1"]]},
     {"halfspace":["1","-1","1"],
      "below":[[2,"1"]],
      "above":[[0,"1"]]},
     {"halfspace":["1","-1","1"],
      "below":[[2,"1"]],
      "above":[[0,"1"],[1,"1"]]},
     {"halfspace":["1","-2","1"],
      "below":[[1,"1"]],
      "above":[[1,"1"]]}],
    "inside":[[[[0,"1"]],[[1,"1"]],[[2,"1"]],[[3,"1"]]],
     [[[2,"1"]],[[0,"1"]],[[1,"1"]],[[3,"1"]]],
     [[[2,"1"],[3,"1"]],[[1,"1"]],[[3,"1"]],[[0,"1"]]],
     [[[1,"1"],[2,"2"]],[[0,"2"],[1,"1"]],[[2,"1"]],
      [[0,"1"],[1,"1"]]],
     [[[2,"1"]],[[0,"2"],[1,"1"]],[[3,"1"]],[[0,"1"]]]],
    "cover":[{"split":["1","0","0"]},
     {"cell":0,
      "multipliers":[[[4,"1"]],[[1,"1"]],[[2,"1"]],
       [[3,"1"]]]},{"split":["0","1","0"]},
     {"cell":1,
      "multipliers":[[[4,"1"]],[[5,"1"]],[[0,"1"]],
       [[3,"1"]]]},{"split":["1","-1","1"]},
     {"cell":2,
      "multipliers":[[[5,"1"]],[[4,"1"]],[[6,"1"]],
       [[2,"1"]]]},{"split":["1","-2","1"]},
     {"cell":3,
      "multipliers":[[[6,"1"]],[[7,"1"]],[[2,"1"]]]},
     {"cell":4,
      "multipliers":[[[5,"1"]],[[7,"1"]],[[0,"1"]],
       [[2,"1"]]]}]}],
  "lattice_failure":{"above":[[[],[[0,"1"]]],[[[0,"1"]],[],[[1,"1"]]],
    [[[1,"1"]],[],[[2,"1"]]],
    [[[0,"3"],[1,"1"]],[[0,"1"]],[]],
    [[[0,"3"],[1,"1"]],[[0,"1"]],[]]],
   "below":[[["0","1"],["0","-2"]],[["8","-2"]],[["1","1"]],
    [["5/2","1"]],[["4","1"]]]}}})");
}

} // namespace thalweg::tests
