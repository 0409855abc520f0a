// SPDX-License-Identifier: GPL-3.0-or-later
//
// Local minima with convolutions, poolings, additions and layers without biases (specification,
// section 7), each worked by hand above its test, and the smallest damage that breaks it.

#include "support/leaf_mutations.hpp"
#include "unit/verifier/hand_example.hpp"
#include "unit/verifier/layer/layer_examples.hpp"

using namespace thalweg::tests;

namespace {

const std::string radius = "/statement/claims/0/radius";
const std::string layers = "/statement/networks/W/layers";
const std::string classes = "/witness/local_minimum/pattern_classes";
const std::string stationarity = "local_minimum.lifted_stationarity";

/// Accepted up to this radius, but not with the second one.
void check_radius(const Json& certificate, const char* good, const char* bad,
                  const std::string& code) {
  for (const char* method : {"first_order", "interval"}) {
    const Json with_method = with(certificate, "/witness/local_minimum/method", method);
    check_accepted(with(with_method, radius, good));
    check_rejected(with(with_method, radius, bad), code, radius);
  }
}

/// The weights of a single unit or channel.
Json one(const char* weights) {
  return Json::array({row(weights)});
}

Json output(const char* weights, const Json& biases = {"0"}) {
  return dense("identity", one(weights), biases);
}

} // namespace

TEST_CASE("the example of section 28 is accepted", "[verifier]") {
  check_accepted(filter_example());
  const Json theorem = Json::parse(verdict_of(filter_example()).theorem_json);
  CHECK(theorem["networks"]["W"]["architecture"] == "1x3; convolution 2, relu: 1x2; max pooling 2 "
                                                    "(stride 2): 1x1; dense, identity: 1");
  CHECK(theorem["networks"]["W"]["parameters"] == 5);
  CHECK(theorem["local_minimum"]["classes"] == 2);
  CHECK(theorem["lower_risk"]["better_risk"] == "0");
  CHECK(verdict_of(filter_example()).theorem.find("W has the layers 1x3; convolution 2, relu") !=
        std::string::npos);
}

TEST_CASE("no leaf of a certificate with layers of every kind goes unnoticed", "[verifier]") {
  CHECK(unnoticed_mutations(filter_example_text) == std::vector<std::string>{});
}

TEST_CASE("O76: the lead of a largest entry limits the radius", "[verifier]") {
  const Json good = with_first_claims(filter_example(), 1);
  check_radius(good, "1/13", "1/12", "local_minimum.pooling"); // 12 r < 1
  // (9, 2, 1): the leads are 7 and 2, and 6 r < 1 at the second sample decides: |z| = 1, N = 6; the
  // first has N = 12, 24 r < 7 and 12 r < 2
  Json far = with(good, "/statement/data/rows/0/0", "9");
  far = with(far, "/statement/claims/0/risk", "49/2"); // g = 7 and −1: not stationary, seen later
  far = with(far, "/statement/data/rows/0/3", "8");
  check_rejected(with(far, radius, "1/6"), "local_minimum.radius", radius);
}

TEST_CASE("O4, O5: a tie in a window is a wall", "[verifier]") {
  const Json good = with_first_claims(filter_example(), 1);
  check_rejected(with(good, "/statement/data/rows/0/1", "3"), "local_minimum.on_wall",
                 classes + "/0");
  CHECK(verdict_of(with(good, "/statement/data/rows/0/1", "3")).found == "several in layer 1");
  check_rejected(with(good, classes, {0, 0}), "local_minimum.pattern", classes + "/1");
  // both samples select the first entry: (1, 3, 2) → (3, 1, 2)
  Json one_class = with(good, "/statement/data/rows/1", {"3", "1", "2", "4"});
  check_rejected(one_class, "local_minimum.equal_patterns", classes);
}

