// SPDX-License-Identifier: GPL-3.0-or-later
//
// Minima over the reachable maps: the case worked by hand, and for each obligation O290 to O299 the
// smallest damage that breaks it.

#include "support/leaf_mutations.hpp"
#include "unit/verifier/claim/reachable_example.hpp"
#include "unit/verifier/hand_example.hpp"

using namespace thalweg::tests;

namespace {

const std::string claim = "/statement/claims/0";
const std::string witness = "/witness/reachable_minimum";
const std::string of_class = witness + "/classes/0";

Json without_lower_risk() {
  Json result = reachable_example();
  result["statement"]["claims"].erase(1);
  return with_named_networks(result);
}

} // namespace

TEST_CASE("a minimum over the reachable maps is accepted", "[verifier]") {
  const Json good = reachable_example();
  check_accepted(good);
  check_accepted(without_lower_risk());
  const auto outcome = verdict_of(good);
  CHECK(outcome.theorem.find("W* that differs from W in layer 2 alone") != std::string::npos);
  CHECK(outcome.theorem.find("the local minimum W* is spurious") != std::string::npos);
}

TEST_CASE("no leaf of a minimum over the reachable maps goes unnoticed", "[verifier]") {
  CHECK(unnoticed_mutations(reachable_example().dump()) == std::vector<std::string>{});
}

TEST_CASE("O290: radius and distance are positive, the layer is dense with biases", "[verifier]") {
  const Json good = reachable_example();
  check_rejected(with(good, claim + "/radius", "0"), "reachable_minimum.radius_not_positive",
                 claim + "/radius");
  check_rejected(with(good, claim + "/distance", "0"), "reachable_minimum.distance_not_positive",
                 claim + "/distance");
  // a layer of one filter has one unit for each position: two rows of `response`
  check_rejected(with(good, witness + "/layer", 0), "reachable_minimum.layer", witness + "/layer");
  check_rejected(with(without_lower_risk(), "/statement/networks/W/layers/2/biases", nullptr),
                 "reachable_minimum.layer", witness + "/layer");
}

TEST_CASE("O291: the classes are those of the patterns, which stay", "[verifier]") {
  const Json good = reachable_example();
  const std::string classes = witness + "/pattern_classes";
  check_rejected(with(good, classes + "/0", 1), "reachable_minimum.numbering", classes + "/0");
  check_rejected(with(good, classes + "/2", 1), "reachable_minimum.pattern", classes + "/2");
  check_rejected(with(good, classes + "/7", nullptr), "reachable_minimum.null_class",
                 classes + "/7");
  check_rejected(with(good, classes + "/7", 2), "reachable_minimum.equal_patterns", classes);
  check_rejected(with(good, "/statement/networks/W/layers/2/biases/1", "0"),
                 "reachable_minimum.on_wall", classes + "/0");
  // the unit at x = 3 with z = −1 moves by more than 4 (r + δ)
  check_accepted(with(good, claim + "/radius", "1/8"));
  check_rejected(with(good, claim + "/radius", "1/4"), "reachable_minimum.radius",
                 claim + "/radius");
  Json two = good;
  two["witness"]["reachable_minimum"]["classes"].push_back(
      two["witness"]["reachable_minimum"]["classes"][0]);
  check_rejected(two, "reachable_minimum.count", witness + "/classes");
}

TEST_CASE("O76 holds for the selected entries with r + δ", "[verifier]") {
  // (x, x/2) instead of (x, −x): the lead 1/2 at x = 1 is kept if 4 (r + δ) < 1/2
  Json close = reachable_example();
  Json& rows = close["statement"]["data"]["rows"];
  const auto half = [](const std::string& x) { return x == "1" ? "1/2" : x == "2" ? "1" : "3/2"; };
  for (Json& row : rows)
    for (const int entry : {0, 1})
      if (const std::string text = row[entry]; text.front() == '-')
        row[entry] = half(text.substr(1));
  check_accepted(with(close, claim + "/radius", "1/16"));
  check_rejected(with(close, claim + "/radius", "1/8"), "local_minimum.pooling", claim + "/radius");
}

