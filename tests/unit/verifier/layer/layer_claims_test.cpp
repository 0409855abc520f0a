// SPDX-License-Identifier: GPL-3.0-or-later
//
// Flips (O16), descent rays (O71 to O75) and global minima of networks with convolutions, poolings
// and additions, worked by hand above each test.

#include "support/leaf_mutations.hpp"
#include "unit/verifier/layer/layer_examples.hpp"

using namespace thalweg::tests;

namespace {

const std::string claim = "/statement/claims/0";
const std::string direction = "/witness/not_local_minimum";

/// A single claim about a network.
Json certificate(const Json& network, const Json& rows, const Json& made) {
  Json result = minimum_of(network, rows, "1", "0", Json::array());
  result["statement"]["claims"] = Json::array({made});
  result["witness"] = Json::object();
  return result;
}

Json flip(std::size_t layer, std::size_t unit, const char* distance) {
  return {{"claim", "pattern_flip"}, {"network", "W"}, {"sample", 0},
          {"layer", layer},          {"unit", unit},   {"distance", distance}};
}

Json ray(const Json& network, const Json& rows, const char* epsilon, const char* risk,
         const char* moves) {
  Json result = certificate(
      network, rows,
      {{"claim", "not_local_minimum"}, {"network", "W"}, {"epsilon", epsilon}, {"risk", risk}});
  result["witness"]["not_local_minimum"] = Json::parse(moves);
  return result;
}

/// Filter (1, 0) of two weights over three inputs, identity, the maximum, and the output h.
Json filter_and_maximum() {
  return network_of({1, 3}, {convolution("identity", 2, Json::parse(R"([[[0,"1"]]])"), {"0"}),
                             pooling("max_pooling", 2),
                             dense("identity", Json::parse(R"([[[0,"1"]]])"), {"0"})});
}

} // namespace

TEST_CASE("O16: a filter entry moves by the sign of its summed derivative", "[verifier]") {
  // h = [a x + c]_+ with a = 1, c = 0 at x = (1, 2); hidden unit z = h_0 − h_1 + 5 = 4, towards 0.
  // ∂z/∂a = x_0 − x_1 = −1, ∂z/∂c = 1 − 1 = 0: a = 1 + t, c stays. The hidden weights become 1 − t
  // and −1 − t, the bias 5 − t: z = (1 + t)(1 − t − 2(1 + t)) + 5 − t = 4 − 5t − 3t², 0 at about
  // 0.59067.
  const Json network =
      network_of({1, 2}, {convolution("relu", 1, Json::parse(R"([[[0,"1"]]])"), {"0"}),
                          dense("relu", Json::parse(R"([[[0,"1"],[1,"-1"]]])"), {"5"}),
                          dense("identity", Json::parse(R"([[[0,"1"]]])"), {"0"})});
  const Json rows = Json::parse(R"([["1","2","0"]])");
  check_accepted(certificate(network, rows, flip(1, 0, "591/1000")));
  check_rejected(certificate(network, rows, flip(1, 0, "59/100")), "pattern_flip.unchanged",
                 claim + "/distance");
  // without biases: z = 4 → the hidden bias is gone, z = h_0 − h_1 = −1, upwards: ∂z/∂a = −1,
  // a = 1 − t, weights 1 + t and −1 + t: z = (1 − t)(1 + t − 2 + 2t) = (1 − t)(3t − 1), 0 at 1/3
  Json plain = network;
  plain["layers"][0]["biases"] = plain["layers"][1]["biases"] = nullptr;
  check_accepted(certificate(plain, rows, flip(1, 0, "1/3")));
  check_rejected(certificate(plain, rows, flip(1, 0, "33/100")), "pattern_flip.unchanged",
                 claim + "/distance");
}