TEST_CASE("O11: a shared filter is stationary where unshared weights are not", "[verifier]") {
  // The example with a dense first layer whose rows are the filter at its two positions: the class
  // of the first sample alone reaches unit 0, and there Σ g = 1.
  Json unrolled = with_first_claims(filter_example(), 1);
  Json& first = unrolled["statement"]["networks"]["W"]["layers"][0];
  first = dense("relu", {row(R"([[0,"1"]])"), row(R"([[1,"1"]])")}, {"0", "0"});
  unrolled["statement"]["networks"]["W"]["layers"][1] =
      dense("relu", {row(R"([[0,"1"],[1,"-1"]])"), row(R"([[1,"1"]])")}, {"0", "0"});
  unrolled["statement"]["networks"]["W"]["layers"][2] =
      output(R"([[0,"1"],[1,"1"]])"); // max(z_0, z_1)
  unrolled["statement"]["claims"][0]["radius"] = "1/1000";
  check_rejected(unrolled, stationarity, layers + "/1");

  // (3, 2, 1) → (3, 1, 1): Σ g x over what the second offset meets is 1 − 2
  Json moved = with_first_claims(filter_example(), 1);
  check_rejected(with(moved, "/statement/data/rows/0/1", "1"), stationarity, layers + "/0");
  // another target: Σ g = 1 − 2
  moved = with(moved, "/statement/data/rows/1/3", "5");
  check_rejected(with(moved, "/statement/claims/0/risk", "5/2"), stationarity, layers + "/2");
}

TEST_CASE("a convolution with stride and padding", "[verifier]") {
  // x = t (1, 1, 1), t = 1, 2, 3; filter (0, 1, 0), stride 2, padding 1: z = (x_0, x_2) = (t, t),
  // F = 2t, g = (1, −2, 1), R = 2. N = 1 + 2t, as each window has one padded entry: r (1 + 2t) < t.
  const Json filter = changed(
      changed(convolution("relu", 3, one(R"([[1,"1"]])"), {"0"}), "stride", {2}), "padding", {1});
  const Json good = minimum_of(network_of({1, 3}, {filter, output(R"([[0,"1"],[1,"1"]])")}),
                               Json::parse(R"([["1","1","1","1"],["2","2","2","6"],
                                              ["3","3","3","5"]])"),
                               "1/8", "2", {0, 0, 0});
  check_accepted(good);
  check_radius(good, "333333/1000000", "1/3", "local_minimum.radius");
  CHECK(unnoticed_mutations(good.dump()) == std::vector<std::string>{});
  // x_1 is met by offset 2 at position 0 and by offset 0 at position 1; x_0 by offset 1 only
  for (const char* place : {"/statement/data/rows/0/0", "/statement/data/rows/0/1"}) {
    Json bad = with(good, place, "4/3");
    const bool is_first = std::string(place).back() == '0'; // then F changes, too
    bad["statement"]["data"]["rows"][0][3] = is_first ? "4/3" : "1";
    check_rejected(bad, stationarity, layers + "/0");
  }
}

TEST_CASE("an average pooling averages what positions see", "[verifier]") {
  // F = mean of [x_p]_+; (1, 2, 3) and (3, 1, 2) have one mean, g = (1, −1). For each position
  // alone Σ g x_p is not 0.
  const Json filter = convolution("relu", 1, one(R"([[0,"1"]])"), {"0"});
  const Json rows = Json::parse(R"([["1","2","3","1"],["3","1","2","3"]])");
  const Json pooled =
      network_of({1, 3}, {filter, pooling("average_pooling", 3), output(R"([[0,"1"]])")});
  const Json good = minimum_of(pooled, rows, "1/8", "1", {0, 0});
  check_accepted(good);
  CHECK(unnoticed_mutations(good.dump()) == std::vector<std::string>{});
  // |z| = 1 next to N = 1 + 3: the field is one position
  check_radius(good, "249/1000", "1/4", "local_minimum.radius");
  const Json unpooled = network_of({1, 3}, {filter, output(R"([[0,"1/3"],[1,"1/3"],[2,"1/3"]])")});
  check_rejected(minimum_of(unpooled, rows, "1/8", "1", {0, 0}), stationarity, layers + "/0");
}

