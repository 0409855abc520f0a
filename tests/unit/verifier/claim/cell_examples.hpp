// SPDX-License-Identifier: GPL-3.0-or-later
//
// Certificates about all minima of cells, worked by hand (specification, sections 45, 47 and 48).
//
// `two_valleys`: data and network of `segment_example` (family_examples.hpp). Both units are on at
//   −1, 0, 1 and off at 5; columns 1, then those of unit 0, and those of unit 1, which depend on
//   them. f* = x, x, x, 0, so p_0 + p_1 = (1, 0) and c = 0. ((−1, 4), (2, −4)) has the signs
//   (1, −1), exchanged (−1, 1). (p_0 + p_1)·(−1, 1) = −1 excludes all choices without −1,
//   (p_0 + p_1)·(1, 1) = 1 all without 1: 4 + 4 − 1 of 9. No edge: two components. R = 6/4.
// `three_samples`: x = −1, 1, 0, y = 1, 1, 0, ReLU, no output bias, the tree of `six_cells`. On:
//   0 nowhere, 1 at 1, 2 at 1 and 0, 3 at −1, 4 at −1 and 0, 5 everywhere. One unit:
//     0: F = 0, R = 2/3. 1: f* = 0, 1, 0, p = (1 − b, b): b = 0 has no sign at 0, b = −1 has 1;
//     R = 1/3. 2: p = (1, 0) is 0 at 0: none. 3, 4: mirrored. 5: p = (0, 2/3), R = 2/9.
//   Two units: 0 with another one: the same. 11, 22, 33, 44, 55: every p, so R = 1/3, 2/9 for 55.
//     12: p_2 = 0, R = 1/3; 13: R = 0; 14, 15, 23, 35: unit 4, 5, 2, 5 has p·(0, 1) = 0, but not
//     p = 0: none; 34: mirrored 12.
//     24: p_2 = (1 − b, b), p_4 = (−1 − b, −b). p_2·(0, 1) + p_4·(0, 1) = 0 excludes equal signs
//     and one 0; 2 p_2·(0, 1) + p_4·(1, 1) = −1 excludes (1, −1) and (0, 0); p_2·(−1, 1) −
//     2 p_2·(0, 1) = −1 excludes (−1, 1). 25, 45: p_2·(0, 1) = −b, p_5·(1, 1) = 2b − 1, where
//     p_2 and p_5 are positive at −1 or 1: no b.
// `valleys_of_three_samples`: the same with one unit. Cell 0: every p is a solution, (0, −1) has
//   the sign 1, (0, 1) −1, (0, 0) 0: joined by 0. 1: p·(1, 1) = 1, so 1 alone. 2: p·(0, 1) = 0
//   excludes 1 and −1, p·(1, 1) = 1 also 0. 3, 4: mirrored. 5: p·(−1, 1) = 2/3, so 1 alone. Two
//   cells without minima, four with one component.

#pragma once

#include "unit/verifier/claim/family_examples.hpp"

namespace thalweg::tests {

inline Json two_valleys() {
  Json result = segment_example();
  result["statement"]["claims"] =
      Json::parse(R"([{"claim":"cell_components","network":"W","risk":"3/2","components":2}])");
  result["witness"] = Json::parse(R"({"cell_components":{
    "solutions":[["2","-4"],["-1","4"]],
    "relations":[[[0,0,"1"],[1,0,"1"]],[[0,2,"1"],[1,2,"1"]]]}})");
  return result;
}

inline Json three_samples() {
  Json result = six_cells();
  result["statement"].erase("networks");
  result["statement"]["claims"] = Json::parse(R"([{"claim":"minima_off_walls","slopes":["0","1"],
    "hidden_biases":true,"output_bias":false,"units":[
     {"cells":6,"cells_with_minima":4,"risks":["2/9","1/3","2/3"]},
     {"cells":21,"cells_with_minima":12,"risks":["0","2/9","1/3","2/3"]}]}])");
  const Json nodes = result["witness"]["parameter_cells"]["nodes"];
  result["witness"] = {{"minima_off_walls", {{"nodes", nodes}, {"cells", Json::parse(R"([
    {"values":["-1"]},{"values":["-1"]},{"values":["-1"]},{"values":["-1","0"]},
    {"values":["-1","-1"]},
    {"relations":[[[0,2,"1"],[1,2,"1"]],[[0,2,"2"],[1,1,"1"]],[[0,0,"1"],[0,2,"-2"]]]},
    {"relations":[[[0,2,"2"],[1,1,"1"]],[[1,0,"-1"]],[[0,0,"1"]]]},
    {"values":["-1"]},{"values":["-1","0"]},
    {"relations":[[[0,2,"2"],[1,0,"1"]],[[1,1,"-1"]],[[0,1,"1"]]]}])")}}}};
  return result;
}

inline Json valleys_of_three_samples() {
  Json result = three_samples();
  Json& claims = result["statement"]["claims"];
  claims[0]["units"].erase(1);
  claims.push_back(Json::parse(R"({"claim":"valleys_of_cells","units":[[2,4]]})"));
  result["witness"]["minima_off_walls"]["cells"] =
      Json::parse(R"([{"values":["-1"]},{"values":["-1"]}])");
  result["witness"]["valleys_of_cells"] = Json::parse(R"({"cells":[
    {"solutions":[["0","-1"],["0","1"],["0","0"]],"relations":[]},
    {"solutions":[["-1"]],"relations":[[[0,1,"1"]]]},
    {"solutions":[],"relations":[[[0,2,"1"]],[[0,1,"1"]]]},
    {"solutions":[["-1"]],"relations":[[[0,0,"1"]]]},
    {"solutions":[],"relations":[[[0,2,"1"]],[[0,0,"1"]]]},
    {"solutions":[[]],"relations":[[[0,0,"1"]]]}]})");
  return result;
}

} // namespace thalweg::tests
