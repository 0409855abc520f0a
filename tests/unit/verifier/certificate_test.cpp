// SPDX-License-Identifier: GPL-3.0-or-later
//
// From JSON to a certificate: keys, kinds, numbers, shapes (specification, sections 3 to 12). Each
// case is the smallest damage to the certificate worked by hand.

#include "unit/verifier/hand_example.hpp"

using namespace thalweg::tests;

namespace {

const std::string network = "/statement/networks/W/layers";
const std::string first_unit = network + "/0/weights/0";

void check_number(const std::string& text, const std::string& code) {
  INFO(text);
  check_malformed(with(hand_example(), "/statement/claims/0/radius", text), code,
                  "/statement/claims/0/radius");
}

} // namespace

TEST_CASE("keys may stand in any order, with any white space", "[verifier]") {
  check_accepted(hand_example()); // sorted by the library
  CHECK(thalweg::verifier::verify(hand_example_text, {}).verdict ==
        thalweg::verifier::Verdict::accepted);
  CHECK(thalweg::verifier::verify(hand_example().dump(3), {}).verdict ==
        thalweg::verifier::Verdict::accepted);
}

TEST_CASE("every object has exactly its keys", "[verifier]") {
  for (const char* place :
       {"", "/provenance", "/statement", "/statement/data", "/statement/loss",
        "/statement/networks/W", "/statement/networks/W/layers/0", "/statement/claims/0",
        "/statement/claims/1", "/statement/claims/2", "/statement/claims/3", "/witness",
        "/witness/local_minimum", "/witness/refinement", "/statement/networks/W2",
        "/statement/networks/W2/layers/1"}) {
    const Json::json_pointer pointer{std::string(place)};
    const Json object = hand_example().at(pointer);
    for (const auto& member : object.items()) {
      Json without = hand_example();
      without.at(pointer).erase(member.key());
      INFO(member.key());
      check_malformed(without, "document.missing_key", place);
    }
    Json more = hand_example();
    more.at(pointer)["comment~/"] = "no";
    check_malformed(more, "document.unknown_key", place + std::string("/comment~0~1"));
    check_malformed(with(hand_example(), place, Json::array({1})), "document.type", place);
  }
}

TEST_CASE("kinds of values", "[verifier]") {
  const Json good = hand_example();
  check_malformed(with(good, "/format", 1), "document.type", "/format");
  check_malformed(with(good, "/version", "1"), "document.type", "/version");
  check_malformed(with(good, "/provenance/tool", nullptr), "document.type", "/provenance/tool");
  check_malformed(with(good, "/statement/data/rows/2/0", 1), "document.type",
                  "/statement/data/rows/2/0");
  check_malformed(with(good, "/statement/data/rows/2", "1"), "document.type",
                  "/statement/data/rows/2");
  check_malformed(with(good, "/statement/claims/0/risk", 2), "document.type",
                  "/statement/claims/0/risk");
  check_malformed(with(good, "/statement/claims/3/finer_groups", "2"), "document.type",
                  "/statement/claims/3/finer_groups");
  check_malformed(with(good, "/statement/claims/0/claim", true), "document.type",
                  "/statement/claims/0/claim");
  check_malformed(with(good, network + "/0/activation", false), "document.type",
                  network + "/0/activation");
  check_malformed(with(good, network + "/0/kind", 0), "document.type", network + "/0/kind");
  check_malformed(with(good, "/witness/local_minimum/method", nullptr), "document.type",
                  "/witness/local_minimum/method");
  check_malformed(with(good, "/witness/refinement/pattern_classes/1", "0"), "document.type",
                  "/witness/refinement/pattern_classes/1");
}