TEST_CASE("an addition needs its condition on both ways", "[verifier]") {
  // F = [2x]_+ + x. Left of 0, where the unit is off, g = (1, −1) at x = −1, −2: Σ g = 0, but
  // Σ g x = 1 reaches the output through the addition. Right of 0: g = (1, −2, 1) at 1, 2, 3.
  const Json with_x = network_of(nullptr, {dense("relu", one(R"([[0,"2"]])"), {"0"}),
                                           addition("identity", 0), output(R"([[0,"1"]])")});
  const Json right = Json::parse(R"([["1","2"],["2","8"],["3","8"]])");
  const Json good = minimum_of(with_x, right, "1/8", "2", {0, 0, 0});
  check_accepted(good);
  CHECK(unnoticed_mutations(good.dump()) == std::vector<std::string>{});
  Json rows = right;
  rows.push_back({"-1", "-2"});
  rows.push_back({"-2", "-1"});
  check_rejected(minimum_of(with_x, rows, "1/8", "8/5", {0, 0, 0, 1, 1}), stationarity,
                 layers + "/0");
  // the same residuals without the addition: F = [2x]_+
  const Json without =
      network_of(nullptr, {dense("relu", one(R"([[0,"2"]])"), {"0"}), output(R"([[0,"1"]])")});
  const Json fitted = Json::parse(R"([["1","1"],["2","6"],["3","5"],["-1","-1"],["-2","1"]])");
  check_accepted(minimum_of(without, fitted, "1/8", "8/5", {0, 0, 0, 1, 1}));
}

TEST_CASE("the radius of an addition adds both ways", "[verifier]") {
  // h_1 = [x]_+, h_2 = [h_1 + h_0 − 0]_+ … with x = 2: z_1 = 2, z_2 = 4. C_1 = r, and C_2 = r, as x
  // does not move; N = 1 + 2: 3 r < 2. With `with` 1 after another layer both ways move:
  // z_2 = [z_1]_+, z_3 = h_2 + h_1.
  const Json first = dense("relu", one(R"([[0,"1"]])"), {"0"});
  const Json rows = Json::parse(R"([["2","4"]])"); // settled
  const auto certificate = [&](const std::vector<Json>& body) {
    return minimum_of(network_of(nullptr, body), rows, "1/8", "0", {0});
  };
  check_radius(certificate({first, addition("relu", 0), output(R"([[0,"1"]])")}), "33/50", "2/3",
               "local_minimum.radius");
  // a bend of the sum at 3, above x = 2 by 1 below z = 4: the changes at layer 3 are those of h_1
  // (twice: 2 r N) and of layer 2 (r N, and r · r N more): N = 3. 9 r + 3 r² < 1: r < 0.1073
  const Json bent = {{"breakpoints", {"3"}}, {"slopes", {"0", "1"}}, {"intercepts", {"3", "0"}}};
  const Json both = certificate({first, first, addition(bent, 1), output(R"([[0,"1"]])")});
  check_accepted(with(both, radius, "107/1000"));
  check_rejected(with(both, radius, "27/250"), "local_minimum.radius", radius);
}

TEST_CASE("a layer without biases asks nothing of them", "[verifier]") {
  // F = [x]_+ at x = 1, 2 with g = (2, −1): Σ g x = 0, Σ g = 1. N = |x|: r |x| < |x|.
  const Json rows = Json::parse(R"([["1","-1"],["2","3"]])");
  const auto certificate = [&](const Json& hidden, const Json& last) {
    return minimum_of(network_of(nullptr, {dense("relu", one(R"([[0,"1"]])"), hidden),
                                           output(R"([[0,"1"]])", last)}),
                      rows, "1/8", "5/2", {0, 0});
  };
  const Json good = certificate(nullptr, nullptr);
  check_accepted(good);
  CHECK(unnoticed_mutations(good.dump()) == std::vector<std::string>{});
  CHECK(Json::parse(verdict_of(good).theorem_json)["networks"]["W"]["parameters"] == 2);
  CHECK(Json::parse(verdict_of(good).theorem_json)["networks"]["W"]["architecture"] ==
        "1; dense (no biases), relu: 1; dense (no biases), identity: 1");
  check_radius(good, "999/1000", "1", "local_minimum.radius");
  check_rejected(certificate(nullptr, {"0"}), stationarity, layers + "/1");
  check_rejected(certificate({"0"}, nullptr), stationarity, layers + "/0");
}

