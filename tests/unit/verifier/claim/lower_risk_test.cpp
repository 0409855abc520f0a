// SPDX-License-Identifier: GPL-3.0-or-later
//
// The claim `lower_risk`, behind a claim of a minimum and without one, weight decay, and
// `vanishing_risk`: for each obligation the smallest damage that breaks it.

#include "unit/verifier/claim/nearby_examples.hpp"
#include "unit/verifier/claim/trap_example.hpp"
#include "unit/verifier/claim/wall_examples.hpp"
#include "unit/verifier/loss/loss_examples.hpp"

using namespace thalweg::tests;

namespace {

const std::string claim = "/statement/claims/0";

/// The networks of nearby_example() without the minimum that is near: R(W) = 0.66156…,
/// R(W2) = 0.62774…
Json lower_logistic() {
  Json result = nearby_example();
  result["statement"]["claims"] = Json::parse(
      R"([{"claim":"lower_risk","network":"W","better":"W2","better_risk":"629/1000","risk":"661/1000"}])");
  result["witness"] = Json::object();
  return result;
}

/// The networks of wall_example() without the minimum.
Json lower_squared() {
  Json result = wall_example();
  result["statement"]["claims"] = Json::parse(
      R"([{"claim":"lower_risk","network":"W","better":"W2","better_risk":"1/2","risk":"5/2"}])");
  result["witness"] = Json::object();
  return result;
}

Json theorem_of(const Json& certificate) {
  return Json::parse(verdict_of(certificate).theorem_json)["lower_risk"];
}

} // namespace

TEST_CASE("both risks are stated exactly where they are rational", "[verifier]") {
  const Json good = lower_squared();
  check_accepted(good);
  CHECK(theorem_of(good)["spurious_minimum"] == nullptr);
  CHECK(theorem_of(good)["risk"] == "5/2");
  for (const char* value : {"5001/2000", "4999/2000"})
    check_rejected(with(good, claim + "/risk", value), "lower_risk.risk", claim + "/risk");
  for (const char* value : {"501/1000", "499/1000"})
    check_rejected(with(good, claim + "/better_risk", value), "lower_risk.better_risk",
                   claim + "/better_risk");
  Json same = good;
  same["statement"]["networks"]["W2"] = same["statement"]["networks"]["W"];
  same["statement"]["claims"][0]["better_risk"] = "5/2";
  check_rejected(same, "lower_risk.not_lower", claim + "/better_risk");
  check_rejected(with(good, "/statement/networks/W2/layers/0/activation", "identity"),
                 "lower_risk.architecture", "/statement/networks/W2/layers/0");
}

TEST_CASE("risks that are not rational are enclosed", "[verifier]") {
  const Json good = lower_logistic();
  check_accepted(good);
  check_rejected(with(good, claim + "/better_risk", "627/1000"), "lower_risk.better_risk",
                 claim + "/better_risk");
  check_rejected(with(good, claim + "/risk", "663/1000"), "lower_risk.risk", claim + "/risk");
  check_rejected(with(good, claim + "/better_risk", "661/1000"), "lower_risk.not_lower",
                 claim + "/better_risk");
  Json more = good;
  more["witness"]["lower_risk"] = Json::object();
  check_malformed(more, "document.unknown_key", "/witness/lower_risk");
}

TEST_CASE("behind a claim of a minimum no risk of W is stated, and the minimum is spurious",
          "[verifier]") {
  const std::string second = "/statement/claims/1";
  for (const Json& minimum :
       {wall_example(), nearby_example(), with_first_claims(median_example(), 2)}) {
    check_accepted(minimum);
    CHECK(theorem_of(minimum)["spurious_minimum"] == minimum["statement"]["claims"][0]["claim"]);
    CHECK_FALSE(theorem_of(minimum).contains("risk"));
    Json stated = minimum;
    stated["statement"]["claims"][1]["risk"] = "1";
    check_malformed(stated, "document.unknown_key", second + "/risk");
  }
  check_rejected(with(wall_example(), second + "/better_risk", "499/1000"),
                 "lower_risk.better_risk", second + "/better_risk");
  Json same = wall_example();
  same["statement"]["networks"]["W2"] = same["statement"]["networks"]["W"];
  check_rejected(with(same, second + "/better_risk", "5/2"), "lower_risk.not_lower",
                 second + "/better_risk");
  // before it the claim is about W alone
  Json before = wall_example();
  Json& claims = before["statement"]["claims"];
  std::swap(claims[0], claims[1]);
  check_malformed(before, "document.missing_key", claim);
  before["statement"]["claims"][0]["risk"] = "5/2";
  check_accepted(before);
  CHECK(theorem_of(before)["spurious_minimum"] == nullptr);
}

