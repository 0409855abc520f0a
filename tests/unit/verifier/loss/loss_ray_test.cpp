// SPDX-License-Identifier: GPL-3.0-or-later
//
// Descent rays of losses with pieces (O79), worked by hand above each test.

#include "support/leaf_mutations.hpp"
#include "unit/verifier/loss/loss_examples.hpp"

using namespace thalweg::tests;

namespace {

const std::string claim = "/statement/claims/0";
const std::string direction = "/witness/not_local_minimum";

/// F = bias + 0·x (one input and one target a row), along the direction given.
Json ray(const char* loss, const char* rows, const char* bias, const char* epsilon,
         const char* risk, const char* moves) {
  Json result = constant_fit(loss, "[\"0\"]", bias, risk);
  Json& statement = result["statement"];
  statement["data"] = {{"columns", {"x", "y"}}, {"targets", {1}}, {"rows", Json::parse(rows)}};
  statement["claims"] = Json::array(
      {{{"claim", "not_local_minimum"}, {"network", "W"}, {"epsilon", epsilon}, {"risk", risk}}});
  result["witness"] = {{"not_local_minimum", Json::parse(moves)}};
  return result;
}

const char* const up = R"({"weights":[],"biases":[[0,0,"1"]]})";
const char* const down = R"({"weights":[],"biases":[[0,0,"-1"]]})";
const char* const turn = R"({"weights":[[0,0,0,"1"]],"biases":[]})";

Json difference(const Json& certificate) {
  return Json::parse(verdict_of(certificate).theorem_json)["not_local_minimum"]["risk_difference"];
}

void check_noticed(const Json& certificate) {
  check_accepted(certificate);
  CHECK(unnoticed_mutations(certificate.dump()) == std::vector<std::string>{});
}

} // namespace

TEST_CASE("O79: a ray through a kink of the absolute loss", "[verifier]") {
  // F = ε at y = 0, 1, 1: F leaves the kink at 0, |ε| + 2(1 − ε) = 2 − ε up to the kink at 1.
  const char* const loss = R"({"name":"absolute"})";
  const char* const rows = R"([["5","0"],["-2","1"],["0","1"]])";
  const Json good = ray(loss, rows, "0", "999999/1000000", "2/3", up);
  check_noticed(good);
  CHECK(difference(good) == Json::parse(R"(["-1/3"])"));
  check_rejected(with(good, claim + "/epsilon", "1"), "not_local_minimum.loss_piece",
                 claim + "/epsilon");
  check_rejected(with(good, claim + "/risk", "2/9"), "not_local_minimum.risk", claim + "/risk");
  check_rejected(ray(loss, rows, "0", "1/2", "2/3", down), "not_local_minimum.no_descent",
                 direction);
  // W is a median of 0, 1 and is not left downhill
  check_rejected(ray(loss, R"([["0","0"],["0","1"]])", "0", "1/2", "1/2", up),
                 "not_local_minimum.no_descent", direction);
}

TEST_CASE("O79: a ray along a kink", "[verifier]") {
  // D turns F = ε x: at x = 0, y = 0 the margin is the polynomial 0; x = 1, y = 2 and x = −1, y =
  // 2: (2 − ε) + (2 + ε), no change; with x = 3, y = 2 the loss falls by 3 up to ε < 2/3.
  const char* const loss = R"({"name":"absolute"})";
  const Json good =
      ray(loss, R"([["0","0"],["1","2"],["-1","2"],["3","2"]])", "0", "66/100", "3/2", turn);
  CHECK(verdict_of(good).code == "number.not_lowest_terms");
  const Json reduced = with(good, claim + "/epsilon", "33/50");
  check_noticed(reduced);
  CHECK(difference(reduced) == Json::parse(R"(["-3/4"])"));
  check_rejected(with(good, claim + "/epsilon", "2/3"), "not_local_minimum.loss_piece",
                 claim + "/epsilon");
}