TEST_CASE("groups keep channels apart", "[verifier]") {
  // Two channels of two positions, filters of one weight, channel by channel. Channel 1 is negative
  // and off: F = x_00 + x_01 = 2 with g = (1, −1); channel 1 has Σ g x ≠ 0, which nobody sees.
  const Json rows = Json::parse(R"([["1","1","-1","-1","1"],["1","1","-2","-1","3"]])");
  const auto certificate = [&](std::size_t groups, const char* second) {
    const Json filter = changed(
        convolution("relu", 1, {row(R"([[0,"1"]])"), row(second)}, {"0", "0"}), "groups", groups);
    return minimum_of(network_of({2, 2}, {filter, output(R"([[0,"1"],[1,"1"],[2,"1"],[3,"1"]])")}),
                      rows, "1/8", "1", {0, 0});
  };
  check_accepted(certificate(2, R"([[0,"1"]])"));
  CHECK(unnoticed_mutations(certificate(2, R"([[0,"1"]])").dump()) == std::vector<std::string>{});
  check_rejected(certificate(1, R"([[1,"1"]])"), stationarity, layers + "/0");
  // a field is one entry of one channel, the largest has N = 1 + 2: 3 r < 1 at |z| = 1
  check_radius(certificate(2, R"([[0,"1"]])"), "33/100", "1/3", "local_minimum.radius");
  // in one group a field has both channels, N = 1 + 1 + 2 (the radius is looked at first)
  check_rejected(with(certificate(1, R"([[1,"1"]])"), radius, "1/4"), "local_minimum.radius",
                 radius);
}

TEST_CASE("every group is looked at", "[verifier]") {
  // As above with channel 0 off and channel 1 on: F = x_10 + x_11 = 2, g = (1, −1). x_00 may
  // differ, x_10 may not.
  const auto certificate = [](const char* off, const char* on, const char* first,
                              const char* second) {
    const Json filter =
        changed(convolution("relu", 1, {row(R"([[0,"1"]])"), row(R"([[0,"1"]])")}, {"0", "0"}),
                "groups", 2);
    return minimum_of(network_of({2, 2}, {filter, output(R"([[0,"1"],[1,"1"],[2,"1"],[3,"1"]])")}),
                      Json::array({{"-1", "-1", "1", "1", first}, {off, "-1", on, "1", second}}),
                      "1/8", "1", {0, 0});
  };
  check_accepted(certificate("-2", "1", "1", "3"));
  check_rejected(certificate("-1", "2", "1", "4"), stationarity, layers + "/0");
}

TEST_CASE("the field of a later convolution is its window", "[verifier]") {
  // Identity filters (1), then (0, 1, 0) with padding 1 over two positions with breakpoint 0, at
  // x = (2, 3): z_2 = (2, 3), both fields are both positions. C_1 = r, N_1 = 1 + 3, N_2 = 1 + 5:
  // Σ C N = (r + r · 2 r) 4 + r 6 = 10 r + 8 r² < 2: r < 0.1753.
  // With the kernel (1) instead the field is one position: N_2 = 1 + 3, (r + r²) 4 + 4 r < 2:
  // 4 r² + 8 r < 2: r < 0.2247.
  const Json copy = convolution("identity", 1, one(R"([[0,"1"]])"), {"0"});
  const auto certificate = [&](const Json& shape, const Json& second, const Json& sample) {
    return minimum_of(network_of(shape, {copy, second, output("[]")}), Json::array({sample}), "1/8",
                      "0", {0});
  };
  const Json wide = changed(convolution("relu", 3, one(R"([[1,"1"]])"), {"0"}), "padding", {1});
  check_radius(certificate({1, 2}, wide, {"2", "3", "0"}), "7/40", "22/125",
               "local_minimum.radius");
  check_radius(
      certificate({1, 2}, convolution("relu", 1, one(R"([[0,"1"]])"), {"0"}), {"2", "3", "0"}),
      "28/125", "9/40", "local_minimum.radius");
  // x = (8, 1, 2) with kernel 2, stride 2, padding 1: fields {0} and {1, 2}; filter (0, 1): z_2 =
  // (8, 2). N_1 = N_2 = 9; unit 0: (r + r²) 9 + 9 r < 8; unit 1: (r + 2 r²) 9 + 9 r < 2: r <
  // 0.10093
  const Json strided = changed(
      changed(convolution("relu", 2, one(R"([[1,"1"]])"), {"0"}), "stride", {2}), "padding", {1});
  check_radius(certificate({1, 3}, strided, {"8", "1", "2", "0"}), "1009/10000", "101/1000",
               "local_minimum.radius");
}

