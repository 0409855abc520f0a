// SPDX-License-Identifier: GPL-3.0-or-later
//
// The claims `not_local_minimum` and `global_minimum`, worked by hand.
//
// W: one unit [x]_+, output 1·h + 0; samples (−1, 0) and (1, 3): residuals 0 and −2, R(W) = 2.
// D: the bias of the unit and the output weight both grow by ε.
//   x = −1: z = −1 + ε, negative up to ε < 1;  x = 1: z = 1 + ε, F = (1 + ε)² = 1 + 2ε + ε².
//   R(W + εD) = (−2 + 2ε + ε²)²/2 = 2 − 4ε + 2ε³ + ε⁴/2. At ε = 1/2: 2/4 + 1/16 < 4.
//
// On a wall: x = −1, 0, 1, y = 1, −2, 1, F = [0x + 1]_+ + [0x + 0]_+ − 1 = 0, every sample on the
// breakpoint of the second unit, R(W) = 2. D: its input weight +1. z = εx is −ε, the polynomial 0,
// and ε: F = (0, 0, ε), R(W + εD) = (1 + 4 + (ε − 1)²)/3 = 2 − 2/3 ε + 1/3 ε².

#include "support/leaf_mutations.hpp"
#include "unit/verifier/certificate_text.hpp"

using namespace thalweg::tests;

namespace {

Json rows(const std::vector<std::pair<const char*, const char*>>& samples) {
  Json result = Json::array();
  for (const auto& [x, y] : samples)
    result.push_back(Json::array({x, y}));
  return result;
}

Json one_unit() {
  return Json::array({dense("relu", {{{0, "1"}}}, {"0"}), dense("identity", {{{0, "1"}}}, {"0"})});
}

Json ray_example() {
  Json result = certificate_of_claim(
      rows({{"-1", "0"}, {"1", "3"}}), one_unit(),
      {{"claim", "not_local_minimum"}, {"network", "W"}, {"epsilon", "1/2"}, {"risk", "2"}});
  result["witness"]["not_local_minimum"] =
      Json::parse(R"({"weights":[[1,0,0,"1"]],"biases":[[0,0,"1"]]})");
  return result;
}

Json wall_example() {
  Json result = certificate_of_claim(
      rows({{"-1", "1"}, {"0", "-2"}, {"1", "1"}}),
      Json::array({dense("relu", Json::parse("[[],[]]"), {"1", "0"}),
                   dense("identity", Json::parse(R"([[[0,"1"],[1,"1"]]])"), {"-1"})}),
      {{"claim", "not_local_minimum"}, {"network", "W"}, {"epsilon", "1"}, {"risk", "2"}});
  result["witness"]["not_local_minimum"] = Json::parse(R"({"weights":[[0,1,0,"1"]],"biases":[]})");
  return result;
}

Json global_example() {
  return certificate_of_claim(rows({{"-1", "0"}, {"1", "1"}}), one_unit(),
                              {{"claim", "global_minimum"}, {"network", "W"}});
}

const std::string claim = "/statement/claims/0";
const std::string witness = "/witness/not_local_minimum";

} // namespace

TEST_CASE("descent rays worked by hand are accepted", "[verifier]") {
  check_accepted(ray_example());
  check_accepted(wall_example());
  const std::string theorem = verdict_of(ray_example()).theorem;
  CHECK(theorem.find("Not a local minimum. R(W) = 2. For every ε with 0 < ε ≤ 1/2 (≈ 0.5), "
                     "R(W + εD) < R(W):\n  the difference is -4 ε + 2 ε^3 + 1/2 ε^4.") !=
        std::string::npos);
  CHECK(
      Json::parse(verdict_of(ray_example()).theorem_json)["not_local_minimum"]["risk_difference"] ==
      Json::parse(R"(["-4","0","2","1/2"])"));
}

TEST_CASE("O70: a global minimum fits every sample", "[verifier]") {
  check_accepted(global_example());
  check_rejected(with(global_example(), "/statement/data/rows/1/1", "2"),
                 "global_minimum.not_fitted", "/statement/data/rows/1");
}

TEST_CASE("O71: the length of the ray is positive", "[verifier]") {
  for (const char* epsilon : {"0", "-1/2"})
    check_rejected(with(ray_example(), claim + "/epsilon", epsilon),
                   "not_local_minimum.epsilon_not_positive", claim + "/epsilon");
}

TEST_CASE("O72: no breakpoint is met on the ray", "[verifier]") {
  check_accepted(with(ray_example(), claim + "/epsilon", "999/1000"));
  check_rejected(with(ray_example(), claim + "/epsilon", "1"), "not_local_minimum.pattern",
                 claim + "/epsilon");
}

TEST_CASE("O73: the risk at the start is the empirical risk", "[verifier]") {
  check_rejected(with(ray_example(), claim + "/risk", "3"), "not_local_minimum.risk",
                 claim + "/risk");
}

TEST_CASE("O74: the lowest change of the risk is negative", "[verifier]") {
  Json uphill = with(ray_example(), witness + "/weights/0/3", "-1");
  uphill = with(uphill, witness + "/biases/0/2", "-1");
  check_rejected(uphill, "not_local_minimum.no_descent", witness);
  Json nowhere = with(ray_example(), witness + "/weights", Json::array());
  nowhere = with(nowhere, witness + "/biases", Json::array());
  check_rejected(nowhere, "not_local_minimum.no_descent", witness);
  // the other side of the wall: F = (ε, 0, 0), equal by symmetry; but moving all samples up is none
  check_rejected(
      with(wall_example(), witness, Json::parse(R"({"weights":[],"biases":[[0,1,"1"]]})")),
      "not_local_minimum.no_descent", witness);
}

TEST_CASE("O75: other powers of the risk stay smaller", "[verifier]") {
  // the output weight alone: R = 2 − 2ε + ε²/2, shown up to ε < 4
  const Json short_ray = with(ray_example(), witness + "/biases", Json::array());
  check_accepted(with(short_ray, claim + "/epsilon", "399/100"));
  check_rejected(with(short_ray, claim + "/epsilon", "4"), "not_local_minimum.epsilon",
                 claim + "/epsilon");
}

TEST_CASE("directions are written in one way", "[verifier]") {
  const auto check = [](const std::string& place, const Json& value, const std::string& code,
                        const std::string& where) {
    check_outcome(verdict_of(with(ray_example(), place, value)),
                  thalweg::verifier::Verdict::malformed, code, where);
  };
  check(witness + "/weights", Json::parse(R"([[1,0,0,"1"],[0,0,0,"1"]])"), "network.weight_order",
        witness + "/weights/1");
  check(witness + "/weights", Json::parse(R"([[1,0,0,"1"],[1,0,0,"1"]])"), "network.weight_order",
        witness + "/weights/1");
  check(witness + "/biases/0/2", "0", "network.zero_weight", witness + "/biases/0/2");
  check(witness + "/biases/0/0", 2, "shape.index", witness + "/biases/0/0");
  check(witness + "/biases/0/1", 1, "shape.index", witness + "/biases/0/1");
  check(witness + "/weights/0/2", 1, "shape.index", witness + "/weights/0/2");
  check(witness + "/weights/0", Json::parse(R"([1,0,"1"])"), "shape.length",
        witness + "/weights/0");
}

TEST_CASE("no leaf of a descent ray goes unnoticed", "[verifier]") {
  for (const Json& example : {ray_example(), wall_example(), global_example()})
    CHECK(unnoticed_mutations(example.dump()) == std::vector<std::string>{});
}
