// SPDX-License-Identifier: GPL-3.0-or-later
//
// Obligations O3 to O26 (specification, sections 27 to 30): the accepted certificate of
// hand_example.hpp, damaged as little as possible, must be rejected with the code and the place of
// each obligation.

#include "unit/verifier/hand_example.hpp"

using namespace thalweg::tests;

namespace {

const std::string claims = "/statement/claims";
const std::string network = "/statement/networks/W";
const std::string minimum_classes = "/witness/local_minimum/pattern_classes";
const std::string better_classes = "/witness/refinement/pattern_classes";
const std::string better_layers = "/statement/networks/W2/layers";

Json with_targets(Json certificate, const std::vector<std::string>& targets) {
  for (std::size_t i = 0; i < targets.size(); ++i)
    certificate["statement"]["data"]["rows"][i][1] = targets[i];
  return certificate;
}

/// The hand example with one more, settled sample (x, |x|): risk 12/7; the flip stays as it is.
Json with_settled_sample(const std::string& x, const std::string& y, const Json& label) {
  Json certificate = with_first_claims(hand_example(), 2);
  certificate["statement"]["data"]["rows"].push_back(Json::array({x, y}));
  certificate["statement"]["claims"][0]["risk"] = "12/7";
  certificate["witness"]["local_minimum"]["pattern_classes"].push_back(label);
  return certificate;
}

/// Another better network, made of hidden biases and output weights, with its classes and risk.
Json with_better(const Json& hidden_biases, const Json& output_weights, const Json& classes,
                 const std::string& risk) {
  Json certificate = hand_example();
  certificate["statement"]["networks"]["W2"]["layers"] = {
      dense("relu", {{{0, "1"}}, {{0, "-1"}}, {{0, "1"}}}, hidden_biases),
      dense("identity", {{{0, output_weights[0]}, {1, output_weights[1]}, {2, output_weights[2]}}},
            {"-10"})};
  certificate["witness"]["refinement"]["pattern_classes"] = classes;
  certificate["statement"]["claims"][2]["better_risk"] = risk;
  return certificate;
}

} // namespace

TEST_CASE("the certificate worked by hand is accepted", "[verifier]") {
  check_accepted(hand_example());
  const Json theorem = Json::parse(verdict_of(hand_example()).theorem_json);
  CHECK(theorem["local_minimum"]["classes"] == 2);
  CHECK(theorem["lower_risk"]["drop"] == "1");
  CHECK(theorem["lower_risk"]["spurious_minimum"] == "local_minimum");
  CHECK(theorem["refinement"]["finer_groups"] == 3);
  CHECK(theorem["networks"]["W"]["architecture"] == "1-3-1");
  CHECK(theorem["networks"]["W"]["parameters"] == 10);
}

TEST_CASE("O3: classes are numbered by first appearance", "[verifier]") {
  check_rejected(with(hand_example(), minimum_classes, {0, 0, 0, 2, 2, 2}),
                 "local_minimum.numbering", minimum_classes + "/3");
  check_rejected(with(hand_example(), minimum_classes, {1, 1, 1, 0, 0, 0}),
                 "local_minimum.numbering", minimum_classes + "/0");
}

TEST_CASE("O4 and O5: no member of a class is on a wall or in another pattern", "[verifier]") {
  const std::string bias = network + "/layers/0/biases/0";
  check_rejected(with(hand_example(), bias, "3"), "local_minimum.on_wall", minimum_classes + "/0");
  check_rejected(with(hand_example(), bias, "1"), "local_minimum.pattern", minimum_classes + "/2");
  check_rejected(with(hand_example(), bias, "3/2"), "local_minimum.pattern",
                 minimum_classes + "/2");
  check_rejected(with(hand_example(), minimum_classes, {0, 0, 0, 0, 1, 1}), "local_minimum.pattern",
                 minimum_classes + "/3");
}

TEST_CASE("O6: different classes have different patterns", "[verifier]") {
  check_rejected(with(hand_example(), minimum_classes, {0, 0, 1, 2, 2, 2}),
                 "local_minimum.equal_patterns", minimum_classes);
}