TEST_CASE("a minimum near W is spurious if it is one among all parameters", "[verifier]") {
  const Json all = trap_example();
  CHECK(theorem_of(all)["spurious_minimum"] == "trained_minimum");
  const std::string better = "/statement/claims/2/better_risk";
  check_rejected(with(all, better, "1/2"), "lower_risk.better_risk", better);
  Json slice = with(all, "/statement/claims/0/scope", "slice");
  slice["witness"]["trained_minimum"]["fields"] = Json::array();
  check_accepted(slice);
  CHECK(theorem_of(slice)["spurious_minimum"] == nullptr);
  CHECK(verdict_of(slice).theorem.find("W* of \"trained_minimum\" is not a global minimum") !=
        std::string::npos);
}

TEST_CASE("a lower risk in another cell, on a wall, in the same cell", "[verifier]") {
  // F = a σ(w x + b) + c at x = −1, 1, y = 0, 2: W = σ(x) has R = 1/2; W2 = 2 σ(x) has R = 0
  Json example = decay_example();
  example["statement"]["loss"].erase("decay");
  example["statement"]["data"] = {{"columns", {"x", "y"}},
                                  {"targets", {1}},
                                  {"rows", Json::parse(R"([["-1","0"],["1","2"]])")}};
  const auto network = [](const char* weight, const char* bias, const char* reader) {
    return Json{
        {"layers",
         {dense("relu", Json::array({Json::array({Json::array({0, weight})})}), {bias}),
          dense("identity", Json::array({Json::array({Json::array({0, reader})})}), {"0"})}}};
  };
  example["statement"]["networks"]["W"] = network("1", "0", "1");
  example["statement"]["claims"] = Json::parse(
      R"([{"claim":"lower_risk","network":"W","better":"W2","better_risk":"0","risk":"1/2"}])");
  const auto theorem = [&](const Json& better, const char* risk) {
    Json changed = with(example, claim + "/better_risk", risk);
    changed["statement"]["networks"]["W2"] = better;
    changed["witness"] = Json::object();
    check_accepted(changed);
    return verdict_of(changed).theorem;
  };
  const std::string same = "At every sample W2 has the activation pattern of W";
  CHECK(theorem(network("1", "0", "2"), "0").find(same) != std::string::npos);
  CHECK(theorem(network("1", "1", "1"), "0").find(same) == std::string::npos); // on a wall at −1
  CHECK(theorem(network("3/4", "7/8", "1"), "5/64").find(same) == std::string::npos); // on there
}

TEST_CASE("a risk that is not positive has no percentage", "[verifier]") {
  // F is a constant, L(t) = t: the risk of W is its bias
  const auto constant = [](const char* bias) {
    return Json{{"layers", {dense("identity", Json::array({Json::array()}), {bias})}}};
  };
  Json example = decay_example();
  Json& statement = example["statement"];
  statement["data"]["rows"] = Json::parse(R"([["0","0"]])");
  statement["loss"] = Json::parse(R"({"name":"pieces","breakpoints":[],"pieces":[["0","1","0"]]})");
  for (const char* risk : {"0", "-1/2"}) {
    statement["networks"] = {{"W", constant(risk)}, {"W2", constant("-1")}};
    statement["claims"] = Json::array({{{"claim", "lower_risk"},
                                        {"network", "W"},
                                        {"better", "W2"},
                                        {"risk", risk},
                                        {"better_risk", "-1"}}});
    example["witness"] = Json::object();
    check_accepted(example);
    CHECK(verdict_of(example).theorem.find("%") == std::string::npos);
  }
}

TEST_CASE("weight decay is part of the risk", "[verifier]") {
  const Json good = decay_example();
  const std::string theorem = verdict_of(good).theorem;
  INFO(theorem);
  CHECK(theorem.find("R(W) = D(W) + (1/n) Σ_i ‖F(W; x_i) − y_i‖² (squared loss).\n  D(W) = 1/4 "
                     "‖weights of layer 0‖² + 1 ‖weights of layer 1‖² (weight decay).") !=
        std::string::npos);
  check_rejected(with(good, "/statement/loss/decay/0/0", "1/3"), "not_local_minimum.risk",
                 claim + "/risk");
  // with the decay of the second weight alone W is stationary there, and the other way is up
  Json up = with(good, "/witness/not_local_minimum/weights/0/3", "1");
  check_rejected(up, "not_local_minimum.no_descent", "/witness/not_local_minimum");
  // −2ε + 2ε² is negative up to 1, exclusively
  check_rejected(with(good, claim + "/epsilon", "1"), "not_local_minimum.epsilon",
                 claim + "/epsilon");

  // lower_risk: W2 = (1/2, 1/2) has R = 9/16 + 1/16 + 1/4
  Json lower = good;
  lower["statement"]["claims"] = Json::parse(
      R"([{"claim":"lower_risk","network":"W","better":"W2","better_risk":"7/8","risk":"5/4"}])");
  const Json half = dense("identity", Json::parse(R"([[[0,"1/2"]]])"), nullptr);
  lower["statement"]["networks"]["W2"] = {{"layers", Json::array({half, half})}};
  lower["witness"] = Json::object();
  check_accepted(lower);
  // linear networks have one cell
  CHECK(verdict_of(lower).theorem.find("R(W) is not the least risk of the cell of W") !=
        std::string::npos);
  const std::string better_layers = "/statement/networks/W2/layers";
  check_rejected(with(lower, better_layers, Json::array({half})), "lower_risk.architecture",
                 better_layers); // a beginning of W
  lower["statement"]["loss"].erase("decay");
  check_rejected(lower, "lower_risk.risk", claim + "/risk");

  Json logistic = lower_logistic();
  logistic["statement"]["loss"]["decay"] = Json::parse(R"([["0","1/1000"],["0","0"]])");
  // + 2.0404/1000, + 8/1000: W 0.6636…, W2 0.6357…
  check_rejected(logistic, "lower_risk.better_risk", claim + "/better_risk");
  logistic["statement"]["claims"][0]["better_risk"] = "159/250";
  check_accepted(logistic);
  check_rejected(with(logistic, "/statement/loss/decay/0/1", "1/100"), "lower_risk.better_risk",
                 claim + "/better_risk");
}

