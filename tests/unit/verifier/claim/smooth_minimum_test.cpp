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
#include "unit/verifier/claim/smooth_examples.hpp"

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
      {quadratic_example(), Rational(2, 9), Rational(1, 27)},
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

/// E = exp p − 1 at 1, 1/2, 1/4: 1.718282, 0.648721, 0.284025; at the midpoints 1.055784, 0.429248,
/// so h is 0.720659 and 0.357148: 1/2·0.7206 − 1·0.3572 > 0.
Json softplus_example() {
  return smooth_certificate({R"({"name":"softplus"})", R"([{"value":"1/4"},{"value":"1/4"}])",
                             R"(["2/3","2/3"])", R"([["1","1/2"],["1/2","1/4"]])",
                             R"([["3603/5000","7207/10000"],["3571/10000","893/2500"]])"});
}

/// Units at v = 0, where h = 0, h' = 1/2 and h'' = 1/2: with u = 2/3 the matrix of O103 is
/// ½(2/9, 1/9; 1/9, 2/9). At 1/2, 1 and 2 h is 0.311230, 0.731059 and 1.761594:
/// 1.7616·0.3112 > 0.7311·0.7311.
Json swish_example() {
  return smooth_certificate({R"({"name":"swish"})", R"([{"argument":"0"},{"argument":"0"}])",
                             R"(["2/3","2/3"])", R"([["1","0"],["2","0"]])",
                             R"([["311/1000","39/125"],["731/1000","183/250"]])"});
}

/// h'' = 2/√(2π) at 0; at 1/2, 1 and 2 h is 0.345731, 0.841345 and 1.954500: 1.9545·0.3457 <
/// 0.8413·0.8413.
Json gelu_example() {
  return smooth_certificate({R"({"name":"gelu"})", R"([{"argument":"0"},{"argument":"0"}])",
                             R"(["2/3","2/3"])", R"([["1","0"],["2","0"]])",
                             R"([["69/200","173/500"],["841/1000","421/500"]])"});
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

TEST_CASE("yun2019 theorem 2: softplus by enclosures", "[verifier]") {
  // h' = 1 − exp(−1/4) = 0.221199, h'' = 0.172270: the first pivot is half of
  // (2/3 h')² + 2/9 h'' = 0.0217463 + 0.0382822 = 0.0600285
  check_accepted(softplus_example());
  const auto [low, high] = pivot(softplus_example(), 0);
  CHECK(low < high);
  CHECK(2 * low > Rational("60028/1000000"));
  CHECK(2 * high < Rational("60030/1000000"));
  for (const char* value : {"0", "-1/4", "1000001/1000000"})
    check_rejected(with(softplus_example(), section + "/units/1/value", value),
                   "smooth_minimum.value", section + "/units/1");
}

TEST_CASE("yun2019 theorem 2: swish and GELU by arguments", "[verifier]") {
  for (const Json& good : {swish_example(), gelu_example()}) {
    check_accepted(good);
    CHECK(unnoticed_mutations(good.dump()) == std::vector<std::string>{});
    for (const char* value : {"201/100", "-201/100"})
      check_rejected(with(good, section + "/units/1/argument", value), "smooth_minimum.value",
                     section + "/units/1");
    check_rejected(with(good, witness + "/arguments/0/0", "201/100"), "smooth_zero_loss.value",
                   witness + "/arguments/0/0");
    // p_00 p_11 and p_01 p_10 are equal, but not shown to be so
    check_rejected(with(good, witness + "/arguments", Json::parse(R"([["1","1"],["2","2"]])")),
                   "smooth_zero_loss.midpoint", witness + "/midpoints/0");
    Json equal = with(good, witness + "/arguments", Json::parse(R"([["1","1"],["1","1"]])"));
    const Json bounds = good.at(Json::json_pointer(witness + "/midpoints/1"));
    equal = with(equal, witness + "/midpoints", Json::array({bounds, bounds}));
    check_rejected(equal, "smooth_zero_loss.not_proportional", witness);
    CHECK(verdict_of(with(good, section + "/output_bias", "0")).verdict ==
          thalweg::verifier::Verdict::malformed);
  }
  CHECK(pivot(swish_example(), 0) == std::pair(Rational(1, 9), Rational(1, 9)));
  CHECK(pivot(swish_example(), 1) == std::pair(Rational(1, 12), Rational(1, 12)));
  // ½((u/2)² + u h''/3) = ½(1/9 + 0.1773077) = 0.1442094
  const auto [low, high] = pivot(gelu_example(), 0);
  CHECK(low > Rational("144209/1000000"));
  CHECK(high < Rational("144210/1000000"));
  check_rejected(with(swish_example(), section + "/output_weights/0", "-2/3"),
                 "smooth_minimum.not_positive_definite", section + "/output_weights");
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
  check(softplus_example(), "360329/500000", "720659/1000000");
  check(swish_example(), "311229/1000000", "31123/100000");
  check(gelu_example(), "345731/1000000", "86433/250000");
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
  check_unsupported(with(logistic_example(), section + "/activation/name", "mish"),
                    "unsupported.activation", section + "/activation/name");
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
