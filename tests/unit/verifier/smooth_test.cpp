// SPDX-License-Identifier: GPL-3.0-or-later
//
// The claims `smooth_minimum` and `smooth_zero_loss` on the data of yun2019, Theorem 2:
// x = (1, 0), (0, 1), (1/2, 1/2), y = 0, 0, 1. ȳ = 1/3, ξ = ±(1/2, −1/2) and 0, r = 1/3, 1/3, −2/3,
// Σ r ξ = 0, R = (1 + 1 + 4)/27 = 2/9. The second input is minus the first: with e = e·(1, 0)
//   Q = ½ ((Σ_k u_k h'_k e_k)² + ⅓ Σ_k u_k h''_k e_k²),
// so the pivots π are half the left side of C2.6 and, multiplied, a quarter of the gap of C2.7.
//
// logistic: h' = 3/16, h'' = 3/32 at h = 1/4, u = 2/3: (1/8)² + 1/48 = 7/192, and
// (7/192)² − (1/64)² = 5/4608; so π = 7/384, 5/336.

#include "support/leaf_mutations.hpp"
#include "unit/verifier/smooth_examples.hpp"

#include <random>

using namespace thalweg::tests;
using thalweg::Rational;

namespace {

const std::string section = "/statement/smooth_network";
const std::string claims = "/statement/claims";
const std::string rows = "/statement/data/rows";
const std::string witness = "/witness/smooth_zero_loss";

/// The left side of C2.6 and the gap of C2.7.
struct PaperRow {
  Json certificate;
  Rational left;
  Rational gap;
};

const char* const three_quarters = R"([["1/2","1/4"],["1/4","1/8"]])";

std::vector<PaperRow> exact_rows() {
  return {
      {logistic_example(), Rational(7, 192), Rational(5, 4608)},
      {smooth_certificate({R"({"name":"tanh"})", R"([{"value":"1/4"},{"value":"1/2"}])",
                           R"(["2","-1/3"])", three_quarters,
                           R"([["381/1000","191/500"],["47/250","189/1000"]])"}),
       Rational(205, 64), Rational(95, 384)},
      {smooth_certificate({R"({"name":"quadratic"})", R"([{"argument":"1"},{"argument":"1"}])",
                           R"(["1/6","1/6"])", R"([["-1","1"],["1","1"]])",
                           R"([["0","0"],["1","1"]])"}),
       Rational(2, 9), Rational(1, 27)},
      {smooth_certificate({R"({"name":"elu","alpha":"1"})", R"([{"value":"1/3"},{"value":"-1/3"}])",
                           R"(["2","1"])", R"([["-1/2","-1/4"],["-1/4","-1/8"]])",
                           R"([["-97/250","-387/1000"],["-19/100","-189/1000"]])"}),
       4, Rational(8, 9)},
      {smooth_certificate({R"({"name":"selu","lambda":"3","alpha":"1/2"})",
                           R"([{"value":"1"},{"value":"-1/2"}])", R"(["2/3","2/3"])",
                           R"([["-3/4","-3/8"],["-3/8","-3/16"]])",
                           R"([["-291/500","-581/1000"],["-57/200","-71/250"]])"}),
       4, Rational(8, 9)}};
}

Json arctan_example() {
  return smooth_certificate({R"({"name":"arctan"})", R"([{"value":"1/4"},{"value":"1/2"}])",
                             R"(["2","-1/3"])", three_quarters,
                             R"([["381/1000","191/500"],["47/250","189/1000"]])"});
}

/// [low, high] of pivot j.
std::pair<Rational, Rational> pivot(const Json& certificate, std::size_t j) {
  const auto outcome = verdict_of(certificate);
  INFO(thalweg::verifier::verdict_line(outcome));
  REQUIRE(outcome.verdict == thalweg::verifier::Verdict::accepted);
  const Json theorem = Json::parse(outcome.theorem_json);
  const Json ends = theorem["smooth_minimum"]["pivots"][j];
  return {Rational(ends[0].get<std::string>()), Rational(ends[1].get<std::string>())};
}

Json minimum_alone(Json certificate) {
  certificate["statement"]["claims"].erase(1);
  certificate["witness"] = Json::object();
  return certificate;
}

void check_minimum_rejected(const std::string& place, const Json& value, const std::string& code,
                            const std::string& where) {
  check_rejected(with(logistic_example(), place, value), "smooth_minimum." + code, where);
}

void check_zero_loss_rejected(const std::string& place, const Json& value, const std::string& code,
                              const std::string& where) {
  check_rejected(with(logistic_example(), place, value), "smooth_zero_loss." + code, where);
}

} // namespace

