// SPDX-License-Identifier: GPL-3.0-or-later
//
// The claims `linear_regions` (O57 to O62) and `network_computes_function` (O63, O64).

#include "unit/verifier/shape/geometry_examples.hpp"

using namespace thalweg::tests;

namespace {

const std::string nodes = "/witness/linear_regions/nodes";

Json two_regions() {
  return with_claims(absolute_value(), {"linear_regions"});
}

/// The network of fig2 on [−1, 4]: z_0 = 2x + 2 ≥ 0, z_1 = 4x − 4, z_2 = 3x/2 + 1; splits at 1 and
/// −2/3. x < −2/3: second layer 2x + 4 and constantly 0, on the breakpoint; −2/3 < x < 1: 2x + 4
/// and −z_2; x > 1: z_2 ≥ 0 follows from x ≥ 1; −2x + 8 and 5x/2 − 5: split at 2. Four regions.
Json four_regions() {
  Json certificate = with_claims(figure_2(), {});
  certificate["statement"]["networks"]["W"] = figure_2()["statement"]["networks"]["W"];
  certificate["statement"]["claims"] =
      Json::parse(R"([{"claim":"linear_regions","network":"W","count":4}])");
  certificate["witness"] = Json::parse(R"({"linear_regions":{"nodes":[
    {"sides":[[0,0,0,"above",[[1,"2"]]]],"split":[0,1,0]},
    {"sides":[],"split":[0,2,0]},
    {"sides":[[1,0,0,"above",[[1,"2"]]],[1,1,0,"below",[]]],"point":["-3/4"]},
    {"sides":[[1,0,0,"above",[[1,"2"]]],[1,1,0,"below",[[3,"1"]]]],"point":["0"]},
    {"sides":[[0,2,0,"above",[[2,"3/8"]]],[1,0,0,"above",[[0,"2"]]]],"split":[1,1,0]},
    {"sides":[],"point":["3/2"]},
    {"sides":[],"point":["3"]}]}})");
  return certificate;
}

} // namespace

TEST_CASE("linear regions are accepted", "[verifier]") {
  check_accepted(two_regions());
  check_accepted(four_regions());
  CHECK(Json::parse(verdict_of(four_regions()).theorem_json)["linear_regions"]["count"] == 4);
  // on its breakpoint a constant unit may be named on either side
  check_accepted(with(four_regions(), nodes + "/2/sides/1/3", "above"));
}

TEST_CASE("linear regions with other activations and none", "[verifier]") {
  // one unit, clamp to [−1, 1] of 2x on [−2, 2]: breakpoints at x = ∓1/2
  Json clamp = four_regions();
  clamp["statement"]["domain"] = Json::parse(R"([["1","2"],["-1","2"]])");
  clamp["statement"]["networks"]["W"]["layers"] = {dense({{"breakpoints", {"-1", "1"}},
                                                          {"slopes", {"0", "1", "0"}},
                                                          {"intercepts", {"-1", "0", "1"}}},
                                                         {{{0, "2"}}}, {"0"}),
                                                   dense("identity", {{{0, "1"}}}, {"0"})};
  clamp["statement"]["claims"][0]["count"] = 3;
  clamp["witness"]["linear_regions"]["nodes"] = Json::parse(R"([
    {"sides":[],"split":[0,1,0]},{"sides":[],"point":["1"]},{"sides":[],"point":["1"]}])");
  check_rejected(clamp, "linear_regions.unit", nodes + "/0/split");
  clamp["witness"]["linear_regions"]["nodes"] = Json::parse(R"([
    {"sides":[],"split":[0,0,1]},
    {"sides":[],"split":[0,0,0]},{"sides":[],"point":["-1"]},{"sides":[],"point":["0"]},
    {"sides":[],"point":["1"]}])");
  check_accepted(clamp);
  // known to be above −1 through the first split: not a second time
  check_rejected(with(clamp, nodes + "/4/sides", Json::parse(R"([[0,0,0,"above",[[2,"1"]]]])")),
                 "linear_regions.unit", nodes + "/4/sides/0");
  Json affine = clamp;
  affine["statement"]["networks"]["W"]["layers"].erase(0);
  affine["statement"]["claims"][0]["count"] = 1;
  affine["witness"]["linear_regions"]["nodes"] = Json::parse(R"([{"sides":[],"point":["0"]}])");
  check_accepted(affine);
}

TEST_CASE("linear regions in dimension 0", "[verifier]") {
  Json certificate = two_regions();
  certificate["statement"]["domain"] = Json::array();
  certificate["statement"]["networks"]["W"]["layers"] = {
      dense("relu", {Json::array(), Json::array()}, {"1", "0"}),
      dense("identity", {{{0, "1"}}}, {"0"})};
  certificate["statement"]["claims"][0]["count"] = 1;
  certificate["witness"]["linear_regions"]["nodes"] =
      Json::parse(R"([{"sides":[[0,0,0,"above",[]],[0,1,0,"below",[]]],"point":[]}])");
  check_accepted(certificate);
  check_rejected(with(certificate, nodes + "/0/sides/0/3", "below"), "linear_regions.side",
                 nodes + "/0/sides/0/4");
}

