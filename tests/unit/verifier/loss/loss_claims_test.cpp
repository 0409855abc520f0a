// SPDX-License-Identifier: GPL-3.0-or-later
//
// Local minima for every loss (specification, section 6.1), each worked by hand above its test, and
// the smallest damage that breaks it.

#include "support/leaf_mutations.hpp"
#include "unit/verifier/loss/loss_examples.hpp"

using namespace thalweg::tests;

namespace {

const std::string claims = "/statement/claims";
const std::string subgradients = "/witness/local_minimum/subgradients";
const std::string better = "/witness/refinement/subgradients";
const std::string classes = "/witness/local_minimum/pattern_classes";
const std::string layers = "/statement/networks/W/layers";
const std::string stationarity = "local_minimum.lifted_stationarity";

void check_noticed(const Json& certificate) {
  check_accepted(certificate);
  CHECK(unnoticed_mutations(certificate.dump()) == std::vector<std::string>{});
}

void check_says(const Json& certificate, const std::string& words) {
  INFO(verdict_of(certificate).theorem);
  CHECK(verdict_of(certificate).theorem.find(words) != std::string::npos);
}

/// "2/3" plus or minus 10^−40
const char* const above_two_thirds =
    "20000000000000000000000000000000000000003/30000000000000000000000000000000000000000";

} // namespace

TEST_CASE("a median with subgradients strictly inside", "[verifier]") {
  check_noticed(median_example());
  check_says(median_example(),
             "Risk. R(W) = (1/n) Σ_i Σ_o ℓ(F_o(W; x_i), y_{i,o}),\n  ℓ(o, y) = |o − y| "
             "(absolute loss).\n");
  const Json theorem = Json::parse(verdict_of(median_example()).theorem_json);
  CHECK(theorem["loss"] == "absolute");
  CHECK_FALSE(theorem.contains("loss_parameters"));
  // without `refinement` nothing is asked of W2 but its risk
  check_noticed(with_first_claims(median_example(), 2));
}

TEST_CASE("O77: a subgradient of another value", "[verifier]") {
  // the derivative at x = −2 is −1: a unit in the last place off
  for (const char* g : {"-99999999999999999999/100000000000000000000", "0", "1",
                        "-100000000000000000001/100000000000000000000"})
    check_rejected(with(median_example(), subgradients + "/1/0", g), "local_minimum.subgradient",
                   subgradients + "/1/0");
  const auto derivative = verdict_of(with(median_example(), subgradients + "/1/0", "0"));
  CHECK(derivative.expected == "the derivative -1");
  // at x = 1 it is in [−1, 1]; inside, but off: the sums are not 0
  check_rejected(with(median_example(), subgradients + "/3/0", "3/2"), "local_minimum.subgradient",
                 subgradients + "/3/0");
  CHECK(verdict_of(with(median_example(), subgradients + "/3/0", "3/2")).expected ==
        "a number from -1 to 1");
  check_rejected(
      with(median_example(), subgradients + "/3/0", "50000000000000000001/100000000000000000000"),
      stationarity, layers + "/1");
}

TEST_CASE("O7, O77: subgradients and classes", "[verifier]") {
  // sample 0 exempt: it is settled, but its g is missing in the sums
  Json exempt = with(median_example(), classes + "/0", nullptr);
  check_malformed(exempt, "document.type", subgradients + "/0");
  exempt = with(exempt, subgradients + "/0", nullptr);
  check_rejected(exempt, stationarity, layers + "/1");
  check_malformed(with(median_example(), subgradients + "/0", nullptr), "document.type",
                  subgradients + "/0");
  // sample 1 is not settled
  Json unsettled = with(median_example(), classes + "/1", nullptr);
  check_rejected(with(unsettled, subgradients + "/1", nullptr), "local_minimum.unsettled",
                 classes + "/1");
  // g = (0, 0) for two settled samples: they may be exempt, and F = 0 is on their wall
  Json walls = median_example();
  walls["statement"]["data"]["rows"].push_back({"0", "0"});
  walls["statement"]["claims"] =
      Json::parse(R"([{"claim":"local_minimum","network":"W","radius":"1/8","risk":"4/7"}])");
  walls["statement"]["networks"].erase("W2");
  walls["witness"].erase("refinement");
  walls["witness"]["local_minimum"]["pattern_classes"].push_back(nullptr);
  walls["witness"]["local_minimum"]["subgradients"].push_back(nullptr);
  check_noticed(walls);
  check_says(walls, "Exempt: 1 sample of loss 0, of which no pattern is asked: 6.");
  check_rejected(with(walls, "/statement/data/rows/6/1", "1/1000000"), "local_minimum.unsettled",
                 classes + "/6");
}