TEST_CASE("a decay has a place for each layer, and some factor is positive", "[verifier]") {
  const Json good = decay_example();
  const std::string decay = "/statement/loss/decay";
  check_malformed(with(good, decay, Json::parse(R"([["1","0"]])")), "shape.length", decay);
  check_malformed(with(good, decay + "/0", {"1"}), "shape.length", decay + "/0");
  check_malformed(with(good, decay + "/0/0", "-1/4"), "loss.decay", decay + "/0/0");
  check_malformed(with(good, decay + "/1/1", "1"), "loss.decay", decay + "/1/1");
  check_malformed(with(good, decay, Json::parse(R"([["0","0"],["0","0"]])")), "loss.decay", decay);
}

TEST_CASE("claims that do not know weight decay do not ignore it", "[verifier]") {
  Json pair = Json::parse(R"(["1","1"])");
  const auto decayed = [&](Json certificate) {
    const std::size_t layers = certificate["statement"]["networks"]["W"]["layers"].size();
    certificate["statement"]["loss"]["decay"] = Json(layers, pair);
    return certificate;
  };
  const std::string place = "/statement/loss/decay";
  for (const Json& certificate : {median_example(), wall_alone(), vanishing_example()})
    check_unsupported(decayed(certificate), "unsupported.decay", place);
  check_unsupported(decayed(nearby_example()), "unsupported.decay", place);
  Json global = with(wall_alone(), "/statement/claims",
                     Json::parse(R"([{"claim":"global_minimum","network":"W"}])"));
  global["witness"] = Json::object();
  check_unsupported(decayed(global), "unsupported.decay", place);
  check_unsupported(decayed(hand_example()), "unsupported.decay", place);
}

TEST_CASE("margins show that the risk vanishes", "[verifier]") {
  const Json good = vanishing_example();
  const std::string theorem = verdict_of(good).theorem;
  INFO(theorem);
  CHECK(theorem.find("none of them attains it") != std::string::npos);
  check_rejected(with(good, claim + "/margin", "2"), "vanishing_risk.margin", claim + "/margin");
  check_rejected(with(good, "/statement/data/rows/0/1", "-1"), "vanishing_risk.not_separating",
                 "/witness/vanishing_risk/direction");

  const Json weak = weakly_separated();
  const std::string weaker = verdict_of(weak).theorem;
  CHECK(weaker.find("none of them attains it") == std::string::npos);
  CHECK(weaker.find("W is not a local minimum. No last layer is optimal") != std::string::npos);
  const std::string direction = "/witness/vanishing_risk/direction";
  check_rejected(with(weak, direction + "/weights/0/3", "2"), "vanishing_risk.not_separating",
                 direction);
  check_rejected(
      with(with(weak, direction + "/weights", Json::array()), direction + "/biases", Json::array()),
      "vanishing_risk.not_separating", direction);
  Json lower = weak; // a move of the hidden layer, beside those of the last
  lower["witness"]["vanishing_risk"]["direction"]["biases"] =
      Json::parse(R"([[0,0,"1"],[1,0,"-1"]])");
  check_rejected(lower, "vanishing_risk.layer", direction);
  // the threshold 3/2 sets all of them apart
  Json strict = with(weak, direction + "/biases/0/2", "-3/2");
  strict["statement"]["claims"][0]["margin"] = "1/2";
  check_accepted(strict);
  check_unsupported(with(good, "/statement/loss", {{"name", "hinge"}}), "unsupported.loss",
                    "/statement/loss");
}