TEST_CASE("O57: sides and splits name units that are open", "[verifier]") {
  const std::string side = nodes + "/0/sides/0";
  for (const char* key : {"/0", "/1", "/2"}) // layer 1 is the last one; no unit 2; no breakpoint 1
    check_rejected(with(two_regions(), side + key, 2), "linear_regions.unit", side);
  check_rejected(with(four_regions(), side + "/0", 1), "linear_regions.unit", side); // not yet
  check_rejected(with(two_regions(), nodes + "/0/split", {0, 0, 0}), "linear_regions.unit",
                 nodes + "/0/split"); // its side is known
  check_rejected(with(four_regions(), nodes + "/4/split", {0, 1, 0}), "linear_regions.unit",
                 nodes + "/4/split"); // a layer that is left
  check_rejected(
      with(two_regions(), nodes + "/1/sides", Json::parse(R"([[1,0,0,"below",[[2,"1"]]]])")),
      "linear_regions.unit", nodes + "/1/sides/0"); // the last layer
}

TEST_CASE("O58: sides follow from the halfspaces of the node", "[verifier]") {
  check_rejected(with(two_regions(), nodes + "/0/sides/0/3", "below"), "linear_regions.side",
                 nodes + "/0/sides/0/4");
  check_rejected(with(two_regions(), nodes + "/0/sides/0/4", Json::array()), "linear_regions.side",
                 nodes + "/0/sides/0/4");
  // the split below is no premise of its own node; the other part has the opposite
  check_rejected(with(four_regions(), nodes + "/3/sides/1/4/0/0", 4), "linear_regions.side",
                 nodes + "/3/sides/1/4");
}

TEST_CASE("O59 to O62: leaves, tree and count", "[verifier]") {
  check_rejected(with(two_regions(), nodes + "/0/sides", Json::array()), "linear_regions.undecided",
                 nodes + "/1");
  for (const char* point : {"0", "-1", "1/2", "-3"}) // on the split, on Ω, other part, outside
    check_rejected(with(two_regions(), nodes + "/1/point", {point}), "linear_regions.point",
                   nodes + "/1/point");
  Json tree = four_regions();
  Json& list = tree["witness"]["linear_regions"]["nodes"];
  list.push_back(list[6]);
  check_rejected(tree, "linear_regions.tree", nodes + "/7");
  list.erase(7);
  list.erase(6);
  check_rejected(tree, "linear_regions.tree", nodes);
  list.clear();
  check_rejected(tree, "linear_regions.tree", nodes);
  for (const std::size_t count : {0, 3, 5})
    check_rejected(with(four_regions(), "/statement/claims/0/count", count), "linear_regions.count",
                   "/statement/claims/0/count");
}

TEST_CASE("a split at a constant unit makes no two regions", "[verifier]") {
  Json certificate = four_regions(); // x < −2/3: the second unit of the second layer is 0
  Json& list = certificate["witness"]["linear_regions"]["nodes"];
  list[2] = Json::parse(R"({"sides":[[1,0,0,"above",[[1,"2"]]]],"split":[1,1,0]})");
  const Json leaf = Json::parse(R"({"sides":[],"point":["-3/4"]})");
  list.insert(list.begin() + 3, {leaf, leaf});
  certificate["statement"]["claims"][0]["count"] = 5;
  check_rejected(certificate, "linear_regions.point", nodes + "/3/point");
}

TEST_CASE("O63 and O64: the network computes the function", "[verifier]") {
  const Json good = with_claims(
      absolute_value(), {"convex_partition", "linear_regions", "network_computes_function"});
  check_accepted(good);
  const std::string leaves = "/witness/network_computes_function/0/leaves";
  check_rejected(with(good, leaves + "/0/1/0/0/1", "1/3"), "network_computes_function.inside",
                 leaves + "/0/1/0");
  check_rejected(with(good, leaves + "/1/0", 0), "network_computes_function.inside",
                 leaves + "/1/1/0");
  check_rejected(with(good, "/statement/cpwl/0/pieces/1", 0), "network_computes_function.map",
                 leaves + "/1/0");
  check_rejected(with(good, "/statement/cpwl/0/functions/0/1", "1/8"),
                 "network_computes_function.map", leaves + "/0/0");
  check_rejected(with(good, "/statement/networks/W/layers/1/biases/0", "0"),
                 "network_computes_function.map", leaves + "/0/0");
}
