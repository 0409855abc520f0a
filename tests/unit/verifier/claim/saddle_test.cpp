// SPDX-License-Identifier: GPL-3.0-or-later
//
// The claim `saddle` by hand: F = w2 w1 x, sample (1, 1), W = 0: R = (w1 w2 − 1)², gradient 0.
//   D = (1, 1): R − 1 = −2ε² + ε⁴; E = (1, −1): 2ε² + ε⁴, both shown as long as ε² < 2.

#include "support/leaf_mutations.hpp"
#include "unit/verifier/claim/saddle_examples.hpp"
#include "unit/verifier/layer/random_networks.hpp"

using namespace thalweg::tests;
using thalweg::Rational;
using thalweg::to_string;

namespace {

const std::string layers = "/statement/networks/W/layers";
const std::string epsilon = "/statement/claims/1/epsilon";
const std::string witness = "/witness/saddle";

/// The example with other samples.
Json with_rows(const std::vector<std::pair<const char*, const char*>>& samples) {
  Json result = saddle_example();
  result["statement"]["data"]["rows"] = Json::array();
  for (const auto& [x, y] : samples)
    result["statement"]["data"]["rows"].push_back(Json::array({x, y}));
  return result;
}

} // namespace

TEST_CASE("a saddle worked by hand is accepted", "[verifier]") {
  check_accepted(saddle_example());
  check_accepted(with(saddle_example(), epsilon, "7/5"));
  const std::string theorem = verdict_of(saddle_example()).theorem;
  CHECK(theorem.find("R(W + εE) > R(W); the difference is\n  2 ε^2 + 1 ε^4.") != std::string::npos);
}

TEST_CASE("a critical point with parameters that are not 0", "[verifier]") {
  // x = (−1, 1), y = (1, 1): Σ x y = 0, so w1 = 3, w2 = 0 is critical: R = ½ Σ (w1 w2 x − 1)²
  // = 1 + (w1 w2)². It is no saddle: the best product is 0. (It is a minimum.)
  Json result = with_rows({{"-1", "1"}, {"1", "1"}});
  result = with(result, layers + "/0/weights", Json::parse(R"([[[0,"3"]]])"));
  check_rejected(result, "not_local_minimum.no_descent", "/witness/not_local_minimum");
}

TEST_CASE("O116: the risk is differentiable", "[verifier]") {
  Json wall = with(saddle_example(), layers + "/0/activation", "relu");
  check_rejected(wall, "saddle.on_wall", "/statement/data/rows/0");
  // absolute loss, y = 0 at x = 1 and y = 2 at x = 1: R = (|w| + |w − 2|)/2, w = w1 w2; the second
  // sample has weight 3: R = (|w| + 3|w − 2|)/2 falls and rises, but not smoothly
  Json kink = with_rows({{"1", "0"}, {"1", "2"}});
  kink["statement"]["loss"] = Json::parse(R"({"name":"absolute","sample_weights":["1","3"]})");
  kink["statement"]["claims"][0]["risk"] = "3";
  check_rejected(kink, "saddle.kink", "/statement/data/rows/0");
  kink["statement"]["data"]["rows"][0][1] = "-2"; // now the slopes are 1 and −3, over w ∈ (−2, 2)
  kink["statement"]["claims"][0]["risk"] = "4";
  check_accepted(kink);
}

TEST_CASE("O117: every derivative is 0", "[verifier]") {
  Json result = with(saddle_example(), layers + "/0/weights", Json::parse(R"([[[0,"1/100"]]])"));
  result = with(result, "/witness/not_local_minimum/weights", Json::parse(R"([[1,0,0,"1"]])"));
  const auto outcome = verdict_of(result);
  check_rejected(result, "saddle.gradient", layers + "/1");
  CHECK(outcome.found == "-1/50 / n by weight 0 of unit 0");
  // with a bias at the output: its derivative is −2
  Json bias = with(saddle_example(), layers + "/1/biases", Json::parse(R"(["0"])"));
  check_rejected(bias, "saddle.gradient", layers + "/1");
}

TEST_CASE("O118: patterns and pieces are kept up to epsilon", "[verifier]") {
  for (const char* value : {"0", "-1"})
    check_rejected(with(saddle_example(), epsilon, value), "saddle.epsilon_not_positive", epsilon);
  Json table =
      with(saddle_example(), layers + "/0/activation",
           Json::parse(R"({"breakpoints":["1"],"slopes":["1","2"],"intercepts":["0","-1"]})"));
  table = with(table, "/statement/claims/0/epsilon", "1/2");
  check_accepted(with(table, epsilon, "99/100"));
  check_rejected(with(table, epsilon, "1"), "saddle.pattern", epsilon);
  Json absolute = with(saddle_example(), "/statement/loss/name", "absolute");
  absolute = with(absolute, "/statement/claims/0/epsilon", "1/2");
  // E = (1, −1): F = −ε², a kink is at 1: never met; shown as long as ε² < 1
  check_accepted(with(absolute, epsilon, "99/100"));
  check_rejected(with(absolute, epsilon, "1"), "saddle.loss_piece", epsilon);
}

TEST_CASE("O119: the risk rises", "[verifier]") {
  check_rejected(with(saddle_example(), witness + "/weights/1/3", "1"), "saddle.no_ascent",
                 witness);
  check_rejected(with(saddle_example(), witness + "/weights", Json::parse(R"([[0,0,0,"1"]])")),
                 "saddle.no_ascent", witness);
  check_rejected(with(saddle_example(), epsilon, "3/2"), "saddle.epsilon", epsilon);
}