TEST_CASE("O292, O294: strength and size", "[verifier]") {
  const Json good = reachable_example();
  for (const std::string key : {"/strength", "/size", "/reach"})
    for (const char* value : {"0", "-1"})
      check_rejected(with(good, of_class + key, value), "reachable_minimum.not_positive",
                     of_class + key);
  // 0.7397… · 0.23439… = 0.17339…
  check_accepted(with(good, of_class + "/strength", "173/1000"));
  check_rejected(with(good, of_class + "/strength", "87/500"), "reachable_minimum.strength",
                 of_class + "/strength");
  // √10 = 3.1622…
  check_accepted(with(good, of_class + "/size", "3163/1000"));
  check_rejected(with(good, of_class + "/size", "1581/500"), "reachable_minimum.size",
                 of_class + "/size");
}

TEST_CASE("O293: the basis functions span the reachable maps", "[verifier]") {
  const Json good = reachable_example();
  check_rejected(with(good, of_class + "/basis", Json::array({1})), "reachable_minimum.basis",
                 of_class + "/basis");
  check_rejected(with(good, of_class + "/basis", Json::array({0})), "reachable_minimum.basis",
                 of_class + "/basis");
  // a filter that sees a third input too: the map of that input is not passed on
  Json wider = without_lower_risk();
  wider["statement"]["data"]["columns"] = {"a", "b", "c", "kind"};
  wider["statement"]["data"]["targets"] = {3};
  const char* const third[] = {"-1", "-2", "-1", "-3", "-1", "-1", "-2", "-1"};
  std::size_t i = 0;
  for (Json& row : wider["statement"]["data"]["rows"])
    row.insert(row.begin() + 2, third[i++]);
  wider["statement"]["networks"]["W"]["input_shape"] = {1, 3};
  wider["statement"]["networks"]["W"]["layers"][1]["window"] = {3};
  wider["statement"]["networks"]["W"]["layers"][1]["stride"] = {3};
  check_accepted(wider); // off at all samples
  wider["statement"]["networks"]["W"]["layers"][0]["kernel"] = {2};
  wider["statement"]["networks"]["W"]["layers"][1]["window"] = {2};
  wider["statement"]["networks"]["W"]["layers"][1]["stride"] = {2};
  check_rejected(wider, "reachable_minimum.basis", of_class + "/basis");
}

TEST_CASE("O295: the sum of losses rises through the boundary of the ball", "[verifier]") {
  const Json good = reachable_example();
  // |G| = 0.00136 against (1 − 9.6 ρ) ρ/6
  check_accepted(with(good, of_class + "/reach", "1/100"));
  check_rejected(with(good, of_class + "/reach", "1/120"), "reachable_minimum.ball",
                 of_class + "/reach");
  // 3 ρ B beyond 1, where the square would be large again
  check_rejected(with(good, of_class + "/reach", "1"), "reachable_minimum.ball",
                 of_class + "/reach");
}

TEST_CASE("O296, O297: the layer answers to each score alone, within the distance", "[verifier]") {
  const Json good = reachable_example();
  for (const char* value : {"3", "-2", "199/100"})
    check_rejected(with(good, witness + "/response/0/0/1", value), "reachable_minimum.response",
                   witness + "/response");
  check_rejected(with(good, claim + "/distance", "31/1000"), "reachable_minimum.distance",
                 claim + "/distance");
}

TEST_CASE("O298, O299: the risk of the minimum, and a lower one", "[verifier]") {
  const Json good = reachable_example();
  check_accepted(with(good, claim + "/risk_lower", "661559/1000000"));
  check_rejected(with(good, claim + "/risk_lower", "331/500"), "reachable_minimum.risk_lower",
                 claim + "/risk_lower");
  check_rejected(with(good, claim + "/risk_upper", "661/1000"), "reachable_minimum.risk_upper",
                 claim + "/risk_upper");
  check_rejected(with(good, "/statement/claims/1/better_risk", "661/1000"), "lower_risk.not_lower",
                 "/statement/claims/1/better_risk");
  check_rejected(with(good, "/statement/claims/1/better_risk", "3/5"), "lower_risk.better_risk",
                 "/statement/claims/1/better_risk");
}

TEST_CASE("only logistic and softmax losses have minima over the reachable maps", "[verifier]") {
  const Json other = with(reachable_example(), "/statement/loss", Json{{"name", "squared"}});
  const auto outcome = verdict_of(other);
  CHECK(outcome.verdict == thalweg::verifier::Verdict::unsupported);
  CHECK(outcome.code == "unsupported.loss");
}