TEST_CASE("yun2019 theorem 2: the numbers of the paper's table", "[verifier]") {
  for (const PaperRow& row : exact_rows()) {
    INFO(row.certificate["statement"]["smooth_network"]["activation"]);
    check_accepted(row.certificate);
    check_accepted(minimum_alone(row.certificate));
    const auto [first, same_first] = pivot(row.certificate, 0);
    const auto [second, same_second] = pivot(row.certificate, 1);
    CHECK(first == same_first);
    CHECK(second == same_second);
    CHECK(2 * first == row.left);
    CHECK(4 * first * second == row.gap);
  }
}

TEST_CASE("yun2019 theorem 2: arctan by enclosures", "[verifier]") {
  check_accepted(arctan_example());
  const auto [low, high] = pivot(arctan_example(), 0);
  const auto [second_low, second_high] = pivot(arctan_example(), 1);
  CHECK(low < high);
  CHECK(high - low < Rational("1/1000000000000000000"));
  CHECK(2 * low > Rational("32252/10000"));
  CHECK(2 * high < Rational("32254/10000"));
  CHECK(4 * low * second_low > Rational("21246/100000"));
  CHECK(4 * high * second_high < Rational("21248/100000"));
}

TEST_CASE("the theorem about smooth networks says everything", "[verifier]") {
  const std::string theorem = verdict_of(logistic_example()).theorem;
  for (const char* part : {"2 hidden units, h(v) = 1/(1 + exp(−v)) (logistic)",
                           "Local minimum. R(W) = 2/9 (≈ 0.222222)", "values h(v_k) = 1/4, 1/4",
                           "u = (2/3, 2/3), b = 0", "pivots: 7/384, 5/336", "R(W2) = 0 < R(W)",
                           "the values 1/2 and 1/4", "73/200 to 367/1000"}) {
    INFO(part << "\n" << theorem);
    CHECK(theorem.find(part) != std::string::npos);
  }
}

TEST_CASE("O100: values where the activation is smooth", "[verifier]") {
  for (const char* value : {"0", "1", "-1/4", "5/4"})
    check_minimum_rejected(section + "/units/1/value", value, "value", section + "/units/1");
  const Json elu = exact_rows()[3].certificate;
  for (const char* value : {"0", "-1", "-2"}) // the corner of the second derivative; no values
    check_rejected(with(elu, section + "/units/1/value", value), "smooth_minimum.value",
                   section + "/units/1");
  for (const char* value : {"-1", "1", "3/2"})
    check_rejected(with(exact_rows()[1].certificate, section + "/units/0/value", value),
                   "smooth_minimum.value", section + "/units/0");
  for (const char* value : {"-1000001/1000000", "1000001/1000000"})
    check_rejected(with(arctan_example(), section + "/units/0/value", value),
                   "smooth_minimum.value", section + "/units/0");
}

TEST_CASE("O101: the output is the mean", "[verifier]") {
  check_minimum_rejected(section + "/output_bias", "1/1000000", "mean", section + "/output_bias");
  check_minimum_rejected(section + "/output_weights/0", "1", "mean", section + "/output_bias");
}

TEST_CASE("O102: the best affine fit is the constant", "[verifier]") {
  Json other = with(logistic_example(), rows + "/0/2", "1/10"); // ȳ = 11/30
  other = with(other, section + "/output_bias", "1/30");
  check_rejected(other, "smooth_minimum.not_orthogonal", rows);
}

TEST_CASE("O103: the form is positive definite", "[verifier]") {
  // u = (1, 1/3): (3/16)² + 1/3·3/32 > 0; with u = (−1, 7/3): (3/16)² − 1/32 = 1/256 > 0, and
  // u_2: (7/16)² + 7/96 against the square of 21/256: positive again; u = (−2, 10/3): 9/64 − 1/16;
  // u = (−1/2, 11/6): 9/1024 − 1/64 < 0.
  const std::string place = section + "/output_weights";
  check_accepted(with(logistic_example(), place, {"1", "1/3"}));
  check_rejected(with(logistic_example(), place, {"-1/2", "11/6"}),
                 "smooth_minimum.not_positive_definite", place);
  check_rejected(with(logistic_example(), place, {"0", "4/3"}), // nothing is said of unit 0
                 "smooth_minimum.not_positive_definite", place);
  check_rejected(with(logistic_example(), place, {"11/6", "-1/2"}), // pivot 1
                 "smooth_minimum.not_positive_definite", place);
}