TEST_CASE("O7: a sample without a class is settled", "[verifier]") {
  check_rejected(with(hand_example(), minimum_classes + "/0", nullptr), "local_minimum.unsettled",
                 minimum_classes + "/0");
  check_accepted(with_settled_sample("4", "4", nullptr));
  check_accepted(with_settled_sample("4", "4", 1));
  check_accepted(with_settled_sample("0", "0", nullptr)); // on a wall, exempt
  check_rejected(with_settled_sample("0", "0", 2), "local_minimum.on_wall", minimum_classes + "/6");
  check_rejected(with_settled_sample("0", "1/1000000", nullptr), "local_minimum.unsettled",
                 minimum_classes + "/6");
  const auto outcome = verdict_of(with_settled_sample("4", "4", nullptr));
  CHECK(outcome.theorem.find("Exempt: 1 sample") != std::string::npos);
  CHECK(Json::parse(outcome.theorem_json)["local_minimum"]["exempt_samples"] == Json::array({6}));
}

TEST_CASE("O8: the radius is positive", "[verifier]") {
  for (const char* radius : {"0", "-1/8"})
    check_rejected(with(hand_example(), claims + "/0/radius", radius),
                   "local_minimum.radius_not_positive", claims + "/0/radius");
}

TEST_CASE("O9: patterns are invariant, strictly, up to 1/4", "[verifier]") {
  for (const char* method : {"first_order", "interval"}) {
    const Json good = with(hand_example(), "/witness/local_minimum/method", method);
    for (const char* radius : {"1/4", "1/3", "1000000000000000000000000"})
      check_rejected(with(good, claims + "/0/radius", radius), "local_minimum.radius",
                     claims + "/0/radius");
    // just below 1/4, as far as 64 digits reach; 1/5 is no binary fraction
    for (const char* radius : {"4611686018427387903/18446744073709551616", "1/5", "1/1000000007"})
      check_accepted(with(good, claims + "/0/radius", radius));
    // ⌈r⌉ = 1/4 for this r < 1/4: the prescribed rounding decides
    check_rejected(
        with(good, claims + "/0/radius", "75557863725914323419135/302231454903657293676544"),
        "local_minimum.radius", claims + "/0/radius");
  }
  // exempt samples are not asked: x = 4 would need 5 r < 1
  check_accepted(with(with_settled_sample("4", "4", nullptr), claims + "/0/radius", "6/25"));
  check_rejected(with(with_settled_sample("4", "4", 1), claims + "/0/radius", "6/25"),
                 "local_minimum.radius", claims + "/0/radius");
}

TEST_CASE("O10: the risk is exact", "[verifier]") {
  for (const char* risk : {"1", "-2", "2000000000000000000000000001/1000000000000000000000000000"})
    check_rejected(with(hand_example(), claims + "/0/risk", risk), "local_minimum.risk",
                   claims + "/0/risk");
}

