// SPDX-License-Identifier: GPL-3.0-or-later
//
// The claims `segment_of_minima` and `separate_minima`: family_examples.hpp has the arithmetic.

#include "support/leaf_mutations.hpp"
#include "unit/verifier/claim/family_examples.hpp"
#include "unit/verifier/loss/loss_examples.hpp"

using namespace thalweg::tests;

namespace {

const std::string segment = "/witness/segment_of_minima";
const std::string separate = "/witness/separate_minima";

/// Without the other of the two claims.
Json without(Json certificate, const std::string& kind) {
  Json& claims = certificate["statement"]["claims"];
  for (std::size_t k = 0; k < claims.size(); ++k)
    if (claims[k]["claim"] == kind)
      claims.erase(k);
  certificate["witness"].erase(kind);
  return certificate;
}

Json segment_alone() {
  return without(two_components(), "separate_minima");
}

Json separate_alone() {
  return without(two_components(), "segment_of_minima");
}

/// Another direction for the first of them.
Json along(const char* direction) {
  return with(segment_alone(), segment, Json::parse(direction));
}

Json with_proof(std::size_t k, const char* proof) {
  return with(separate_alone(), separate + "/proofs/" + std::to_string(k), Json::parse(proof));
}

/// A settled sample on a wall: x = 0 with F = 0 = y, not of any class; x = ±1 with g = ∓1 and so
/// on.
Json exempt_sample() {
  // F = [x]_+ + [−1]_+: x = 1 twice with y = 0 and 2; x = 0 with y = 0, on the wall of unit 0.
  Json result = segment_alone();
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

TEST_CASE("a segment and two components worked by hand are accepted", "[verifier]") {
  check_accepted(two_components());
  check_accepted(segment_alone());
  check_accepted(separate_alone());
  const std::string theorem = verdict_of(two_components()).theorem;
  CHECK(theorem.find("Segment of minima. For every t with 0 ≤ t ≤ 1, W + tD is a local minimum, "
                     "and R(W + tD) = 3/2 (≈ 1.5).\n") != std::string::npos);
  CHECK(theorem.find("moves 4 parameters: infinitely many minima, connected.\n") !=
        std::string::npos);
  CHECK(theorem.find("is 1 at W and -1 at B, and at no minimum of the cell it is 0:\n  no path of "
                     "minima inside the cell joins W and B.") != std::string::npos);
  CHECK(Json::parse(verdict_of(two_components()).theorem_json)["segment_of_minima"]["moves"] == 4);
}

TEST_CASE("no leaf of two components goes unnoticed", "[verifier]") {
  CHECK(unnoticed_mutations(two_components().dump()) == std::vector<std::string>{});
}

TEST_CASE("O120: something moves", "[verifier]") {
  check_rejected(along(R"({"weights":[],"biases":[]})"), "segment_of_minima.no_move", segment);
}

TEST_CASE("O121: outputs stay", "[verifier]") {
  check_rejected(along(R"({"weights":[],"biases":[[1,0,"1/1000"]]})"), "segment_of_minima.output",
                 segment);
  check_rejected(with(segment_alone(), segment + "/biases/0/2", "5"), "segment_of_minima.output",
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
  Json result = segment_alone();
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
  Json certificate = segment_alone();
  certificate["statement"]["claims"].erase(0);
  certificate["witness"].erase("local_minimum");
  check_malformed(certificate, "document.claim_needs", "/statement/claims/0");
  certificate = segment_alone();
  certificate["statement"]["networks"]["W"]["input_shape"] = {1, 1};
  certificate["statement"]["networks"]["W"]["layers"].insert(
      certificate["statement"]["networks"]["W"]["layers"].begin(),
      Json::parse(R"({"kind":"max_pooling","window":[1],"stride":[1],"padding":[0]})"));
  check_unsupported(certificate, "unsupported.layer", "/statement/networks/W/layers/0/kind");
}

TEST_CASE("O123: the form of the network", "[verifier]") {
  const std::string layers = "/statement/networks/W/layers";
  const Json hard_tanh = Json::parse(
      R"({"breakpoints":["-1/2","100"],"slopes":["0","1","0"],"intercepts":["-1/2","0","100"]})");
  Json other = with(separate_alone(), layers + "/0/activation", hard_tanh);
  other["statement"]["claims"][0]["radius"] = "1/16";
  check_rejected(other, "separate_minima.network", "/statement/networks/W");
}

TEST_CASE("O124 to O128: the other minimum", "[verifier]") {
  const std::string layers = separate + "/network/layers";
  Json more_units = separate_alone();
  Json& layer = more_units["witness"]["separate_minima"]["network"]["layers"][0];
  layer["weights"].push_back(Json::array());
  layer["biases"].push_back("1");
  check_rejected(more_units, "separate_minima.architecture", layers + "/0");
  // unit 1 is on at x = 5: F changes there only if the pattern does
  check_rejected(with(separate_alone(), layers + "/0/biases/1", "6"), "separate_minima.pattern",
                 separate + "/network");
  check_rejected(with(separate_alone(), layers + "/0/biases/1", "5"), "separate_minima.pattern",
                 separate + "/network"); // on the wall
  check_rejected(with(separate_alone(), layers + "/1/biases/0", "1/2"), "separate_minima.risk",
                 separate + "/network");
  Json same = separate_alone();
  same["witness"]["separate_minima"]["network"] = same["statement"]["networks"]["W"];
  check_rejected(same, "separate_minima.signs", "/statement/claims/1/unit");
  // y = 0 at x = 5 is settled: the sample may be exempt for the minimum, but not here
  check_rejected(with(separate_alone(), "/witness/local_minimum/pattern_classes/3", nullptr),
                 "separate_minima.exempt_sample", "/witness/local_minimum/pattern_classes/3");
}

TEST_CASE("O129 to O131: multipliers", "[verifier]") {
  const std::string proofs = separate + "/proofs/";
  // −1 and 1 are the samples that contradict; 0 would do with its strict side: −0 = 0 < 0
  check_accepted(with_proof(2, R"({"samples":["0","-1","0","1"],"units":[[[1,"1"]]]})"));
  check_rejected(with_proof(2, R"({"samples":["0","0","1","-1"],"units":[[[2,"1"]]]})"),
                 "separate_minima.unit", proofs + "2/units/0");
  check_rejected(with_proof(2, R"({"samples":["-1","0","0","1"],"units":[[[0,"1"],[4,"1"]]]})"),
                 "separate_minima.unit", proofs + "2/units/0");
  check_rejected(with_proof(0, R"({"samples":["0","0","1","-2"],"units":[[[2,"1"]]]})"),
                 "separate_minima.sum", proofs + "0/samples");
  check_rejected(with_proof(1, R"({"samples":["0","1","0","-1"],"units":[]})"),
                 "separate_minima.no_contradiction", proofs + "1"); // 0 and nothing strict
  check_rejected(with_proof(1, R"({"samples":["1","0","0","-1"],"units":[]})"),
                 "separate_minima.no_contradiction", proofs + "1");
  check_rejected(with_proof(2, R"({"samples":["0","0","0","0"],"units":[[]]})"),
                 "separate_minima.no_contradiction", proofs + "2");
}

TEST_CASE("there is one proof for each choice of signs", "[verifier]") {
  Json certificate = separate_alone();
  Json& proofs = certificate["witness"]["separate_minima"]["proofs"];
  proofs.push_back(proofs[0]);
  check_malformed(certificate, "shape.length", separate + "/proofs");
  proofs.erase(3);
  proofs.erase(2);
  check_malformed(certificate, "shape.length", separate + "/proofs");
  check_malformed(
      with(separate_alone(), separate + "/proofs/1/units", Json::array({Json::array()})),
      "shape.length", separate + "/proofs/1/units");
  check_malformed(with(separate_alone(), "/statement/claims/1/unit", 2), "shape.index",
                  "/statement/claims/1/unit");
  check_unsupported(
      with(separate_alone(), "/statement/loss", {{"name", "squared"}, {"output_weights", {"1"}}}),
      "unsupported.loss", "/statement/loss");
}