TEST_CASE("saddles are written in one way", "[verifier]") {
  check_malformed(with(saddle_example(), witness + "/weights/1/3", "0"), "network.zero_weight",
                  witness + "/weights/1/3");
  check_malformed(with(saddle_example(), witness + "/biases", Json::parse(R"([[0,0,"1"]])")),
                  "shape.index", witness + "/biases/0/1");
  Json alone = saddle_example();
  alone["statement"]["claims"].erase(0);
  check_malformed(alone, "document.claim_needs", "/statement/claims/0");
}

TEST_CASE("no leaf of a saddle goes unnoticed", "[verifier]") {
  CHECK(unnoticed_mutations(saddle_example().dump()) == std::vector<std::string>{});
}

namespace {

/// W with a step along one parameter; the line of `not_local_minimum` gives the derivative.
struct Parameter {
  std::size_t layer, unit;
  std::optional<std::size_t> input;
};

std::vector<Parameter> parameters_of(const Json& network) {
  std::vector<Parameter> result;
  for (std::size_t l = 0; l < network["layers"].size(); ++l) {
    const Json& layer = network["layers"][l];
    if (!layer.contains("weights"))
      continue;
    for (std::size_t unit = 0; unit < layer["weights"].size(); ++unit)
      for (std::size_t k = 0; k < RandomNetworks::row_length(network, l); ++k)
        result.push_back({l, unit, k});
    for (std::size_t unit = 0; !layer["biases"].is_null() && unit < layer["weights"].size(); ++unit)
      result.push_back({l, unit, std::nullopt});
  }
  return result;
}

Json direction_along(const Parameter& p, const char* change) {
  if (p.input)
    return {{"weights", Json::array({Json::array({p.layer, p.unit, *p.input, change})})},
            {"biases", Json::array()}};
  return {{"weights", Json::array()},
          {"biases", Json::array({Json::array({p.layer, p.unit, change})})}};
}

/// ∂R by the parameter if it is not 0: along a single parameter R is convex within a pattern.
std::optional<Rational> derivative(Json certificate, const Parameter& p) {
  certificate["statement"]["claims"].erase(1);
  certificate["witness"].erase("saddle");
  for (const char* change : {"1", "-1"}) {
    certificate["witness"]["not_local_minimum"] = direction_along(p, change);
    const auto outcome = verdict_of(certificate);
    if (outcome.verdict == thalweg::verifier::Verdict::accepted) {
      const Json theorem = Json::parse(outcome.theorem_json);
      const Rational slope(theorem["not_local_minimum"]["risk_difference"][0].get<std::string>());
      return change[0] == '-' ? Rational(-slope) : slope;
    }
  }
  return std::nullopt;
}

} // namespace

TEST_CASE("the first derivative that is not 0 is that along the parameter", "[verifier]") {
  const unsigned seed = 1614;
  INFO("seed " << seed);
  RandomNetworks random(seed);
  int compared = 0;
  for (int trial = 0; trial < 60; ++trial) {
    const Json network = random.network(random.below(4), true, true);
    Json example = saddle_example();
    example["statement"]["networks"]["W"] = network;
    Json& data = example["statement"]["data"];
    const std::size_t d = RandomNetworks::size(network["input_shape"]);
    data = {{"columns", Json::array()}, {"targets", {d}}, {"rows", Json::array()}};
    for (std::size_t k = 0; k <= d; ++k)
      data["columns"].push_back("c" + std::to_string(k));
    Rational risk = 0;
    const int n = 2;
    bool is_on_wall = false;
    for (int i = 0; i < n; ++i) {
      const std::vector<Rational> x = random.input(network);
      NaiveNetwork naive(network);
      const Rational y = random.small();
      const Rational residual = naive(x).front() - y;
      is_on_wall = is_on_wall || naive.is_on_wall;
      risk += residual * residual / n;
      Json row = Json::array();
      for (const Rational& value : x)
        row.push_back(to_string(value));
      row.push_back(to_string(y));
      data["rows"].push_back(row);
    }
    example["statement"]["claims"][0]["risk"] = to_string(risk);
    const Rational tiny = thalweg::fraction(1, thalweg::Integer(1) << 200);
    example["statement"]["claims"][0]["epsilon"] = to_string(tiny);
    for (const Parameter& p : parameters_of(network)) {
      if (is_on_wall)
        break;
      const std::optional<Rational> slope = derivative(example, p);
      if (!slope)
        continue;
      example["witness"]["not_local_minimum"] = direction_along(p, *slope > 0 ? "-1" : "1");
      example["witness"]["saddle"] = direction_along(p, "1");
      const auto outcome = verdict_of(example);
      INFO("trial " << trial << " " << example.dump());
      CHECK(outcome.code == "saddle.gradient");
      CHECK(outcome.place == layers + "/" + std::to_string(p.layer));
      const std::string what = p.input ? "weight " + std::to_string(*p.input) + " of unit "
                                       : std::string("the bias of unit ");
      const Rational sum = *slope * n;
      if (to_string(sum).size() <= 60)
        CHECK(outcome.found == to_string(sum) + " / n by " + what + std::to_string(p.unit));
      ++compared;
      break;
    }
  }
  CHECK(compared > 20);
}
