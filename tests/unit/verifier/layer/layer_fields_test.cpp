// SPDX-License-Identifier: GPL-3.0-or-later
//
// Neutral fields of convolutions and across additions and poolings, by hand (specification, 40.2,
// O199 to O206).

#include "support/leaf_mutations.hpp"
#include "unit/verifier/layer/layer_field_examples.hpp"

using namespace thalweg::tests;

namespace {

const std::string own = "/witness/trained_minimum";
const std::string net = "/statement/networks/W/layers";

void check_field(const Json& example, std::size_t index, const char* field, const char* code,
                 const std::string& below = "") {
  INFO(index << " := " << field);
  const std::string place = own + "/fields/" + std::to_string(index);
  check_rejected(with(example, place, Json::parse(field)), std::string("trained_minimum.") + code,
                 place + below);
}

} // namespace

TEST_CASE("additions join rows", "[verifier]") {
  const Json example = residual_units();
  check_accepted(example);
  check_accepted(with(example, net + "/2/activation", "relu"));
  // the second unit is off, and need not move; the first one has to
  check_accepted(
      with(example, own + "/fields/0", Json::parse(R"({"field":"scale","layer":0,"unit":0})")));
  check_field(example, 0, R"({"field":"scale","layer":1,"unit":0})", "field");
  check_field(folded_units(), 0, R"({"field":"scale","layer":0,"unit":0})", "field");
  check_field(example, 0, R"({"field":"scale","layer":0,"unit":0,"joined":[3]})", "field");
  // pieces of the sum: below 100 it is linear; below 9 too, with an intercept that the last bias
  // makes up for
  check_accepted(
      with(example, net + "/2/activation",
           Json::parse(R"({"breakpoints":["100"],"slopes":["1","2"],"intercepts":["0","-100"]})")));
  const Json raised =
      with(example, net + "/2/activation",
           Json::parse(R"({"breakpoints":["9"],"slopes":["1","2"],"intercepts":["1","-8"]})"));
  check_accepted(with(raised, net + "/3/biases/0", "-1"));
  // x + u: the input does not scale with u
  Json with_input = saturated_addition();
  with_input["witness"]["trained_minimum"].erase("span");
  with_input["witness"]["trained_minimum"]["fields"] = Json::parse(
      R"([{"field":"scale","layer":1,"unit":0},{"field":"mix","layer":1,"unit":0,"other":null}])");
  check_rejected(with_input, "trained_minimum.field", own + "/fields/0");
  for (const char* layer : {"0", "2", "4"}) {
    Json other = example;
    other["witness"]["trained_minimum"]["fields"][0]["joined"] = {Json::parse(layer)};
    check_malformed(other, "shape.index", own + "/fields/0/joined/0");
  }
  Json none = example;
  none["witness"]["trained_minimum"]["fields"][0]["joined"] = Json::array();
  check_malformed(none, "shape.empty", own + "/fields/0/joined");
  Json constant = example;
  constant["witness"]["trained_minimum"]["fields"][1]["joined"] = {1};
  check_malformed(constant, "document.unknown_key", own + "/fields/1/joined");
}

TEST_CASE("units of one slope fold what an addition passes on", "[verifier]") {
  const Json example = folded_units();
  check_accepted(example);
  CHECK(unnoticed_mutations(example.dump()) == std::vector<std::string>{});
  // the first row instead of both: the addition keeps too much, which the second row takes off
  check_accepted(
      with(example, own + "/fields/0",
           Json::parse(R"({"field":"scale","layer":0,"unit":0,"fold":{"layer":1,"units":[0]}})")));
  for (const char* field :
       {R"({"field":"scale","layer":1,"unit":0})",
        R"({"field":"scale","layer":1,"unit":0,"fold":{"layer":0,"units":[0]}})",
        R"({"field":"scale","layer":0,"unit":0,"fold":{"layer":0,"units":[0]}})",
        R"({"field":"scale","layer":1,"unit":0,"fold":{"layer":3,"units":[0]}})"})
    check_field(example, 1, field, "field");
  const std::string fold = own + "/fields/1/fold";
  check_rejected(with(example, net + "/2/activation", "relu"), "trained_minimum.field",
                 own + "/fields/1");
  check_malformed(with(example, fold + "/units", Json::array()), "shape.empty", fold + "/units");
  check_malformed(with(example, fold + "/units/0", 1), "shape.index", fold + "/units/0");
  check_malformed(with(example, fold + "/layer", 4), "shape.index", fold + "/layer");
  Json constant = example;
  constant["witness"]["trained_minimum"]["fields"][3]["fold"] =
      Json::parse(R"({"layer":1,"units":[0]})");
  check_malformed(constant, "document.unknown_key", own + "/fields/3/fold");
  // nothing is added up
  check_field(units_on(), 0,
              R"({"field":"scale","layer":0,"unit":0,"fold":{"layer":0,"units":[1]}})", "field");
}