TEST_CASE("a rational has exactly one text", "[verifier]") {
  for (const char* text : {"", "-", "+1", " 1", "1 ", "1.5", "1e3", "0x10", "1/", "/2", "1//2",
                           "1/-2", "-1/+2", "1/2/3", "inf", "nan", "--1", "\xD9\xA1"})
    check_number(text, "number.grammar");
  for (const char* text : {"01", "-007", "1/02", "00", "010/2"})
    check_number(text, "number.leading_zero");
  check_number("-0", "number.negative_zero");
  check_number("1/0", "number.zero_denominator");
  check_number("0/0", "number.zero_denominator");
  check_number("3/1", "number.denominator_one");
  check_number("0/1", "number.denominator_one");
  check_number("2/16", "number.not_lowest_terms");
  check_number("0/5", "number.not_lowest_terms");
  check_number("-15/25", "number.not_lowest_terms");
  check_number("1" + std::string(60, '0') + "/25" + std::string(58, '0'),
               "number.not_lowest_terms");
}

TEST_CASE("data", "[verifier]") {
  const Json good = hand_example();
  const std::string data = "/statement/data";
  check_malformed(with(good, data + "/columns/0", ""), "shape.column_name", data + "/columns/0");
  check_malformed(with(good, data + "/columns/1", "x"), "shape.column_name", data + "/columns/1");
  check_malformed(with(good, data + "/targets", Json::array()), "shape.empty", data + "/targets");
  check_malformed(with(good, data + "/targets/0", 2), "shape.index", data + "/targets/0");
  check_malformed(with(good, data + "/targets", {1, 1}), "shape.repeated_target",
                  data + "/targets/1");
  check_malformed(with(good, data + "/rows", Json::array()), "shape.empty", data + "/rows");
  check_malformed(with(good, data + "/rows/3", {"1"}), "shape.length", data + "/rows/3");
  check_malformed(with(good, data + "/rows/3", {"1", "0", "0"}), "shape.length", data + "/rows/3");
}

TEST_CASE("networks", "[verifier]") {
  const Json good = hand_example();
  check_malformed(with(good, network, Json::array()), "shape.empty", network);
  check_malformed(with(good, network + "/0/weights", Json::array()), "shape.empty",
                  network + "/0/weights");
  check_malformed(with(good, network + "/0/biases", {"0", "0"}), "shape.length",
                  network + "/0/biases");
  check_malformed(with(good, first_unit, {{0, "1", "2"}}), "shape.length", first_unit + "/0");
  check_malformed(with(good, first_unit, {{1, "1"}}), "shape.index", first_unit + "/0/0");
  check_malformed(with(good, first_unit + "/0/1", "0"), "network.zero_weight", first_unit + "/0/1");
  const std::string output = network + "/1/weights/0";
  check_malformed(with(good, output, {{1, "1"}, {0, "1"}}), "network.weight_order",
                  output + "/1/0");
  check_malformed(with(good, output, {{1, "1"}, {1, "1"}}), "network.weight_order",
                  output + "/1/0");
  check_malformed(with(good, output, {{0, "1"}, {3, "1"}}), "shape.index", output + "/1/0");
  check_malformed(with(good, network + "/1/activation", "relu"), "network.last_activation",
                  network + "/1/activation");
  Json two_outputs = with(good, network + "/1/biases", {"0", "0"});
  two_outputs[Json::json_pointer(network + "/1/weights")].push_back(Json::array());
  check_malformed(two_outputs, "shape.length", network + "/1/weights");
}

TEST_CASE("tables of activations", "[verifier]") {
  const auto table = [](const Json& breakpoints, const Json& slopes, const Json& intercepts) {
    const Json activation = {
        {"breakpoints", breakpoints}, {"slopes", slopes}, {"intercepts", intercepts}};
    return with(with(hand_example(), network + "/0/activation", activation),
                "/statement/networks/W2/layers/0/activation", activation);
  };
  const std::string place = network + "/0/activation";
  check_accepted(table({"0"}, {"0", "1"}, {"0", "0"})); // ReLU as a table
  check_malformed(table({"0"}, {"1"}, {"0", "0"}), "shape.length", place + "/slopes");
  check_malformed(table({"0"}, {"0", "1"}, {"0"}), "shape.length", place + "/intercepts");
  check_malformed(table(Json::array(), Json::array(), Json::array()), "shape.length",
                  place + "/slopes");
  check_malformed(table({"0", "0"}, {"0", "1", "0"}, {"0", "0", "0"}), "network.breakpoints",
                  place + "/breakpoints/1");
  check_malformed(table({"1", "0"}, {"0", "1", "0"}, {"0", "-1", "-1"}), "network.breakpoints",
                  place + "/breakpoints/1");
  check_malformed(table({"1"}, {"0", "1"}, {"0", "0"}), "network.discontinuous",
                  place + "/breakpoints/0");
}