TEST_CASE("the radius follows the entry that a maximum selects", "[verifier]") {
  // x = (−4, 2): h_1 = (0, 2), the maximum is 2 (entry 1, entry 0 is off), z_3 = h_2 − 1 = 1 with
  // breakpoint 0. C_1 = r, N_1 = 1 + 4 = 5, N_3 = 1 + 2 = 3; z_3 changes by (r + r · r) 5 + 3 r <
  // 1: 5 r² + 8 r < 1: r < 0.1165. (Entry 0 would give 3 r < 1.) O76: 5 r < 2.
  const Json good =
      minimum_of(network_of({1, 2}, {convolution("relu", 1, one(R"([[0,"1"]])"), {"0"}),
                                     pooling("max_pooling", 2),
                                     dense("relu", one(R"([[0,"1"]])"), {"-1"}), output("[]")}),
                 Json::parse(R"([["-4","2","0"]])"), "1/8", "0", {0});
  check_radius(good, "29/250", "117/1000", "local_minimum.radius");
}

TEST_CASE("a window that is off everywhere selects its first entry", "[verifier]") {
  // Filter (1): h = [x]_+, F the sum of the maxima of (h_0, h_1) and (h_2, h_3). x = (−1, −2, 4,
  // 1): h = (0, 0, 4, 1), N = 1 + 4: 5 r < |−1|; O76: only 4 − 1 counts, 10 r < 3.
  const auto certificate = [](const Json& activation, const char* rows, const Json& labels) {
    return minimum_of(
        network_of({1, 4}, {convolution(activation, 1, one(R"([[0,"1"]])"), {"0"}),
                            pooling("max_pooling", 2), output(R"([[0,"1"],[1,"1"]])")}),
        Json::parse(rows), "1/8", "0", labels);
  };
  const Json good = certificate("relu", R"([["-1","-2","4","1","4"]])", {0});
  check_radius(good, "19/100", "1/5", "local_minimum.radius");
  CHECK(unnoticed_mutations(good.dump()) == std::vector<std::string>{});
  // whichever is larger before the activation, and with both windows off
  check_accepted(certificate(
      "relu", R"([["-1","-2","4","1","4"],["-2","-1","3","1","3"],["-1","-1","-3","-1","0"]])",
      {0, 0, 1}));
  // a window with an entry that is on: (−1, 4) selects another one
  check_rejected(certificate("relu", R"([["-1","-2","4","1","4"],["-1","4","4","1","8"]])", {0, 0}),
                 "local_minimum.pattern", classes + "/1");
  // two that are on and equal
  check_rejected(certificate("relu", R"([["-1","-2","4","4","4"]])", {0}), "local_minimum.on_wall",
                 classes + "/0");
  // a clamp to [−1, 1]: (5, −5) has the lead 2, but neither changes. N = 1 + 5: 6 r < 4.
  const Json clamp = {
      {"breakpoints", {"-1", "1"}}, {"slopes", {"0", "1", "0"}}, {"intercepts", {"-1", "0", "1"}}};
  check_radius(certificate(clamp, R"([["5","-5","-5","-5","0"]])", {0}), "133/200", "2/3",
               "local_minimum.radius");
}