TEST_CASE("O16: a flip through a maximum and an addition", "[verifier]") {
  // x = (3, 1): h_1 = [a x + c]_+ = x, h_2 = h_1 + x = (6, 2), maximum 6 (entry 0), z = u·6 + b
  // with u = 1, b = 0, towards 0. ∂z/∂a = 3, ∂z/∂c = 1: a = 1 − t, c = −t, h_1 = 3 − 4t, h_2 = 6 −
  // 4t (while h_1 > 0); z = (1 − t)(6 − 4t) − t = 6 − 11t + 4t²: 0 at 3/4 (and 2). But h_1 of entry
  // 1 is 1 − 2t, which is off at 1/2 already.
  const Json network =
      network_of({1, 2}, {convolution("relu", 1, Json::parse(R"([[[0,"1"]]])"), {"0"}),
                          addition("identity", 0), pooling("max_pooling", 2),
                          dense("relu", Json::parse(R"([[[0,"1"]]])"), {"0"}),
                          dense("identity", Json::parse(R"([[[0,"1"]]])"), {"0"})});
  const Json rows = Json::parse(R"([["3","1","0"]])");
  check_accepted(certificate(network, rows, flip(3, 0, "1/2")));
  check_rejected(certificate(network, rows, flip(3, 0, "499/1000")), "pattern_flip.unchanged",
                 claim + "/distance");
  // a filter without an activation: then z alone, or the maximum, can flip
  const Json linear = with(network, "/layers/0/activation", "identity");
  check_accepted(certificate(linear, rows, flip(3, 0, "3/4")));
  check_rejected(certificate(linear, rows, flip(3, 0, "749/1000")), "pattern_flip.unchanged",
                 claim + "/distance");
  // a pooling has no breakpoint; a tie is a wall
  check_rejected(certificate(network, rows, flip(2, 0, "1/2")), "pattern_flip.no_breakpoint",
                 claim + "/layer");
  check_rejected(certificate(network, Json::parse(R"([["3","3","0"]])"), flip(3, 0, "1/2")),
                 "pattern_flip.on_wall", claim + "/sample");
}

TEST_CASE("O16: a selection that changes is a flip", "[verifier]") {
  // The filter (a, b) = (1, 1/8) over x = (4, 3, 8): z = (35/8, 4) and their maximum, then a unit
  // far from its bend at −100. ∂/∂a = 4, ∂/∂b = 3, ∂/∂c = 1: a = 1 − t, b = 1/8 − t: z = (35/8 −
  // 8t, 4 − 12t): the first stays larger. Towards a bend at 100: z = (35/8 + 8t, 4 + 12t), equal at
  // 3/32.
  const auto network = [](const char* bend) {
    const Json bent = {{"breakpoints", {bend}}, {"slopes", {"1", "2"}}, {"intercepts", {"0", ""}}};
    Json layer = dense(bent, Json::parse(R"([[[0,"1"]]])"), {"0"});
    layer["activation"]["intercepts"][1] = std::string(bend) == "100" ? "-100" : "100";
    return network_of({1, 3},
                      {convolution("identity", 2, Json::parse(R"([[[0,"1"],[1,"1/8"]]])"), {"0"}),
                       pooling("max_pooling", 2), layer,
                       dense("identity", Json::parse(R"([[[0,"1"]]])"), {"0"})});
  };
  const Json rows = Json::parse(R"([["4","3","8","0"]])");
  check_accepted(certificate(network("100"), rows, flip(2, 0, "3/32")));
  check_rejected(certificate(network("100"), rows, flip(2, 0, "9/100")), "pattern_flip.unchanged",
                 claim + "/distance");
  check_rejected(certificate(network("-100"), rows, flip(2, 0, "3/32")), "pattern_flip.unchanged",
                 claim + "/distance");
}

TEST_CASE("a ray through a shared filter and a maximum", "[verifier]") {
  // x = (2, 1, 3), y = 5: z = (2, 1), F = 2, R = 9. D: the second weight of the filter +1:
  // z = (2 + ε, 1 + 3ε), the first is larger up to ε < 1/2; F = 2 + ε, R = (ε − 3)².
  const Json rows = Json::parse(R"([["2","1","3","5"]])");
  const Json good =
      ray(filter_and_maximum(), rows, "49/100", "9", R"({"weights":[[0,0,1,"1"]],"biases":[]})");
  check_accepted(good);
  CHECK(Json::parse(verdict_of(good).theorem_json)["not_local_minimum"]["risk_difference"] ==
        Json::parse(R"(["-6","1"])"));
  CHECK(unnoticed_mutations(good.dump()) == std::vector<std::string>{});
  check_rejected(with(good, claim + "/epsilon", "1/2"), "not_local_minimum.pattern",
                 claim + "/epsilon");
  CHECK(verdict_of(with(good, claim + "/epsilon", "1/2")).expected.find("layer 1, unit 0") !=
        std::string::npos);
  check_rejected(with(good, direction + "/weights/0/3", "-1"), "not_local_minimum.no_descent",
                 direction);
}