TEST_CASE("O26, O78: subgradients of the better network", "[verifier]") {
  check_rejected(with(median_example(), better + "/1/0", "0"), "refinement.subgradient",
                 better + "/1/0");
  check_rejected(with(median_example(), better + "/4/0", "2"), "refinement.subgradient",
                 better + "/4/0");
  check_rejected(with(median_example(), better + "/4/0", "1"), "refinement.not_optimal",
                 "/statement/networks/W2");
  // Σ g = 0 on {1, 2}, but Σ g x = 1
  Json slope = with(median_example(), better + "/4/0", "1");
  check_rejected(with(slope, better + "/3/0", "-1"), "refinement.not_optimal",
                 "/statement/networks/W2");
}

TEST_CASE("O10, O142: the risk is that of the loss", "[verifier]") {
  // squared: 8/6 and 4/6; the same network as a minimum of another loss
  check_rejected(with(median_example(), claims + "/0/risk", "4/3"), "local_minimum.risk",
                 claims + "/0/risk");
  check_rejected(with(median_example(), claims + "/1/better_risk", "2/3"), "lower_risk.better_risk",
                 claims + "/1/better_risk");
  const Json epsilon = Json::parse(R"({"name":"epsilon","epsilon":"0"})"); // is the absolute loss
  check_accepted(with(median_example(), "/statement/loss", epsilon));
  for (const char* loss :
       {R"({"name":"epsilon","epsilon":"1/1000000"})", R"({"name":"quantile","tau":"1/2"})"}) {
    const auto outcome = verdict_of(with(median_example(), "/statement/loss", Json::parse(loss)));
    CHECK(outcome.verdict == thalweg::verifier::Verdict::rejected);
  }
}

TEST_CASE("quantile loss", "[verifier]") {
  // tau = 1/3, F = 1, y = 0, 1, 3, 6: g = 2/3, inside [−1/3, 2/3], −1/3, −1/3: the second is 0.
  // R = (2/3 + 0 + 2/3 + 5/3)/4 = 3/4.
  const char* const loss = R"({"name":"quantile","tau":"1/3"})";
  const Json good =
      constant_fit(loss, R"(["0","1","3","6"])", "1", "3/4", R"(["2/3","0","-1/3","-1/3"])");
  check_noticed(good);
  check_says(good, "ℓ(o, y) = tau·max(0, y − o) + (1 − tau)·max(0, o − y), tau = 1/3 (quantile "
                   "loss).\n");
  CHECK(Json::parse(verdict_of(good).theorem_json)["loss_parameters"] ==
        Json::parse(R"({"tau":"1/3"})"));
  check_rejected(with(good, subgradients + "/0/0", above_two_thirds), "local_minimum.subgradient",
                 subgradients + "/0/0");
  // another tau turns every derivative
  check_rejected(with(good, "/statement/loss/tau", "2/3"), "local_minimum.subgradient",
                 subgradients + "/0/0");
  // y = 1 → 0, 1, 3: the boundary of the interval, and beyond it
  check_accepted(constant_fit(loss, R"(["1","3","6"])", "1", "7/9", R"(["2/3","-1/3","-1/3"])"));
  check_rejected(
      constant_fit(loss, R"(["1","3","6","9"])", "1", "5/4", R"(["1","-1/3","-1/3","-1/3"])"),
      "local_minimum.subgradient", subgradients + "/0/0");
}

TEST_CASE("a settled sample on the rim of the tube carries a subgradient", "[verifier]") {
  // epsilon = 1/2, F = 1: y = 0 is above the tube, g = 1; y = 3/2 on its rim, g in [−1, 0]; y = 1
  // inside. R = (1/2)/3.
  const char* const loss = R"({"name":"epsilon","epsilon":"1/2"})";
  const Json good = constant_fit(loss, R"(["0","3/2","1"])", "1", "1/6", R"(["1","-1","0"])");
  check_noticed(good);
  check_says(good, "ℓ(o, y) = max(0, |o − y| − epsilon), epsilon = 1/2 (epsilon loss).\n");
  // the wrong side of the rim; inside the tube there is none
  check_rejected(with(good, subgradients + "/1/0", "1/1000000"), "local_minimum.subgradient",
                 subgradients + "/1/0");
  check_rejected(with(good, "/statement/data/rows/1/0", "149999/100000"),
                 "local_minimum.subgradient", subgradients + "/1/0");
  check_rejected(with(good, subgradients + "/2/0", "-1/1000000"), "local_minimum.subgradient",
                 subgradients + "/2/0");
  // samples inside the tube may be exempt
  Json exempt = with(with(good, classes + "/2", nullptr), subgradients + "/2", nullptr);
  check_noticed(exempt);
  // the other rim: y = 1/2, g in [0, 1]
  check_accepted(constant_fit(loss, R"(["2","1/2"])", "1", "1/4", R"(["-1","1"])"));
  check_rejected(constant_fit(loss, R"(["2","1/2"])", "1", "1/4", R"(["-1","101/100"])"),
                 "local_minimum.subgradient", subgradients + "/1/0");
}

