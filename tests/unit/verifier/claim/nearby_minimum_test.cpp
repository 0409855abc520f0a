// SPDX-License-Identifier: GPL-3.0-or-later
//
// The claims about the logistic and the softmax loss: accepted cases worked by hand, and for each
// obligation O290 to O299, O93 and O94 the smallest damage that breaks it.

#include "support/leaf_mutations.hpp"
#include "unit/verifier/claim/nearby_examples.hpp"
#include "unit/verifier/hand_example.hpp"

using namespace thalweg::tests;

namespace {

const std::string claim = "/statement/claims/0";
const std::string witness = "/witness/nearby_minimum";
const std::string of_class = witness + "/classes/0";

/// The certificate with the last binary digit of a rational p/q moved: (p 2^80 ± 1)/(q 2^80).
Json nudged(const Json& certificate, const std::string& place, int step) {
  using thalweg::Rational;
  const std::string text = certificate.at(Json::json_pointer(place));
  const Rational moved =
      *thalweg::parse_number(text) + thalweg::fraction(step, thalweg::Integer(1) << 80);
  return with(certificate, place, thalweg::to_string(moved));
}

} // namespace

TEST_CASE("many units that are off end at the limit of memory", "[verifier]") {
  // derivatives by all units of the first layer would be a table of 20,002 × 20,002 numbers
  Json wide = nearby_example();
  wide["statement"]["claims"].erase(1); // lower_risk
  wide = with_named_networks(wide);
  Json& layer = wide["statement"]["networks"]["W"]["layers"][0];
  Json& proof = wide["witness"]["nearby_minimum"];
  proof["method"] = "interval";
  for (int k = 0; k < 20000; ++k) {
    layer["weights"].push_back(Json::array());
    layer["biases"].push_back("-1");
    proof["response"].push_back(Json::array());
  }
  const thalweg::verifier::Outcome outcome = verdict_of(wide);
  CHECK(outcome.verdict == thalweg::verifier::Verdict::limit);
  CHECK(outcome.code == "limit.memory");
}

TEST_CASE("minima that are near are accepted, and every leaf of them matters", "[verifier]") {
  for (const Json& example :
       {images_example(), nearby_example(), softmax_example(), no_minimiser_example()}) {
    check_accepted(example);
    CHECK(unnoticed_mutations(example.dump()) == std::vector<std::string>{});
  }
}

TEST_CASE("the distance and the radius are positive, and together keep the patterns",
          "[verifier]") {
  const Json good = nearby_example();
  for (const char* value : {"0", "-1/8"}) {
    check_rejected(with(good, claim + "/radius", value), "nearby_minimum.radius_not_positive",
                   claim + "/radius");
    check_rejected(with(good, claim + "/distance", value), "nearby_minimum.distance_not_positive",
                   claim + "/distance");
  }
  // the unit that is off has z = −1 and N = 1 + 3: 4 (r + δ) < 1
  check_accepted(with(good, claim + "/radius", "15/64"));
  check_rejected(with(good, claim + "/radius", "31/128"), "nearby_minimum.radius",
                 claim + "/radius");
  check_rejected(with(with(good, claim + "/radius", "15/64"), claim + "/distance", "1/64"),
                 "nearby_minimum.radius", claim + "/radius");
}

TEST_CASE("the classes are the pattern classes of all samples", "[verifier]") {
  const Json good = softmax_example();
  const std::string classes = witness + "/pattern_classes";
  check_rejected(with(good, classes + "/0", 1), "nearby_minimum.numbering", classes + "/0");
  check_rejected(with(good, classes + "/3", 1), "nearby_minimum.pattern", classes + "/4");
  check_rejected(with(good, classes + "/8", nullptr), "nearby_minimum.null_class", classes + "/8");
  check_rejected(with(with(good, classes + "/8", 2), classes + "/7", 2),
                 "nearby_minimum.equal_patterns", classes);
  check_rejected(with(good, "/statement/networks/W/layers/0/biases/0", "1"),
                 "nearby_minimum.on_wall", classes + "/0");
  Json more = good;
  more["witness"]["nearby_minimum"]["classes"].push_back(
      more["witness"]["nearby_minimum"]["classes"][0]);
  check_rejected(more, "nearby_minimum.count", witness + "/classes");
  Json without_biases = good;
  without_biases["statement"]["networks"]["W"]["layers"][0]["biases"] = nullptr;
  check_rejected(without_biases, "nearby_minimum.layer", witness + "/layer");
  // a layer of one filter has one unit for each position: two rows of `response`
  check_rejected(with(images_example(), witness + "/layer", 0), "nearby_minimum.layer",
                 witness + "/layer");
}