TEST_CASE("a ray that leaves a tie, and one that keeps it", "[verifier]") {
  // x = (1, 1, 0), y = 3: z = (1, 1) is a tie, F = 1, R = 4.
  const Json rows = Json::parse(R"([["1","1","0","3"]])");
  const auto along = [&](const char* epsilon, const char* moves) {
    return ray(filter_and_maximum(), rows, epsilon, "4", moves);
  };
  // first weight: z = (1 + ε, 1 + ε), the difference is the polynomial 0; R = (ε − 2)²
  check_accepted(along("1", R"({"weights":[[0,0,0,"1"]],"biases":[]})"));
  // second weight: z = (1 + ε, 1); and −1: z = (1 − ε, 1), F = 1 does not change
  check_accepted(along("1", R"({"weights":[[0,0,1,"1"]],"biases":[]})"));
  check_rejected(along("1", R"({"weights":[[0,0,1,"-1"]],"biases":[]})"),
                 "not_local_minimum.no_descent", direction);
}

TEST_CASE("a ray through an addition and an average", "[verifier]") {
  // x = (1, 3): h_1 = a x + c, h_2 = h_1 + x, F = v · mean: a = 1, c = 0, v = 1: F = 4, y = 6, R
  // = 4. D: c and v both +1: F = (1 + ε)(4 + ε) = 4 + 5ε + ε², R = (−2 + 5ε + ε²)².
  const Json network =
      network_of({1, 2}, {convolution("relu", 1, Json::parse(R"([[[0,"1"]]])"), {"0"}),
                          addition("relu", 0), pooling("average_pooling", 2),
                          dense("identity", Json::parse(R"([[[0,"1"]]])"), {"0"})});
  const Json good = ray(network, Json::parse(R"([["1","3","6"]])"), "1/4", "4",
                        R"({"weights":[[3,0,0,"1"]],"biases":[[0,0,"1"]]})");
  check_accepted(good);
  CHECK(Json::parse(verdict_of(good).theorem_json)["not_local_minimum"]["risk_difference"] ==
        Json::parse(R"(["-20","21","10","1"])"));
  CHECK(unnoticed_mutations(good.dump()) == std::vector<std::string>{});
}

TEST_CASE("directions name parameters that exist", "[verifier]") {
  const Json rows = Json::parse(R"([["2","1","3","5"]])");
  const auto check = [&](const Json& network, const char* moves, const std::string& place) {
    check_malformed(ray(network, rows, "1/4", "9", moves), "shape.index", direction + place);
  };
  check(filter_and_maximum(), R"({"weights":[[0,0,2,"1"]],"biases":[]})", "/weights/0/2");
  check(filter_and_maximum(), R"({"weights":[[0,1,0,"1"]],"biases":[]})", "/weights/0/1");
  check(filter_and_maximum(), R"({"weights":[[1,0,0,"1"]],"biases":[]})", "/weights/0/1");
  check(filter_and_maximum(), R"({"weights":[],"biases":[[1,0,"1"]]})", "/biases/0/1");
  Json network = filter_and_maximum();
  network["layers"][0]["biases"] = nullptr;
  check(network, R"({"weights":[],"biases":[[0,0,"1"]]})", "/biases/0/1");
}

TEST_CASE("a global minimum with layers of every kind", "[verifier]") {
  const Json network =
      network_of({1, 2}, {convolution("relu", 1, Json::parse(R"([[[0,"1"]]])"), nullptr),
                          addition("relu", 0), pooling("max_pooling", 2),
                          dense("identity", Json::parse(R"([[[0,"1"]]])"), nullptr)});
  const Json good =
      certificate(network, Json::parse(R"([["1","3","6"],["-1","-3","0"],["2","2","4"]])"),
                  {{"claim", "global_minimum"}, {"network", "W"}});
  check_accepted(good);
  check_rejected(with(good, "/statement/data/rows/2/2", "5"), "global_minimum.not_fitted",
                 "/statement/data/rows/2");
}