TEST_CASE("only entries of slope 0 may be equal in a window", "[verifier]") {
  // 0 up to 0, z up to 1, 3 − 2z up to 2, z − 3 beyond: at −1 and at 3 the value 0, with the slopes
  // 0 and 1.
  const Json wave = {{"breakpoints", {"0", "1", "2"}},
                     {"slopes", {"0", "1", "-2", "1"}},
                     {"intercepts", {"0", "0", "3", "-3"}}};
  const auto certificate = [&](const char* sample, std::size_t window) {
    return minimum_of(network_of({1, 3}, {convolution(wave, 1, one(R"([[0,"1"]])"), {"0"}),
                                          pooling("max_pooling", window), output(R"([[0,"1"]])")}),
                      Json::array({Json::parse(sample)}), "1/64", "0", {0});
  };
  check_accepted(certificate(R"(["-1","-2","-1","0"])", 3));
  for (const char* sample : {R"(["3","-1","-1","0"])", R"(["-1","3","-2","0"])",
                             R"(["-1","-2","3","0"])", R"(["3","-1","3","0"])"})
    check_rejected(certificate(sample, 3), "local_minimum.on_wall", classes + "/0");
  // a little more than 3 leads, 16 r < 1/2 with C = r, N = 1 + 7/2 on both, but only one moves
  check_accepted(certificate(R"(["-1","7/2","-2","1/2"])", 3));
  // a tie in another sample of the class: the entry of slope 1 is selected, or is not
  for (const char* first : {"7/2", "11/4"}) {
    Json tie = certificate(R"(["-1","7/2","-2","1/2"])", 3);
    const char* const value = std::string(first) == "7/2" ? "1/2" : "0";
    tie["statement"]["data"]["rows"] =
        Json::array({{"-1", first, "-2", value}, {"-1", "3", "-2", "0"}});
    tie["witness"]["local_minimum"]["pattern_classes"] = {0, 0};
    check_rejected(tie, "local_minimum.pattern", classes + "/1");
  }
  // equal in the first sample, but not where the class says so: −1 and 11/4, below it
  Json two = certificate(R"(["-1","-2","-1","0"])", 3);
  two["statement"]["data"]["rows"].push_back({"-1", "11/4", "-1", "0"});
  two["witness"]["local_minimum"]["pattern_classes"] = {0, 1};
  check_accepted(two);
  // a pooling or an addition with identity on top has the slope 1, whatever is below it
  const auto stacked = [](const Json& between) {
    return minimum_of(
        network_of({1, 2}, {convolution("relu", 1, one(R"([[0,"1"]])"), {"0"}), between,
                            pooling("max_pooling", 2), output(R"([[0,"1"]])")}),
        Json::parse(R"([["-1","-2","0"]])"), "1/64", "0", {0});
  };
  check_rejected(stacked(pooling("average_pooling", 1)), "local_minimum.on_wall", classes + "/0");
  check_rejected(stacked(pooling("max_pooling", 1)), "local_minimum.on_wall", classes + "/0");
  check_accepted(stacked(addition("relu", 0)));
}

TEST_CASE("a dead window is no wall of the better network", "[verifier]") {
  // W2 with the filter (0, −1) and bias 0: z = −(x_1, x_2) is off at both samples: F = 3, y = 2
  // and 4, and the risk is 1.
  Json dead = filter_example();
  Json& layers = dead["statement"]["networks"]["W2"]["layers"];
  layers[0]["weights"] = one(R"([[1,"-1"]])");
  layers[2]["biases"] = {"3"};
  check_rejected(dead, "lower_risk.better_risk", "/statement/claims/2/better_risk");
}

TEST_CASE("maxima may be taken of the input, where nothing moves", "[verifier]") {
  // max(x_0, x_1) and max(x_2, x_3) as features: F = h_0; g = (1, −1) at (2, 1, 5, 4), (1, 2, 4,
  // 5).
  const Json good = minimum_of(
      network_of({1, 4}, {pooling("max_pooling", 2), output(R"([[0,"1"]])")}),
      Json::parse(R"([["2","1","5","4","1"],["1","2","4","5","3"]])"), "1000", "1", {0, 1});
  check_accepted(good);
  // an unselected entry may be anything below, but the selected ones are summed up
  check_accepted(with(good, "/statement/data/rows/0/1", "-7"));
  check_rejected(with(good, "/statement/data/rows/0/2", "6"), stationarity, layers + "/0");
}

TEST_CASE("O90: the better network has the same windows, shapes and biases", "[verifier]") {
  const std::string better = "/statement/networks/W2";
  Json longer = with(filter_example(), better + "/layers/1/stride/0", 1);
  check_rejected(longer, "lower_risk.architecture", better + "/layers/1");
  check_rejected(with(filter_example(), better + "/layers/0/biases", nullptr),
                 "lower_risk.architecture", better + "/layers/0");
  check_rejected(with(filter_example(), better + "/layers/1/kind", "average_pooling"),
                 "lower_risk.architecture", better + "/layers/1");
  Json shaped = hand_example();
  check_accepted(shaped);
  shaped["statement"]["networks"]["W2"]["input_shape"] = {1, 1};
  check_rejected(shaped, "lower_risk.architecture", better + "/layers/0");
  shaped["statement"]["networks"]["W"]["input_shape"] = {1, 1};
  check_accepted(shaped);
}