TEST_CASE("hinge loss", "[verifier]") {
  // F = 1: the labels 1 are on the kink, g in [−1, 0]; the label −1 has g = 1 and the loss 2.
  const char* const loss = R"({"name":"hinge"})";
  const Json good = constant_fit(loss, R"(["1","1","-1"])", "1", "2/3", R"(["-1/3","-2/3","1"])");
  check_noticed(good);
  check_says(good, "ℓ(o, y) = max(0, 1 − y·o) (hinge loss).\n");
  check_rejected(with(good, subgradients + "/1/0", "2/3"), "local_minimum.subgradient",
                 subgradients + "/1/0");
  check_rejected(with(good, subgradients + "/2/0", "-1"), "local_minimum.subgradient",
                 subgradients + "/2/0");
  // F = −1: g in [0, 1] for the labels −1
  check_accepted(constant_fit(loss, R"(["-1","-1","1"])", "-1", "2/3", R"(["1/3","2/3","-1"])"));
  check_rejected(constant_fit(loss, R"(["-1","-1","1"])", "-1", "2/3", R"(["-1/3","-2/3","-1"])"),
                 "local_minimum.subgradient", subgradients + "/0/0");
  // beyond the margin nothing is left to lose: g = 0
  check_noticed(constant_fit(loss, R"(["1","1"])", "5/4", "0", R"(["0","0"])"));
}

TEST_CASE("squared hinge loss", "[verifier]") {
  // F = 1/3, labels 1, 1, −1: derivatives −4/3, −4/3, 8/3. R = (4/9 + 4/9 + 16/9)/3 = 8/9.
  const char* const loss = R"({"name":"squared-hinge"})";
  const Json good = constant_fit(loss, R"(["1","1","-1"])", "1/3", "8/9");
  check_noticed(good);
  check_says(good, "ℓ(o, y) = max(0, 1 − y·o)² (squared-hinge loss).\n");
  // F = 0: 1 for each, −2, −2, 2; and a margin that is passed by some: F = 2 with the labels 1, 1
  check_rejected(constant_fit(loss, R"(["1","1","-1"])", "0", "1"), stationarity, layers + "/0");
  check_noticed(constant_fit(loss, R"(["1","1"])", "2", "0"));
}

TEST_CASE("Huber loss with one outlier", "[verifier]") {
  // delta = 1, F = 0: y = 1/2, 1/2 and the outlier −10: g = −1/2, −1/2, 1.
  // R = (1/8 + 1/8 + 10 − 1/2)/3 = 13/4.
  const char* const loss = R"({"name":"huber","delta":"1"})";
  const Json good = constant_fit(loss, R"(["1/2","1/2","-10"])", "0", "13/4");
  check_noticed(good);
  check_says(good, "ℓ(o, y) = (o − y)²/2 where |o − y| ≤ delta, delta·|o − y| − delta²/2 "
                   "elsewhere, delta = 1 (huber loss).\n");
  // how far out the outlier is matters to the risk alone
  check_accepted(constant_fit(loss, R"(["1/2","1/2","-1"])", "0", "1/4"));
  // inside the rim it is not: R = (1/4 + 81/200)/3
  check_rejected(constant_fit(loss, R"(["1/2","1/2","-9/10"])", "0", "131/600"), stationarity,
                 layers + "/0");
  check_rejected(constant_fit(loss, R"(["1/2","1/2","-9/10"])", "0", "13/60"), // linear: 9/10 − 1/2
                 "local_minimum.risk", claims + "/0/risk");
  // no subgradients are asked of a loss without kinks
  Json more = good;
  more["witness"]["local_minimum"]["subgradients"] = Json::parse(R"([["-1/2"],["-1/2"],["1"]])");
  check_malformed(more, "document.unknown_key", subgradients);
}