TEST_CASE("claims and witnesses go together", "[verifier]") {
  const Json good = hand_example();
  const std::string claims = "/statement/claims";
  check_malformed(with(good, claims, Json::array()), "shape.empty", claims);
  Json twice = good;
  twice["statement"]["claims"][1] = twice["statement"]["claims"][0];
  check_malformed(twice, "document.claim_name", claims + "/1");
  Json swapped = good;
  std::swap(swapped["statement"]["claims"][0], swapped["statement"]["claims"][1]);
  check_accepted(swapped); // neither stands on the other
  std::swap(swapped["statement"]["claims"][2], swapped["statement"]["claims"][3]);
  check_malformed(swapped, "document.claim_needs", claims + "/2");
  Json no_minimum = good;
  no_minimum["statement"]["claims"].erase(0);
  check_malformed(no_minimum, "document.claim_needs", claims + "/2");
  Json no_lower_risk = good;
  no_lower_risk["statement"]["claims"].erase(2);
  check_malformed(no_lower_risk, "document.claim_needs", claims + "/2");
  Json fewer = good;
  fewer["statement"]["claims"].erase(3);
  fewer["statement"]["claims"].erase(2);
  check_malformed(fewer, "document.unknown_key", "/statement/networks/W2");
  check_malformed(with_named_networks(fewer), "document.unknown_key", "/witness/refinement");
  Json only_flip = good;
  only_flip["statement"]["claims"] = Json::array({good["statement"]["claims"][1]});
  only_flip = with_named_networks(only_flip);
  check_malformed(only_flip, "document.unknown_key", "/witness/local_minimum");
  only_flip["witness"] = Json::object();
  check_accepted(only_flip);
  for (const std::size_t count : {1U, 2U, 3U})
    check_accepted(with_first_claims(good, count));
}

TEST_CASE("indices of claims and classes are in range", "[verifier]") {
  const Json good = hand_example();
  const std::string flip = "/statement/claims/1";
  check_malformed(with(good, flip + "/sample", 6), "shape.index", flip + "/sample");
  check_malformed(with(good, flip + "/layer", 1), "shape.index", flip + "/layer");
  check_malformed(with(good, flip + "/unit", 3), "shape.index", flip + "/unit");
  const std::string classes = "/witness/local_minimum/pattern_classes";
  check_malformed(with(good, classes, {0, 0, 0, 1, 1}), "shape.length", classes);
  check_malformed(with(good, classes + "/5", 6), "shape.index", classes + "/5");
}

TEST_CASE("unknown names are not supported, an unknown format is malformed", "[verifier]") {
  const Json good = hand_example();
  check_malformed(with(good, "/format", "thalweg"), "document.format", "/format");
  for (const int version : {0, 1, 2, 4})
    check_unsupported(with(good, "/version", version), "unsupported.version", "/version");
  Json later = with(good, "/version", 4);
  later["anything"] = 1;
  check_unsupported(later, "unsupported.version", "/version");
  check_unsupported(Json{{"version", 2}}, "unsupported.version", "/version");
  check_unsupported(with(good, "/statement/loss/name", "poisson"), "unsupported.loss",
                    "/statement/loss/name");
  check_unsupported(with(good, network + "/0/kind", "attention"), "unsupported.layer",
                    network + "/0/kind");
  check_unsupported(with(good, network + "/0/activation", "tanh"), "unsupported.activation",
                    network + "/0/activation");
  check_unsupported(with(good, "/statement/claims/1/claim", "minimum"), "unsupported.claim",
                    "/statement/claims/1/claim");
  check_unsupported(with(good, "/witness/local_minimum/method", "guess"), "unsupported.method",
                    "/witness/local_minimum/method");
}
