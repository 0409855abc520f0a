// SPDX-License-Identifier: GPL-3.0-or-later
//
// The claim `segment_of_minima`: family_examples.hpp has the arithmetic.

#include "support/leaf_mutations.hpp"
#include "unit/verifier/claim/family_examples.hpp"
#include "unit/verifier/loss/loss_examples.hpp"

using namespace thalweg::tests;

namespace {

const std::string segment = "/witness/segment_of_minima";

/// Another direction.
Json along(const char* direction) {
  return with(segment_example(), segment, Json::parse(direction));
}

/// A settled sample on a wall: x = 0 with F = 0 = y, not of any class; x = ±1 with g = ∓1 and so
/// on.
Json exempt_sample() {
  // F = [x]_+ + [−1]_+: x = 1 twice with y = 0 and 2; x = 0 with y = 0, on the wall of unit 0.
  Json result = segment_example();
  result["statement"]["data"]["rows"] = Json::parse(R"([["1","0"],["1","2"],["0","0"]])");
  result["statement"]["networks"]["W"]["layers"] =
      Json::array({dense("relu", Json::parse(R"([[[0,"1"]],[]])"), {"0", "-1"}),
                   dense("identity", Json::parse(R"([[[0,"1"],[1,"1"]]])"), {"0"})});
  result["statement"]["claims"][0] = {
      {"claim", "local_minimum"}, {"network", "W"}, {"radius", "1/4"}, {"risk", "2/3"}};
  result["witness"]["local_minimum"]["pattern_classes"] = {0, 0, nullptr};
  result["witness"]["segment_of_minima"] = Json::parse(R"({"weights":[],"biases":[[0,1,"-1"]]})");
  return result;
}

} // namespace

TEST_CASE("a segment worked by hand is accepted", "[verifier]") {
  check_accepted(segment_example());
  const std::string theorem = verdict_of(segment_example()).theorem;
  CHECK(theorem.find("Segment of minima. For every t with 0 ≤ t ≤ 1, W + tD is a local minimum, "
                     "and R(W + tD) = 3/2 (≈ 1.5).\n") != std::string::npos);
  CHECK(theorem.find("moves 4 parameters: infinitely many minima, connected.\n") !=
        std::string::npos);
  CHECK(Json::parse(verdict_of(segment_example()).theorem_json)["segment_of_minima"]["moves"] == 4);
}

TEST_CASE("no leaf of a segment goes unnoticed", "[verifier]") {
  CHECK(unnoticed_mutations(segment_example().dump()) == std::vector<std::string>{});
}

TEST_CASE("O120: something moves", "[verifier]") {
  check_rejected(along(R"({"weights":[],"biases":[]})"), "segment_of_minima.no_move", segment);
}

TEST_CASE("O121: outputs stay", "[verifier]") {
  check_rejected(along(R"({"weights":[],"biases":[[1,0,"1/1000"]]})"), "segment_of_minima.output",
                 segment);
  check_rejected(with(segment_example(), segment + "/biases/0/2", "5"), "segment_of_minima.output",
                 segment);
  // the output weight 1 − t and the bias: (1 − t)(−x + 4) is not constant
  check_rejected(along(R"({"weights":[[1,0,0,"-1"]],"biases":[]})"), "segment_of_minima.output",
                 segment);
}

TEST_CASE("O122: no breakpoint is met", "[verifier]") {
  // at x = 5 both units reach 0 at t = 1, 1/2 and stay off before; the difference stays x
  for (const char* by : {"1", "2"}) {
    Json certificate = along(R"({"weights":[],"biases":[[0,0,"1"],[0,1,"1"]]})");
    certificate["witness"]["segment_of_minima"]["biases"][0][2] = by;
    certificate["witness"]["segment_of_minima"]["biases"][1][2] = by;
    check_rejected(certificate, "segment_of_minima.pattern", segment);
  }
  check_accepted(along(R"({"weights":[],"biases":[[0,0,"999/1000"],[0,1,"999/1000"]]})"));
}

TEST_CASE("a sample that is settled may stay on its wall but not cross it", "[verifier]") {
  check_accepted(exempt_sample());
  // x = 0: z = t and output −t: settled, but z leaves the breakpoint
  check_rejected(with(exempt_sample(), segment,
                      Json::parse(R"({"weights":[],"biases":[[0,0,"1"],[1,0,"-1"]]})")),
                 "segment_of_minima.pattern", segment);
}

namespace {

/// x = 1, y = 0 and 2, F = h_0 = 1 through two hidden layers. Unit 1 of the first layer is 1 + t;
/// unit 1 of the second, which is off and goes nowhere, is (8 − 4t)(1 + t) + bias = 8 + bias + 4t −
/// 4t²: its largest value 9 + bias is at t = 1/2.
Json parabola_below_zero(const char* bias) {
  Json result = segment_example();
  result["statement"]["data"]["rows"] = Json::parse(R"([["1","0"],["1","2"]])");
  result["statement"]["networks"]["W"]["layers"] =
      Json::array({dense("relu", Json::parse(R"([[[0,"1"]],[]])"), {"0", "1"}),
                   dense("relu", Json::parse(R"([[[0,"1"]],[[1,"8"]]])"), {"0", bias}),
                   dense("identity", Json::parse(R"([[[0,"1"]]])"), {"0"})});
  result["statement"]["claims"][0] = {
      {"claim", "local_minimum"}, {"network", "W"}, {"radius", "1/64"}, {"risk", "1"}};
  result["witness"]["local_minimum"]["pattern_classes"] = {0, 0};
  result["witness"]["segment_of_minima"] =
      Json::parse(R"({"weights":[[1,1,1,"-4"]],"biases":[[0,1,"1"]]})");
  return result;
}

} // namespace

TEST_CASE("a breakpoint may be met between the ends, with or without a change of sign",
          "[verifier]") {
  check_accepted(parabola_below_zero("-9001/1000"));
  CHECK(unnoticed_mutations(parabola_below_zero("-19/2").dump()) == std::vector<std::string>{});
  for (const char* bias : {"-9", "-8999/1000", "-35/4"})
    check_rejected(parabola_below_zero(bias), "segment_of_minima.pattern", segment);
}

TEST_CASE("a segment of minima of a loss with kinks", "[verifier]") {
  Json certificate = median_example(); // its third unit is off everywhere
  Json& claims = certificate["statement"]["claims"];
  claims.erase(2);
  certificate["witness"].erase("refinement");
  claims.push_back({{"claim", "segment_of_minima"}, {"network", "W"}});
  certificate["witness"]["segment_of_minima"] =
      Json::parse(R"({"weights":[],"biases":[[0,2,"-7"]]})");
  check_accepted(certificate);
  CHECK(verdict_of(certificate).theorem.find("all of them spurious") != std::string::npos);
  check_rejected(with(certificate, segment + "/biases/0/2", "1"), "segment_of_minima.pattern",
                 segment);
}

TEST_CASE("a segment is asked of dense layers, after a local minimum", "[verifier]") {
  Json certificate = segment_example();
  certificate["statement"]["claims"].erase(0);
  certificate["witness"].erase("local_minimum");
  check_malformed(certificate, "document.claim_needs", "/statement/claims/0");
  certificate = segment_example();
  certificate["statement"]["networks"]["W"]["input_shape"] = {1, 1};
  certificate["statement"]["networks"]["W"]["layers"].insert(
      certificate["statement"]["networks"]["W"]["layers"].begin(),
      Json::parse(R"({"kind":"max_pooling","window":[1],"stride":[1],"padding":[0]})"));
  check_unsupported(certificate, "unsupported.layer", "/statement/networks/W/layers/0/kind");
}