// h = x, off; V = h + 1, h + 2; r = sum of V + (h, 0) = 3h + 3, off; F = first of r + (h, 0) = 4h +
// 3. The second addition does not pass V on, which cannot put back what its readers get too much.
TEST_CASE("a fold passes through all split additions", "[verifier]") {
  Json example =
      units_that_fold(R"({"field":"scale","layer":0,"unit":0,"fold":{"layer":1,"units":[0,1]}})");
  example["statement"]["networks"]["W"]["layers"] = {
      dense("relu", Json::parse(R"([[[0,"1"]],[]])"), {"0", "-1"}),
      dense("relu", Json::parse(R"([[[0,"1"]],[[0,"1"]]])"), {"1", "2"}),
      addition("identity", 1),
      dense("relu", Json::parse(R"([[[0,"1"],[1,"1"]],[]])"), {"0", "-1"}),
      addition("identity", 1),
      dense("identity", Json::parse(R"([[[0,"1"],[1,"2"]]])"), {"0"})};
  example =
      with(example, "/statement/data/rows", Json::parse(R"([["1","6"],["2","13"],["3","14"]])"));
  Json fixed = Json::array(), fields = Json::array();
  for (int k = 0; k < 18; ++k) {
    fixed.push_back(k);
    fields.push_back(example["witness"]["trained_minimum"]["fields"][0]);
  }
  example = with(example, "/statement/claims/0/fixed", fixed);
  example = with(example, own + "/fields", fields);
  check_rejected(example, "trained_minimum.field", own + "/fields/0");
}

// F = 3 (h + 0) + (h + 1): the first unit of the second layer is off, the second one puts back 3 h.
TEST_CASE("a fold beside a unit that is off", "[verifier]") {
  const auto example = [](const char* second_bias, const Json& rows) {
    Json result =
        units_that_fold(R"({"field":"scale","layer":0,"unit":0,"fold":{"layer":1,"units":[1]}})");
    result = with(result, net + "/1/biases", {"-8", second_bias});
    return with(result, "/statement/data/rows", rows);
  };
  check_rejected(example("1", Json::parse(R"([["1","4"],["2","11"],["3","12"]])")),
                 "trained_minimum.spanning", own + "/fields");
  // off at x = 1
  check_rejected(example("-3/2", Json::parse(R"([["1","2"],["2","17/2"],["3","19/2"]])")),
                 "trained_minimum.field", own + "/fields/0");
}

TEST_CASE("units fold that have one slope, are as many as their readers and are read",
          "[verifier]") {
  const char* by_second = R"({"field":"scale","layer":1,"unit":0,"fold":{"layer":1,"units":[1]}})";
  check_rejected(units_that_fold(by_second), "trained_minimum.spanning", own + "/fields");
  check_rejected(units_that_fold(by_second, "0"), "trained_minimum.field", own + "/fields/0");
  for (const char* field :
       {R"({"field":"scale","layer":1,"unit":1,"fold":{"layer":1,"units":[0]}})",
        R"({"field":"scale","layer":1,"unit":0,"fold":{"layer":1,"units":[0,1]}})",
        R"({"field":"mix","layer":1,"unit":0,"other":1,"fold":{"layer":1,"units":[1]}})",
        R"({"field":"scale","layer":1,"unit":0})"})
    check_rejected(units_that_fold(field), "trained_minimum.field", own + "/fields/0");
  // the first layer passes nothing on in the second channel, which may move alone
  check_rejected(units_that_fold(R"({"field":"scale","layer":1,"unit":1})"),
                 "trained_minimum.spanning", own + "/fields");
  // one slope is enough where what is put back is not 0
  const char* by_first = R"({"field":"scale","layer":1,"unit":0,"fold":{"layer":1,"units":[0]}})";
  check_rejected(units_that_fold_what_is_on(
                     by_first, "-1/4", Json::parse(R"([["1","0"],["2","23/4"],["3","39/4"]])")),
                 "trained_minimum.spanning", own + "/fields");
  check_rejected(units_that_fold_what_is_on(by_first, "-3/4",
                                            Json::parse(R"([["1","0"],["2","5"],["3","33/4"]])")),
                 "trained_minimum.field", own + "/fields/0");
}