TEST_CASE("O104: the risk is that of the mean", "[verifier]") {
  check_minimum_rejected(claims + "/0/risk", "1/3", "risk", claims + "/0/risk");
}

TEST_CASE("O105: three samples, the last one the midpoint", "[verifier]") {
  Json four = logistic_example();
  four["statement"]["data"]["rows"].push_back({"1/2", "1/2", "1/3"});
  four = with(four, claims + "/0/risk", "1/6");
  check_accepted(minimum_alone(four));
  check_rejected(four, "smooth_zero_loss.samples", rows);
  Json equal = logistic_example(); // x = 0 everywhere
  for (auto& row : equal["statement"]["data"]["rows"])
    row[0] = row[1] = "0";
  check_rejected(equal, "smooth_zero_loss.samples", rows);
  Json off = logistic_example();
  off["statement"]["data"]["rows"] = {{"1", "0", "0"}, {"1/2", "1/2", "1"}, {"0", "1", "0"}};
  check_rejected(off, "smooth_zero_loss.samples", rows);
}

TEST_CASE("O106: one target twice, then another", "[verifier]") {
  Json equal = with(logistic_example(), rows + "/2/2", "0");
  equal = with(equal, section + "/output_bias", "-1/3");
  equal = with(equal, claims + "/0/risk", "0");
  // r = 0: Q = (Σ u h' e)² has rank 1; one unit alone is definite
  equal = with(equal, section + "/units", Json::parse(R"([{"value":"1/2"}])"));
  equal = with(equal, section + "/output_weights", {"2/3"});
  check_accepted(minimum_alone(equal));
  check_rejected(equal, "smooth_zero_loss.targets", rows);
}

TEST_CASE("O107: two units", "[verifier]") {
  Json one = with(logistic_example(), section + "/units", Json::parse(R"([{"value":"1/4"}])"));
  one = with(one, section + "/output_weights", {"4/3"});
  check_accepted(minimum_alone(one));
  check_rejected(one, "smooth_zero_loss.width", section + "/units");
}

TEST_CASE("O108: values that the activation takes", "[verifier]") {
  check_zero_loss_rejected(witness + "/values/0/1", "1", "value", witness + "/values/0/1");
  check_zero_loss_rejected(witness + "/values/1/0", "0", "value", witness + "/values/1/0");
  check_zero_loss_rejected(witness + "/midpoints/0/0", "0", "value", witness + "/midpoints/0/0");
  check_zero_loss_rejected(witness + "/midpoints/1/1", "1", "value", witness + "/midpoints/1/1");
  const Json elu = exact_rows()[3].certificate;
  for (const char* value : {"-1", "0", "1/4"}) // right of 0 the activation is another
    check_rejected(with(elu, witness + "/values/1/0", value), "smooth_zero_loss.value",
                   witness + "/values/1/0");
}

TEST_CASE("O109: the values are proportional", "[verifier]") {
  check_zero_loss_rejected(witness + "/values/1", {"1/4", "17/100"}, "midpoint",
                           witness + "/midpoints/1");
  check_zero_loss_rejected(witness + "/values/1", {"1/4", "1001/8000"}, "not_proportional",
                           witness);
}

TEST_CASE("O110: the bounds enclose the value at the midpoint", "[verifier]") {
  // to six digits: logistic 0.366025, odds √(1·1/3); tanh 0.381966, exp(2v) = √(3·5/3); elu
  // √(3/8) − 1 = −0.387628; selu 3/2 of that; arctan 0.381214; quadratic exactly 0
  const auto check = [](const Json& certificate, const char* low, const char* high) {
    const Json bounds = certificate.at(Json::json_pointer(witness + "/midpoints/0"));
    check_accepted(with(certificate, witness + "/midpoints/0", {low, high}));
    for (const Json& wrong : {Json{bounds[0], low}, Json{high, bounds[1]}})
      check_rejected(with(certificate, witness + "/midpoints/0", wrong),
                     "smooth_zero_loss.midpoint", witness + "/midpoints/0");
  };
  const std::vector<PaperRow> exact = exact_rows();
  check(logistic_example(), "14641/40000", "183013/500000");
  check(exact[1].certificate, "190983/500000", "381967/1000000");
  check(exact[3].certificate, "-96907/250000", "-387627/1000000");
  check(exact[4].certificate, "-290721/500000", "-581441/1000000");
  check(arctan_example(), "190607/500000", "76243/200000");
  check_rejected(with(exact[2].certificate, witness + "/midpoints/0", {"-1", "-1/1000000"}),
                 "smooth_zero_loss.midpoint", witness + "/midpoints/0");
}