TEST_CASE("O11: every path sum is 0", "[verifier]") {
  const Json good = with_first_claims(hand_example(), 1);
  SECTION("bias of the output") { // g = (0, −2, 1, 1, −2, 1)
    check_rejected(with(with_targets(good, {"3"}), claims + "/0/risk", "11/6"),
                   "local_minimum.lifted_stationarity", network + "/layers/1");
  }
  SECTION("biases of hidden units") { // g = (1, −2, 2 | 1, −2, 0): sums 1 and −1
    check_rejected(
        with(with_targets(good, {"2", "4", "-1", "0", "4", "3"}), claims + "/0/risk", "7/3"),
        "local_minimum.lifted_stationarity", network + "/layers/0");
  }
  SECTION("inputs") { // g = (1, −1, 0 | 1, −2, 1): Σ g = 0, Σ g x = −1 on the left
    const Json bad = with(with_targets(good, {"2", "3", "1"}), claims + "/0/risk", "4/3");
    check_rejected(bad, "local_minimum.lifted_stationarity", network + "/layers/0");
    CHECK(verdict_of(bad).expected.find("input 0") != std::string::npos);
  }
  SECTION("intercepts") {
    // σ(z) = max(z, 1/2) with output bias −1/2: again |x|; κ = 1/2 on the left, 0 on the right for
    // the first unit. g = (1, 0, 0 | 0, 0, −1) has Σ g = 0, but Σ κ g = 1/2.
    Json table = good;
    table["statement"]["networks"]["W"]["layers"] = {
        dense({{"breakpoints", {"1/2"}}, {"slopes", {"0", "1"}}, {"intercepts", {"1/2", "0"}}},
              {{{0, "1"}}, {{0, "-1"}}, Json::array()}, {"0", "0", "-1"}),
        dense("identity", {{{0, "1"}, {1, "1"}}}, {"-1/2"})};
    table["statement"]["claims"][0]["radius"] = "1/32";
    check_accepted(table);
    const Json bad =
        with(with_targets(table, {"2", "2", "1", "1", "2", "4"}), claims + "/0/risk", "1/3");
    check_rejected(bad, "local_minimum.lifted_stationarity", network + "/layers/1");
    CHECK(verdict_of(bad).expected.find("intercepts of unit 0") != std::string::npos);
  }
}

TEST_CASE("O11: classes that balance each other are accepted", "[verifier]") {
  // Two inputs, F = [x_1]_+ + [x_2]_+, a third unit off everywhere. In each quadrant the samples
  // (±1, ±1) and (±2, ±2) have g = 2ε and −ε, ε = + where the signs agree: Σ g = ε, Σ g x = 0.
  // No class is fitted optimally, but the masks of the units join two quadrants each: ε − ε = 0.
  // W2: the third unit is [x_1 + x_2 − 3]_+ = 1 at (2, 2) alone, where g = −1 becomes 0.
  const Json rows = {{"1", "1", "0"},  {"2", "2", "5"},  {"-1", "-1", "-2"}, {"-2", "-2", "1"},
                     {"1", "-1", "3"}, {"2", "-2", "1"}, {"-1", "1", "3"},   {"-2", "2", "1"}};
  const Json output = dense("identity", {{{0, "1"}, {1, "1"}, {2, "1"}}}, {"0"});
  Json certificate = hand_example();
  certificate["statement"]["data"] = {
      {"columns", {"a", "b", "y"}}, {"targets", {2}}, {"rows", rows}};
  certificate["statement"]["networks"]["W"]["layers"] = {
      dense("relu", {{{0, "1"}}, {{1, "1"}}, Json::array()}, {"0", "0", "-1"}), output};
  certificate["statement"]["claims"] = {
      {{"claim", "local_minimum"}, {"network", "W"}, {"radius", "1/8"}, {"risk", "5/2"}},
      {{"claim", "lower_risk"}, {"network", "W"}, {"better", "W2"}, {"better_risk", "19/8"}},
      {{"claim", "refinement"}, {"network", "W"}, {"finer_groups", 5}}};
  certificate["witness"]["local_minimum"]["pattern_classes"] = {0, 0, 1, 1, 2, 2, 3, 3};
  certificate["statement"]["networks"]["W2"]["layers"] = {
      dense("relu", {{{0, "1"}}, {{1, "1"}}, {{0, "1"}, {1, "1"}}}, {"0", "0", "-3"}), output};
  certificate["witness"]["refinement"]["pattern_classes"] = {0, 1, 2, 2, 3, 3, 4, 4};
  check_accepted(with_first_claims(certificate, 2));
  // O26 for W
  check_rejected(certificate, "refinement.not_optimal", network);
}