// σ is 1 below 1, then z: the unit of tied_unit, with b = 1, uses both pieces, which meet in (1,
// 1).
TEST_CASE("units are scaled about the breakpoint in which their pieces meet", "[verifier]") {
  Json example = tied_unit();
  example = with(example, net + "/0/activation",
                 Json::parse(R"({"breakpoints":["1"],"slopes":["0","1"],"intercepts":["1","0"]})"));
  example = with(example, net + "/0/biases/0", "1");
  example = with(example, net + "/1/biases/0", "-1");
  check_rejected(example, "trained_minimum.field", own + "/fields/0");
  example["witness"]["trained_minimum"]["fields"][0]["about"] = 0;
  check_accepted(example);
  CHECK(unnoticed_mutations(example.dump()) == std::vector<std::string>{});
  check_malformed(with(example, own + "/fields/0/about", 1), "shape.index",
                  own + "/fields/0/about");
  Json joined = example;
  joined["witness"]["trained_minimum"]["fields"][0]["joined"] = {1};
  CHECK(verdict_of(joined).verdict == thalweg::verifier::Verdict::malformed);
  // with another breakpoint at −3, below which it rises on the other side
  Json other = with(
      example, net + "/0/activation",
      Json::parse(
          R"({"breakpoints":["-3","1"],"slopes":["-1","0","1"],"intercepts":["-2","1","0"]})"));
  other = with(other, "/statement/claims/0/ties/0/3", 1);
  other = with(other, own + "/fields/0/about", 1);
  check_accepted(other);
  check_rejected(with(other, own + "/fields/0/about", 0), "trained_minimum.field",
                 own + "/fields/0");
}

TEST_CASE("filters are rows, and positions count like samples", "[verifier]") {
  const Json off = filter_off();
  check_accepted(off);
  check_accepted(filters_on());
  // what the filter is multiplied with is not 0 where it is on
  check_field(off, 0, R"({"field":"row","layer":0,"unit":0,"basis":[],"free":0,"samples":[]})",
              "saturation");
  check_field(off, 3, R"({"field":"mix","layer":0,"unit":0,"other":1})", "field");
  check_field(
      filters_on(), 0,
      R"({"field":"cancel","layer":0,"units":[],"free_unit":1,"basis":[],"free":0,"samples":[]})",
      "field");
}

TEST_CASE("padding is not raised", "[verifier]") {
  check_accepted(padded_filter());
  check_field(padded_filter(), 3, R"({"field":"mix","layer":0,"unit":0,"other":null})", "field");
}

TEST_CASE("entries are raised where they are chosen", "[verifier]") {
  const Json example = entries_in_turn();
  check_accepted(example);
  CHECK(unnoticed_mutations(example.dump()) == std::vector<std::string>{});
  // off where it is chosen, an entry is not raised there
  Json off = with(example, own + "/curvature", "1/32");
  for (int k = 0; k < 2; ++k)
    off["statement"]["data"]["rows"].push_back({"-4", "-5", "0"});
  check_rejected(off, "trained_minimum.field", own + "/fields/1");
  // an average reads both entries
  Json average = with(example, net + "/1/kind", "average_pooling");
  for (const auto& [row, target] : {std::pair("0", "3/2"), std::pair("1", "1")})
    average = with(average, "/statement/data/rows/" + std::string(row) + "/2", target);
  average = with(average, own + "/curvature", "1/64");
  check_rejected(average, "trained_minimum.field", own + "/fields/1");
}

TEST_CASE("rows of different groups have different inputs", "[verifier]") {
  check_accepted(grouped_filters());
  for (
      const char* field :
      {R"({"field":"cancel","layer":0,"units":[0],"free_unit":1,"basis":[],"free":1,"samples":[]})",
       R"({"field":"mix","layer":0,"unit":0,"other":1})"})
    check_field(grouped_filters(), 5, field, "field");
}

TEST_CASE("maxima see their chosen entries only", "[verifier]") {
  const Json example = larger_position();
  check_accepted(example);
  check_field(example, 0,
              R"({"field":"row","layer":0,"unit":0,"basis":[1],"free":0,"samples":[0]})", "kernel",
              "/samples");
  check_malformed(with(example, own + "/fields/0/samples", {2}), "shape.index",
                  own + "/fields/0/samples/0");
  // an average sees both positions
  Json average = with(example, net + "/1/kind", "average_pooling");
  average = with(average, "/statement/data/rows/0/2", "7/2");
  check_rejected(average, "trained_minimum.saturation", own + "/fields/0");
}

TEST_CASE("ties are carried through additions", "[verifier]") {
  const Json example = saturated_addition();
  check_accepted(example);
  for (const char* path : {"[2]", "[4]", "[0,4]"})
    check_rejected(with(example, own + "/span/paths/0", Json::parse(path)), "trained_minimum.path",
                   own + "/span/paths/0");
  check_malformed(with(example, own + "/span/paths/0", Json::parse("[2,4,4]")), "shape.order",
                  own + "/span/paths/0/2");
  // a (h + v h + d) + c: the ways of a, v, w and of a, w are two, and only one carries the tie
  Json both = with(example, net + "/2/with", 1);
  CHECK(verdict_of(both).verdict == thalweg::verifier::Verdict::rejected);
}

TEST_CASE("no leaf of fields of layers of any kind goes unnoticed", "[verifier]") {
  for (const Json& example : {residual_units(), filter_off(), filters_on(), larger_position(),
                              padded_filter(), grouped_filters(), saturated_addition()})
    CHECK(unnoticed_mutations(example.dump()) == std::vector<std::string>{});
}