TEST_CASE("selected entries stay within r + δ", "[verifier]") {
  // (x, x/2) instead of (x, −x): the lead 1/2 at x = 1 is kept if 4 (r + δ) < 1/2
  Json close = images_example();
  Json& rows = close["statement"]["data"]["rows"];
  const auto half = [](const std::string& x) { return x == "1" ? "1/2" : x == "2" ? "1" : "3/2"; };
  for (Json& row : rows)
    for (const int entry : {0, 1})
      if (const std::string text = row[entry]; text.front() == '-')
        row[entry] = half(text.substr(1));
  check_accepted(with(close, claim + "/radius", "1/16"));
  check_rejected(with(close, claim + "/radius", "1/8"), "local_minimum.pooling", claim + "/radius");
}

TEST_CASE("the basis functions span the reachable maps, and are independent", "[verifier]") {
  const Json good = images_example();
  check_rejected(with(good, of_class + "/basis", Json::array({1})), "nearby_minimum.basis",
                 of_class + "/basis");
  check_rejected(with(good, of_class + "/basis", Json::array({0})), "nearby_minimum.basis",
                 of_class + "/basis");
  // a filter that sees a third input too: the map of that input is not passed on
  Json wider = images_example();
  wider["statement"]["claims"].erase(1); // lower_risk
  wider = with_named_networks(wider);
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
  check_rejected(wider, "nearby_minimum.basis", of_class + "/basis");
  for (const int entry : {0, 1}) // of (x, 1), with three different x
    check_rejected(with(nearby_example(), of_class + "/basis", {entry}), "nearby_minimum.basis",
                   of_class + "/basis");
  // all samples of the class have one x
  check_rejected(with(softmax_example(), of_class + "/basis", {0, 1}), "nearby_minimum.dependent",
                 of_class + "/basis");
}

TEST_CASE("the sum of losses rises through the boundary of the ellipsoid", "[verifier]") {
  const Json good = images_example();
  const std::string reach = of_class + "/reach";
  for (const char* value : {"0", "-1/2048"})
    check_rejected(with(good, reach, value), "nearby_minimum.not_positive", reach);
  // 0.00044588 against (1 − 3 m) η: 0.00044666 and 0.00044567
  check_accepted(with(good, reach, "1/2235"));
  check_rejected(with(good, reach, "1/2240"), "nearby_minimum.ellipsoid", reach);
  // 3 m beyond 1, where the square would be large again
  check_rejected(with(good, reach, "1"), "nearby_minimum.ellipsoid", reach);
  // one label more on the other side
  check_rejected(with(good, "/statement/data/rows/0/2", "1"), "nearby_minimum.ellipsoid", reach);
  check_rejected(with(nearby_example(), "/statement/data/rows/0/1", "1"),
                 "nearby_minimum.ellipsoid", reach);
}

TEST_CASE("the first layer answers to every score alone, and within the distance", "[verifier]") {
  const Json good = softmax_example();
  for (const char* unit : {"/0/0/1", "/1/0/1", "/2/0/1", "/3/0/1"})
    for (const int step : {-1, 1})
      check_rejected(nudged(good, witness + "/response" + unit, step), "nearby_minimum.response",
                     witness + "/response");
  check_rejected(with(good, witness + "/response/0/0/0", 3), "nearby_minimum.response",
                 witness + "/response");
  // 13/9 · 1/(1000 √0.4002…) = 0.002283…
  check_accepted(with(good, claim + "/distance", "571/250000"));
  check_rejected(with(good, claim + "/distance", "2283/1000000"), "nearby_minimum.distance",
                 claim + "/distance");
}

TEST_CASE("the risk of the minimum is within its bounds", "[verifier]") {
  const Json good = nearby_example();
  // R(W) = 0.66156331804487…; η²/8 = 1.730103e-7: R(W*) is at least 0.66156314503…
  check_accepted(with(good, claim + "/risk_upper", "13231266361/20000000000"));
  check_rejected(with(good, claim + "/risk_upper", "16539082951/25000000000"),
                 "nearby_minimum.risk_upper", claim + "/risk_upper");
  check_accepted(with(good, claim + "/risk_lower", "132312629/200000000"));
  check_rejected(with(good, claim + "/risk_lower", "6615631451/10000000000"),
                 "nearby_minimum.risk_lower", claim + "/risk_lower");
}

TEST_CASE("another network has lower risk", "[verifier]") {
  const Json good = nearby_example();
  const std::string place = "/statement/claims/1/better_risk";
  const std::string network = "/statement/networks/W2";
  // R(W2) = (4 log 2 + 3 log(1 + e^−1.1) + log(1 + e^1.1))/8 = 0.6277…
  check_accepted(with(good, place, "6277412529/10000000000"));
  check_rejected(with(good, place, "392338283/625000000"), "lower_risk.better_risk", place);
  check_rejected(with(good, place, "661/1000"), "lower_risk.not_lower", place);
  check_accepted(nudged(with(good, place, "661/1000"), place, -1));
  check_rejected(with(good, network + "/layers/0/activation", "identity"),
                 "lower_risk.architecture", network + "/layers/0");
}