TEST_CASE("O12 to O16: the flip of a pattern", "[verifier]") {
  const Json good = with_first_claims(hand_example(), 2);
  const std::string flip = claims + "/1";
  for (const char* distance : {"0", "-1/4"})
    check_rejected(with(good, flip + "/distance", distance), "pattern_flip.distance_not_positive",
                   flip + "/distance");
  check_rejected(with(with_settled_sample("4", "4", nullptr), flip + "/sample", 6),
                 "pattern_flip.exempt_sample", flip + "/sample");
  check_rejected(with(good, flip + "/distance", "249999999999/1000000000000"),
                 "pattern_flip.unchanged", flip + "/distance");
  check_accepted(with(good, flip + "/distance", "1/3"));

  Json alone = with_settled_sample("0", "0", nullptr);
  alone["statement"]["claims"].erase(0);
  alone["witness"] = Json::object();
  alone = with_named_networks(alone);
  check_accepted(alone);
  check_rejected(with(alone, claims + "/0/sample", 6), "pattern_flip.on_wall",
                 claims + "/0/sample");
  check_rejected(with(alone, network + "/layers/0/activation", "identity"),
                 "pattern_flip.no_breakpoint", claims + "/0/layer");
}

TEST_CASE("O16: on a tie the lower breakpoint is meant, and other units may flip", "[verifier]") {
  // x = 1; first layer z = x, then a clamp to [−10, 10] with z = h − 1 = 0 in the middle. Towards
  // −10 the first layer moves to z = 1 − 2t, off at t = 1/2; towards 10 nothing would happen there.
  Json certificate = with_first_claims(hand_example(), 2);
  certificate["statement"]["claims"] = {{{"claim", "pattern_flip"},
                                         {"network", "W"},
                                         {"sample", 0},
                                         {"layer", 1},
                                         {"unit", 0},
                                         {"distance", "1/2"}}};
  certificate["witness"] = Json::object();
  certificate["statement"]["data"]["rows"] = Json::parse(R"([["1","0"]])");
  certificate["statement"]["networks"]["W"]["layers"] = {dense("relu", {{{0, "1"}}}, {"0"}),
                                                         dense({{"breakpoints", {"-10", "10"}},
                                                                {"slopes", {"0", "1", "0"}},
                                                                {"intercepts", {"-10", "0", "10"}}},
                                                               {{{0, "1"}}}, {"-1"}),
                                                         dense("identity", {{{0, "1"}}}, {"0"})};
  check_accepted(certificate);
  check_rejected(with(certificate, claims + "/0/distance", "49/100"), "pattern_flip.unchanged",
                 claims + "/0/distance");
}

TEST_CASE("O90: the better network has the same architecture", "[verifier]") {
  const Json leaky = {{"breakpoints", {"0"}}, {"slopes", {"1/2", "1"}}, {"intercepts", {"0", "0"}}};
  check_rejected(with(hand_example(), better_layers + "/0/activation", leaky),
                 "lower_risk.architecture", better_layers + "/0");
  Json wider = hand_example();
  Json& layer = wider["statement"]["networks"]["W2"]["layers"][0];
  layer["weights"].push_back(Json::array());
  layer["biases"].push_back("-1");
  check_rejected(wider, "lower_risk.architecture", better_layers + "/0");
  Json deeper = hand_example();
  Json& layers = deeper["statement"]["networks"]["W2"]["layers"];
  layers.push_back(dense("identity", {{{0, "1"}}}, {"0"}));
  check_rejected(deeper, "lower_risk.architecture", better_layers + "/2");
}

TEST_CASE("O18: the classes of the better network", "[verifier]") {
  check_rejected(with(hand_example(), better_classes, {0, 0, 0, 2, 2, 1}), "refinement.numbering",
                 better_classes + "/3");
  check_rejected(with(hand_example(), better_classes, {0, 0, 0, 1, 1, 1}), "refinement.pattern",
                 better_classes + "/5");
  check_rejected(with(hand_example(), better_classes, {0, 0, 0, 1, 2, 3}),
                 "refinement.equal_patterns", better_classes);
  // first unit [x − 1]_+: x = 1 is on its wall, residuals −1 on the right, R = 9/6
  const Json wall = with(hand_example(), better_layers + "/0/biases/0", "-1");
  check_rejected(with(wall, claims + "/2/better_risk", "3/2"), "refinement.on_wall",
                 better_classes + "/3");
}