TEST_CASE("O111: the two products at the third sample differ", "[verifier]") {
  check_zero_loss_rejected(witness + "/midpoints/0", {"9/25", "367/1000"}, "not_separated",
                           witness + "/midpoints"); // 1/4·0.36 = 1/2·0.18
  check_zero_loss_rejected(witness, Json::parse(R"({"values":[["1/2","1/4"],["1/2","1/4"]],
      "midpoints":[["73/200","367/1000"],["73/200","367/1000"]]})"),
                           "not_separated", witness + "/midpoints");
}

TEST_CASE("smooth networks are written in one way", "[verifier]") {
  const auto check = [](const std::string& place, const Json& value, const std::string& code,
                        const std::string& where) {
    check_malformed(with(logistic_example(), place, value), code, where);
  };
  check(section + "/units/0", {{"argument", "1/4"}}, "document.unknown_key",
        section + "/units/0/argument");
  check(section + "/units", Json::array(), "shape.empty", section + "/units");
  check(section + "/output_weights", {"4/3"}, "shape.length", section + "/output_weights");
  check(section + "/activation", {{"name", "elu"}}, "document.missing_key",
        section + "/activation");
  check(section + "/activation", {{"name", "elu"}, {"alpha", "0"}}, "smooth_network.parameter",
        section + "/activation/alpha");
  check(section + "/activation", {{"name", "selu"}, {"alpha", "1"}, {"lambda", "-1"}},
        "smooth_network.parameter", section + "/activation/lambda");
  check("/statement/data/targets", {2, 0}, "shape.length", section);
  check(witness + "/values/0", {"1/2"}, "shape.length", witness + "/values/0");
  check_unsupported(with(logistic_example(), section + "/activation/name", "softplus"),
                    "unsupported.activation", section + "/activation/name");
  check_unsupported(with(logistic_example(), "/version", 1), "unsupported.claim",
                    claims + "/0/claim");
  check_unsupported(with(logistic_example(), "/statement/loss/name", "absolute"),
                    "unsupported.loss", "/statement/loss");
  Json alone = logistic_example();
  alone["statement"]["claims"].erase(0);
  check_malformed(alone, "document.claim_needs", claims + "/0");
}

TEST_CASE("no leaf of a smooth minimum goes unnoticed", "[verifier]") {
  for (const Json& example : {logistic_example(), arctan_example(), exact_rows()[4].certificate})
    CHECK(unnoticed_mutations(example.dump()) == std::vector<std::string>{});
}

TEST_CASE("without inputs, and with one sample, every constant is a minimum", "[verifier]") {
  Json none = minimum_alone(logistic_example());
  none["statement"]["data"] = {{"columns", {"y"}}, {"targets", {0}}, {"rows", {{"0"}, {"2/3"}}}};
  none = with(none, claims + "/0/risk", "1/9");
  check_accepted(none);
  Json one = minimum_alone(logistic_example());
  one["statement"]["data"]["rows"] = {{"3", "-1", "1/3"}};
  one = with(one, claims + "/0/risk", "0");
  check_accepted(one);
  CHECK(verdict_of(one).theorem.find("of which there is only 0") != std::string::npos);
}

namespace {

/// x and −x with one target, so that Σ r ξ = 0; quadratic units, all numbers small.
struct QuadraticNetwork {
  std::vector<std::vector<Rational>> inputs;
  std::vector<Rational> targets;
  std::vector<std::vector<Rational>> weights; ///< of unit k: w_k, then b_k
  std::vector<Rational> output;               ///< u, then b

  /// F(W; 0)
  Rational at_centre() const {
    Rational f = output.back();
    for (std::size_t k = 0; k < weights.size(); ++k)
      f += output[k] * weights[k].back() * weights[k].back();
    return f;
  }