TEST_CASE("a direction shows that there is no minimiser", "[verifier]") {
  const Json good = no_minimiser_example();
  const std::string samples = claim + "/samples";
  const std::string direction = "/witness/no_minimiser/direction";
  check_rejected(nudged(good, direction + "/0/1", 1), "no_minimiser.order", samples + "/2");
  check_rejected(nudged(good, direction + "/0/1", -1), "no_minimiser.order", samples + "/1");
  check_rejected(with(with(good, direction + "/0/0", "0"), direction + "/0/1", "0"),
                 "no_minimiser.not_strict", direction);
  check_rejected(with(with(good, samples, {2, 3}), direction + "/0/1", "-1"),
                 "no_minimiser.not_strict", direction);
  check_accepted(with(good, samples, {0, 1, 2, 3, 4}));
  check_rejected(with(good, samples, {0, 5}), "no_minimiser.order", samples + "/1");

  // classes 0, 1, 2 at x = 0, 1, 2; D = (0, 2x − 1, 4x − 4): (0, −1, −4), (0, 1, 0), (0, 3, 4)
  Json softmax = good;
  softmax["statement"]["loss"] = {{"name", "softmax"}, {"classes", 3}};
  softmax["statement"]["data"]["rows"] =
      Json::parse(R"([["0","0"],["1","1"],["2","2"],["1","0"]])");
  softmax["statement"]["claims"][0]["samples"] = {0, 1, 2};
  softmax["witness"]["no_minimiser"]["direction"] =
      Json::parse(R"([["0","0"],["2","-1"],["4","-4"]])");
  check_accepted(softmax);
  CHECK(unnoticed_mutations(softmax.dump()) == std::vector<std::string>{});
  check_rejected(with(softmax, samples, {0, 3}), "no_minimiser.order", samples + "/1");
  check_accepted(with(softmax, direction + "/0/1", "1")); // (1, 1, 0) at x = 1
  check_rejected(nudged(with(softmax, direction + "/0/1", "1"), direction + "/0/1", 1),
                 "no_minimiser.order", samples + "/1");
}

TEST_CASE("shapes, labels and losses that do not fit", "[verifier]") {
  const Json good = nearby_example();
  const Json softmax = softmax_example();
  const std::string cell = "/statement/data/rows/1/1";
  for (const std::size_t bits : {63, 4097})
    check_malformed(with(good, witness + "/bits", bits), "shape.bits", witness + "/bits");
  check_malformed(with(good, witness + "/classes/0/basis", {1, 0}), "shape.order",
                  witness + "/classes/0/basis/1");
  check_malformed(with(good, witness + "/classes/0/basis", Json::array()), "shape.empty",
                  witness + "/classes/0/basis");
  check_malformed(with(good, witness + "/layer", 2), "shape.index", witness + "/layer");
  check_malformed(with(good, witness + "/response/0/0/0", 1), "shape.index",
                  witness + "/response/0/0/0");
  check_malformed(with(no_minimiser_example(), claim + "/samples", {2, 2}), "shape.order",
                  claim + "/samples/1");
  check_malformed(with(good, "/statement/loss", {{"name", "logistic"}}), "loss.label",
                  "/statement/data/rows/0/1");
  for (const char* label : {"3", "-1", "1/2"})
    check_malformed(with(softmax, cell, label), "loss.label", cell);
  check_malformed(with(softmax, "/statement/loss/classes", 1), "loss.parameter",
                  "/statement/loss/classes");
  check_malformed(with(softmax, "/statement/data/targets", {1, 0}), "loss.classes",
                  "/statement/loss/classes");
  check_malformed(with(softmax, "/statement/loss/classes", 4), "shape.length",
                  "/statement/networks/W/layers/1/weights");
  check_malformed(
      with(good, "/statement/loss", {{"name", "logistic"}, {"sample_weights", Json::array()}}),
      "document.unknown_key", "/statement/loss/sample_weights");
  check_unsupported(with(good, "/statement/loss", {{"name", "squared"}}), "unsupported.loss",
                    "/statement/loss");
  Json minimum = hand_example();
  check_unsupported(with(minimum, "/statement/loss", {{"name", "logistic"}, {"positive", "4"}}),
                    "unsupported.loss", "/statement/loss");
}

TEST_CASE("a flip may stand beside a minimum that is near", "[verifier]") {
  Json certificate = nearby_example();
  Json& claims = certificate["statement"]["claims"];
  claims.insert(claims.begin(), Json{{"claim", "pattern_flip"},
                                     {"network", "W"},
                                     {"sample", 7},
                                     {"layer", 0},
                                     {"unit", 1},
                                     {"distance", "1/4"}}); // 4 · 1/4 = 1
  check_accepted(certificate);
}