TEST_CASE("weights of samples and outputs", "[verifier]") {
  // Squared, w = (1, 2), v = (1, 5): F = (2, 1) at y = (0, 3) and (3, 0): g = (2, −10) and (−2,
  // 10). R = (4 + 5·4 + 2 (1 + 5·1))/2 = 18.
  const Json loss =
      Json::parse(R"({"name":"squared","output_weights":["1","5"],"sample_weights":["1","2"]})");
  const Json good =
      constant_fit(loss, Json::parse(R"([["0","3"],["3","0"]])"), {"2", "1"}, "18", nullptr);
  check_noticed(good);
  check_says(good, "Risk. R(W) = (1/n) Σ_i w_i Σ_o v_o ℓ(F_o(W; x_i), y_{i,o}),\n  ℓ(o, y) = (o − "
                   "y)² (squared loss).\n  Output weights v = (1, 5).\n  Sample weights w = (1, "
                   "2).\n");
  CHECK(Json::parse(verdict_of(good).theorem_json)["loss_parameters"] ==
        Json::parse(R"({"output_weights":["1","5"],"sample_weights":["1","2"]})"));
  check_rejected(with(good, claims + "/0/risk", "13/2"), "local_minimum.risk", claims + "/0/risk");
  // v scales the losses of an output as a whole, w tips the balance
  check_accepted(
      with(with(good, "/statement/loss/output_weights/1", "1/7"), claims + "/0/risk", "24/7"));
  check_rejected(
      with(with(good, "/statement/loss/sample_weights/1", "3"), claims + "/0/risk", "21"),
      stationarity, layers + "/0");

  // absolute, w = (1, 1, 3): F = 2 at y = 0, 1, 2: g = (1, 1, −2) inside [−3, 3]; R = (2 + 1)/3
  const Json median = constant_fit(R"({"name":"absolute","sample_weights":["1","1","3"]})",
                                   R"(["0","1","2"])", "2", "1", R"(["1","1","-2"])");
  check_noticed(median);
  check_rejected(with(median, "/statement/loss/sample_weights/2", "1"), "local_minimum.subgradient",
                 subgradients + "/2/0");
  // output weights: F = (1, 1), y = (0, 2), (1, 1), (3, 0): g_2 in [−1, 1] and [−2, 2]
  const Json both = constant_fit(Json::parse(R"({"name":"absolute","output_weights":["1","2"]})"),
                                 Json::parse(R"([["0","2"],["1","1"],["3","0"]])"), {"1", "1"},
                                 "7/3", Json::parse(R"([["1","-2"],["0","0"],["-1","2"]])"));
  check_noticed(both);
  check_rejected(with(both, subgradients + "/0/1", "-1"), "local_minimum.subgradient",
                 subgradients + "/0/1");
}

TEST_CASE("a global minimum has no loss", "[verifier]") {
  const auto certificate = [](const char* loss, const char* targets) {
    Json result = constant_fit(loss, targets, "1", "0");
    result["statement"]["claims"] = Json::parse(R"([{"claim":"global_minimum","network":"W"}])");
    result["witness"] = Json::object();
    return result;
  };
  const char* const tube = R"({"name":"epsilon","epsilon":"1/2"})";
  check_noticed(certificate(tube, R"(["1/2","1","3/2"])"));
  check_says(certificate(tube, R"(["1/2","1"])"),
             "Global minimum. R(W) = 0: every loss is 0, and no risk is negative.\n");
  check_rejected(certificate(tube, R"(["1/2","1","151/100"])"), "global_minimum.not_fitted",
                 "/statement/data/rows/2");
  check_noticed(certificate(R"({"name":"hinge"})", R"(["1","1"])"));
  check_rejected(certificate(R"({"name":"squared-hinge"})", R"(["1","-1"])"),
                 "global_minimum.not_fitted", "/statement/data/rows/1");
}

TEST_CASE("another name of a loss is never the same theorem", "[verifier]") {
  const std::vector<Json> losses = {{{"name", "squared"}},
                                    {{"name", "absolute"}},
                                    {{"name", "huber"}, {"delta", "1"}},
                                    {{"name", "epsilon"}, {"epsilon", "1"}},
                                    {{"name", "quantile"}, {"tau", "1/2"}},
                                    {{"name", "hinge"}},
                                    {{"name", "squared-hinge"}}};
  const char* const targets = R"(["1","1","-1"])";
  for (const Json& good :
       {constant_fit(R"({"name":"hinge"})", targets, "1", "2/3", R"(["0","-1","1"])"),
        constant_fit(R"({"name":"squared-hinge"})", targets, "1/3", "8/9"),
        constant_fit(R"({"name":"absolute"})", targets, "1", "2/3", R"(["0","-1","1"])")}) {
    check_accepted(good);
    for (const Json& loss : losses)
      if (loss != good["statement"]["loss"]) {
        const auto outcome = verdict_of(with(good, "/statement/loss", loss));
        INFO(loss.dump());
        CHECK((outcome.verdict != thalweg::verifier::Verdict::accepted ||
               outcome.theorem != verdict_of(good).theorem));
      }
  }
}