  Rational sum_of_squares() const {
    Rational total = 0;
    for (std::size_t i = 0; i < inputs.size(); ++i) {
      Rational f = output.back() - targets[i];
      for (std::size_t k = 0; k < weights.size(); ++k) {
        Rational z = weights[k].back();
        for (std::size_t a = 0; a < inputs[i].size(); ++a)
          z += weights[k][a] * inputs[i][a];
        f += output[k] * z * z;
      }
      total += f * f;
    }
    return total;
  }
};

Rational small(std::mt19937& random, int bound) {
  return static_cast<int>(random() % static_cast<unsigned>(2 * bound + 1)) - bound;
}

QuadraticNetwork random_quadratic_network(std::mt19937& random) {
  QuadraticNetwork net;
  const std::size_t d = random() % 3;
  const std::size_t pairs = random() % 3;
  const auto add = [&](const std::vector<Rational>& x, const Rational& y) {
    net.inputs.push_back(x);
    net.targets.push_back(y);
  };
  for (std::size_t j = 0; j <= pairs; ++j) {
    std::vector<Rational> x(d);
    for (Rational& coordinate : x)
      coordinate = small(random, 2);
    const Rational y = small(random, 4);
    if (j == pairs) { // one sample at the centre
      add(std::vector<Rational>(d), y);
      break;
    }
    add(x, y);
    for (Rational& coordinate : x)
      coordinate = -coordinate;
    add(x, y);
  }
  Rational mean = 0;
  for (const Rational& y : net.targets)
    mean += y;
  mean /= static_cast<int>(net.targets.size());
  const std::size_t units = 1 + random() % 2;
  for (std::size_t k = 0; k < units; ++k) {
    net.weights.emplace_back(d + 1);
    net.weights.back().back() = small(random, 2);
    net.output.push_back(small(random, 3));
    mean -= net.output.back() * net.weights.back().back() * net.weights.back().back();
  }
  net.output.push_back(mean);
  return net;
}

Json certificate_of(const QuadraticNetwork& net) {
  Json result = minimum_alone(exact_rows()[2].certificate);
  Json& statement = result["statement"];
  const std::size_t d = net.inputs.front().size();
  statement["data"] = {{"columns", Json::array()}, {"targets", {d}}, {"rows", Json::array()}};
  for (std::size_t a = 0; a <= d; ++a)
    statement["data"]["columns"].push_back("c" + std::to_string(a));
  for (std::size_t i = 0; i < net.inputs.size(); ++i) {
    Json row = Json::array();
    for (const Rational& x : net.inputs[i])
      row.push_back(thalweg::to_string(x));
    row.push_back(thalweg::to_string(net.targets[i]));
    statement["data"]["rows"].push_back(row);
  }
  Json& network = statement["smooth_network"];
  network["units"] = network["output_weights"] = Json::array();
  for (std::size_t k = 0; k < net.weights.size(); ++k) {
    network["units"].push_back({{"argument", thalweg::to_string(net.weights[k].back())}});
    network["output_weights"].push_back(thalweg::to_string(net.output[k]));
  }
  network["output_bias"] = thalweg::to_string(net.output.back());
  const Rational risk = net.sum_of_squares() / static_cast<int>(net.inputs.size());
  statement["claims"][0]["risk"] = thalweg::to_string(risk);
  return result;
}

} // namespace

TEST_CASE("no parameters near an accepted smooth minimum are better", "[verifier]") {
  const unsigned seed = 20190;
  INFO("seed " << seed);
  std::mt19937 random(seed);
  int accepted = 0;
  for (int trial = 0; trial < 300; ++trial) {
    const QuadraticNetwork net = random_quadratic_network(random);
    const auto outcome = verdict_of(certificate_of(net));
    INFO("trial " << trial << " " << thalweg::verifier::verdict_line(outcome));
    if (outcome.verdict != thalweg::verifier::Verdict::accepted) {
      CHECK(outcome.code == "smooth_minimum.not_positive_definite");
      continue;
    }
    ++accepted;
    const Rational at_minimum = net.sum_of_squares();
    for (int step = 0; step < 20; ++step) {
      QuadraticNetwork near = net;
      const auto move = [&](Rational& value) { value += small(random, 3) / 65536; };
      for (auto& unit : near.weights)
        for (Rational& weight : unit)
          move(weight);
      for (Rational& weight : near.output)
        move(weight);
      if (step % 2 == 0) // the output at the centre as before, so that second orders decide
        near.output.back() += net.at_centre() - near.at_centre();
      CHECK(near.sum_of_squares() >= at_minimum);
    }
  }
  CHECK(accepted > 50);
}