TEST_CASE("O22: samples on a wall of the better network have a loss and no class", "[verifier]") {
  // third unit [x − 3]_+: x = 3 is on its wall, F(3) = 8, R = (6 + 36)/6 = 7 and not lower
  const Json wall = with_first_claims(with(hand_example(), better_layers + "/0/biases/2", "-3"), 3);
  check_rejected(with(wall, claims + "/2/better_risk", "1"), "lower_risk.better_risk",
                 claims + "/2/better_risk");
  check_rejected(with(wall, claims + "/2/better_risk", "7"), "lower_risk.not_lower",
                 claims + "/2/better_risk");
  // third unit [x − 2]_+ with weight −6: x = 2 is on its wall, everything as before
  Json better = with(hand_example(), better_layers + "/0/biases/2", "-2");
  better["statement"]["networks"]["W2"]["layers"][1]["weights"][0][2][1] = "-6";
  check_accepted(with_first_claims(better, 3));
  check_rejected(with(better, better_classes + "/4", nullptr), "refinement.null_class",
                 better_classes + "/4");
}

TEST_CASE("O142 and O143: the better risk is exact and lower", "[verifier]") {
  check_rejected(with(hand_example(), claims + "/2/better_risk", "1/2"), "lower_risk.better_risk",
                 claims + "/2/better_risk");
  Json same = hand_example();
  same["statement"]["networks"]["W2"] = same["statement"]["networks"]["W"];
  check_rejected(with(same, claims + "/2/better_risk", "2"), "lower_risk.not_lower",
                 claims + "/2/better_risk");
}

TEST_CASE("O23 and O24: the numbers of groups", "[verifier]") {
  check_rejected(with(hand_example(), claims + "/3/finer_groups", 4), "refinement.count",
                 claims + "/3/finer_groups");
  // −x up to 1, then 4, 2 at 2, 3: two classes, g = (1, −2, 1, −1), R = 7/6
  const Json two =
      with_better({"-5/4", "10", "-7/4"}, {"25/2", "1", "-27/2"}, {0, 0, 0, 0, 1, 1}, "7/6");
  check_accepted(with_first_claims(two, 3));
  check_rejected(with(two, claims + "/3/finer_groups", 2), "refinement.not_finer",
                 claims + "/3/finer_groups");
}

TEST_CASE("O25: finer classes lie in coarser ones", "[verifier]") {
  // −x up to 1, then kinks at 3/2 and 5/2: three classes, the first holds x = 1 beside the left
  const Json three =
      with_better({"-3/2", "10", "-5/2"}, {"12", "1", "-26"}, {0, 0, 0, 0, 1, 2}, "7/6");
  check_accepted(with_first_claims(three, 3));
  check_rejected(three, "refinement.not_nested", better_classes + "/3");
}

TEST_CASE("O26: both networks fit their groups optimally", "[verifier]") {
  // F(3) = 8 − 11/2 = 5/2: R = (6 + 1/4)/6
  const Json bad =
      with_better({"-4/5", "10", "-5/2"}, {"5", "1", "-11"}, {0, 0, 0, 1, 1, 2}, "25/24");
  check_accepted(with_first_claims(bad, 3));
  check_rejected(bad, "refinement.not_optimal", "/statement/networks/W2");
}

TEST_CASE("O22: the minimum has no exempt sample", "[verifier]") {
  Json certificate = hand_example();
  certificate["statement"]["data"]["rows"].push_back(Json::array({"0", "0"}));
  certificate["statement"]["claims"][0]["risk"] = "12/7";
  certificate["statement"]["claims"][2]["better_risk"] = "6/7";
  certificate["witness"]["local_minimum"]["pattern_classes"].push_back(nullptr);
  certificate["witness"]["refinement"]["pattern_classes"].push_back(0);
  check_rejected(certificate, "refinement.null_class", minimum_classes + "/6");
}