TEST_CASE("O79: pieces of degree 2 and 1 along a ray", "[verifier]") {
  // Huber, delta = 1, F = ε: y = 1/2: (ε − 1/2)²/2; y = 3: linear, 3 − ε − 1/2, up to F = 2. The
  // rims of the first are at F = −1/2 and 3/2: |ε| < 1/2 is what shows that it stays between.
  // R = (1/8 + 5/2)/2 = 21/16, the change (−ε/2 + ε²/2 − ε)/2.
  const char* const loss = R"({"name":"huber","delta":"1"})";
  const char* const rows = R"([["0","1/2"],["0","3"]])";
  const Json good = ray(loss, rows, "0", "499/1000", "21/16", up);
  check_noticed(good);
  CHECK(difference(good) == Json::parse(R"(["-3/4","1/4"])"));
  check_rejected(with(good, claim + "/epsilon", "1/2"), "not_local_minimum.loss_piece",
                 claim + "/epsilon");
  // from the rim of the tube on: F = 2 + ε, y = 3 is quadratic, y = 1 linear from the rim upwards
  const Json rim = ray(loss, R"([["0","3"],["0","3"],["0","1"]])", "2", "1/2", "1/2", up);
  CHECK(difference(rim) == Json::parse(R"(["-1/3","1/3"])"));
  // downwards y = 3 is linear and y = 1 quadratic
  check_rejected(ray(loss, R"([["0","3"],["0","3"],["0","1"]])", "2", "1/2", "1/2", down),
                 "not_local_minimum.no_descent", direction);
}

TEST_CASE("O79: margins of labels along a ray", "[verifier]") {
  // Hinge, F = ε at the labels 1, 1, −1: (1 − ε) + (1 − ε) + (1 + ε), up to the kink at F = 1; the
  // label −1 has its kink at −1. R = 1, the change −ε/3.
  const char* const rows = R"([["0","1"],["0","1"],["0","-1"]])";
  const Json good = ray(R"({"name":"hinge"})", rows, "0", "9/10", "1", up);
  check_noticed(good);
  CHECK(difference(good) == Json::parse(R"(["-1/3"])"));
  check_rejected(with(good, claim + "/epsilon", "1"), "not_local_minimum.loss_piece",
                 claim + "/epsilon");
  // squared hinge: (2 (1 − ε)² + (1 + ε)²)/3 = 1 − 2/3 ε + ε²
  const Json square = ray(R"({"name":"squared-hinge"})", rows, "0", "1/2", "1", up);
  check_noticed(square);
  CHECK(difference(square) == Json::parse(R"(["-2/3","1"])"));
  // from F = −1 upwards the label −1 begins to lose: (2 (2 − ε) + ε)/3
  const Json kink = ray(R"({"name":"hinge"})", rows, "-1", "1", "4/3", up);
  check_noticed(kink);
  CHECK(difference(kink) == Json::parse(R"(["-1/3"])"));
}

TEST_CASE("quantile and tube along a ray, with weights", "[verifier]") {
  // quantile 1/3 at F = ε: y = 3: (3 − ε)/3, y = 0: 2/3 ε; with w = (3, 1): 3 − ε + 2/3 ε
  const char* const rows = R"([["0","3"],["0","0"]])";
  const Json quantile = ray(R"({"name":"quantile","tau":"1/3","sample_weights":["3","1"]})", rows,
                            "0", "2", "3/2", up);
  check_noticed(quantile);
  CHECK(difference(quantile) == Json::parse(R"(["-1/6"])"));
  check_rejected(with(quantile, "/statement/loss/sample_weights/0", "1"), "not_local_minimum.risk",
                 claim + "/risk");
  // a tube of 1: y = 3: 2 − ε; y = 0: 0 up to F = 1
  const Json tube = ray(R"({"name":"epsilon","epsilon":"1"})", rows, "0", "9/10", "1", up);
  check_noticed(tube);
  CHECK(difference(tube) == Json::parse(R"(["-1/2"])"));
  check_rejected(with(tube, claim + "/epsilon", "1"), "not_local_minimum.loss_piece",
                 claim + "/epsilon");
}
