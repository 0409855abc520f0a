// SPDX-License-Identifier: GPL-3.0-or-later
//
// What makes up for fixed parameters of the claim `trained_minimum`: fields that keep the base
// functions, by hand, and the smallest damages of them.

#include "unit/verifier/slice/trained_examples.hpp"

#include <algorithm>

using namespace thalweg::tests;

namespace {

const std::string claim = "/statement/claims/0";
const std::string witness = "/witness/trained_minimum";
const std::string rows = "/statement/data/rows";
const std::string layers = "/statement/networks/W/layers";

} // namespace

TEST_CASE("O199: fields keep the base functions", "[verifier]") {
  const auto check_field = [](const Json& example, std::size_t index, const char* field,
                              const char* code, const std::string& below = "") {
    const std::string place = witness + "/fields/" + std::to_string(index);
    check_damage(example, place, Json::parse(field), code, place + below);
  };
  const char* const scale_of_outputs = R"({"field":"scale","layer":1,"unit":0})";
  check_field(dead_unit(), 0, scale_of_outputs, "field");
  check_field(tied_unit(), 0, R"({"field":"mix","layer":0,"unit":0,"other":null})", "field");
  check_field(dead_unit(), 0, R"({"field":"mix","layer":0,"unit":0,"other":1})", "field");
  check_field(dead_unit(), 0, R"({"field":"rotate","layer":0,"unit":0,"other":0})", "field");
  // the dead unit has another slope than the live one; both rows are seen by the output
  check_field(dead_unit(), 2,
              R"({"field":"row","layer":0,"unit":0,"basis":[],"free":0,"samples":[]})",
              "saturation");
  check_field(dead_unit(), 4,
              R"({"field":"row","layer":1,"unit":0,"basis":[],"free":0,"samples":[]})",
              "saturation");
  check_field(dead_unit(), 2,
              R"({"field":"row","layer":0,"unit":1,"basis":[0],"free":1,"samples":[]})", "kernel",
              "/samples");
  check_field(dead_unit(), 2,
              R"({"field":"row","layer":0,"unit":1,"basis":[0],"free":1,"samples":[0]})", "kernel",
              "/samples");
  check_field(dead_unit(), 2,
              R"({"field":"row","layer":1,"unit":0,"basis":[0],"free":0,"samples":[0]})", "kernel",
              "/free");
  check_field(dead_unit(), 2,
              R"({"field":"row","layer":1,"unit":0,"basis":[1],"free":0,"samples":[0]})", "kernel",
              "/samples"); // h_1 = 0
  check_field(
      dead_unit(), 2,
      R"({"field":"cancel","layer":0,"units":[0],"free_unit":0,"basis":[],"free":0,"samples":[]})",
      "field");
  check_accepted(units_on());
  check_field(
      units_on(), 0,
      R"({"field":"cancel","layer":0,"units":[],"free_unit":1,"basis":[],"free":0,"samples":[]})",
      "field"); // one row of the next layer sees both
  check_field(
      units_on(), 0,
      R"({"field":"cancel","layer":1,"units":[],"free_unit":0,"basis":[],"free":0,"samples":[]})",
      "field");
  // with a_1 = 0 the column of the first unit is not regular
  Json unread = with(units_on(), layers + "/1/weights", Json::parse(R"([[[1,"1"]]])"));
  unread = with(unread, claim + "/fixed", {0, 2, 4, 5, 6});
  unread = with(unread, rows, Json::parse(R"([["1","4"],["2","8"],["3","6"]])"));
  check_rejected(unread, "trained_minimum.field", witness + "/fields/0");
  // at x = −3 only the second is on: the change of the rows has to vanish there
  Json apart = units_on();
  apart = with(apart, rows, Json::parse(R"([["1","7"],["2","12"],["3","11"],["-3","1"]])"));
  apart = with(with(apart, claim + "/risk_lower", "149/100"), claim + "/risk_upper", "151/100");
  for (const char* key : {"/radius", "/strict_radius"})
    apart = with(apart, claim + key, "1/16");
  for (const char* key : {"/box", "/strict_box"})
    apart = with(apart, witness + key, "1/8");
  check_rejected(apart, "trained_minimum.saturation", witness + "/fields/0");
  Json shifted = dead_unit();
  shifted =
      with(shifted, layers + "/0/activation",
           Json::parse(R"({"breakpoints":["1"],"slopes":["0","1"],"intercepts":["-1","-2"]})"));
  shifted = with(shifted, layers + "/1/biases/0", "7"); // F = z − 2 − 5 + 7
  // σ = z − 2, and −1 in the unit that is off: its reader sees it
  check_rejected(shifted, "trained_minimum.saturation", witness + "/fields/4");
}

TEST_CASE("O199: pieces matter where they are read", "[verifier]") {
  // F = max(0, (x + 2) + (x + 4) − 2) + 2; at x = −3 only the second unit is on, and nothing reads
  // it there. The first row and the bias of the output are free: R is quadratic in them.
  Json example = units_on();
  example = with(example, rows, Json::parse(R"([["1","7"],["2","12"],["3","11"],["-3","2"]])"));
  example["statement"]["networks"]["W"]["layers"] = {
      dense("relu", Json::parse(R"([[[0,"1"]],[[0,"1"]]])"), {"2", "4"}),
      dense("relu", Json::parse(R"([[[0,"1"],[1,"1"]]])"), {"-2"}),
      dense("identity", Json::parse(R"([[[0,"1"]]])"), {"2"})};
  example = with(with(example, claim + "/risk_lower", "149/100"), claim + "/risk_upper", "151/100");
  for (const char* key : {"/radius", "/strict_radius"})
    example = with(example, claim + key, "1/16");
  for (const char* key : {"/box", "/strict_box"})
    example = with(example, witness + key, "1/8");
  example = with(example, claim + "/fixed", {1, 3, 4, 5, 6, 7});
  example = with(example, witness + "/steps", {"1", "1", "1"});
  Json fields = example["witness"]["trained_minimum"]["fields"];
  std::rotate(fields.begin(), fields.begin() + 3, fields.end()); // the mixture first
  fields.push_back(Json::parse(R"({"field":"scale","layer":1,"unit":0})"));
  example = with(example, witness + "/fields", fields);
  check_accepted(example);
  // with 3/2 more the second layer is on there, and reads them
  Json read = with(example, layers + "/1/biases/0", "-1/2");
  read = with(with(read, layers + "/2/biases/0", "1/2"), rows + "/3/1", "1");
  check_rejected(read, "trained_minimum.field", witness + "/fields/0");
}

TEST_CASE("slopes in one ratio", "[verifier]") {
  // the function of units_on(): h_1 = (−2x − 8)/2 is off, with slope 1/2, and read by −1
  Json example = units_on();
  const auto activation = [](const char* breakpoint, const char* intercept) {
    return Json{
        {"breakpoints", {breakpoint}}, {"slopes", {"1/2", "1"}}, {"intercepts", {intercept, "0"}}};
  };
  example =
      with(example, layers + "/0",
           dense(activation("0", "0"), Json::parse(R"([[[0,"1"]],[[0,"-2"]]])"), {"2", "-8"}));
  example = with(example, layers + "/1/weights", Json::parse(R"([[[0,"1"],[1,"-1"]]])"));
  check_accepted(example);
  check_damage(example, witness + "/fields/3/field", "rotate", "field", witness + "/fields/3");
  // on at x = −5: there the ratio is another one
  Json apart = with(example, rows, Json::parse(R"([["1","7"],["2","12"],["3","11"],["-5","0"]])"));
  CHECK(verdict_of(apart).verdict == thalweg::verifier::Verdict::rejected);
  // (z + 1)/2 below 1: the pieces do not meet in (0, 0)
  Json shifted = with(example, layers + "/0/activation", activation("1", "1/2"));
  shifted = with(shifted, layers + "/1/biases/0", "1/2");
  check_rejected(shifted, "trained_minimum.field", witness + "/fields/3");
}

TEST_CASE("units with ties at two breakpoints do not mix", "[verifier]") {
  // At x = 1 z_0 = 0 and z_1 = 1, both breakpoints, with slopes in one ratio at all samples. There
  // row_0 += row_1 changes z_0 by 1: the field is not neutral, and W is no local minimum.
  const Json ties = Json::parse(R"({"breakpoints":["0","1"],"slopes":["1/2","1","2"],
    "intercepts":["0","0","-1"]})");
  const Json example = trained_certificate(
      Json::parse(R"([["1","-1"],["1/2","19/8"],["0","1/4"],["-1/2","-1/8"],["-1","-1/2"],
        ["-3/2","3/8"]])"),
      Json::array({dense(ties, Json::parse(R"([[[0,"1"]],[[0,"1/4"]]])"), {"-1", "3/4"}),
                   dense("identity", Json::parse(R"([[[0,"1"],[1,"1"]]])"), {"0"})}),
      Json::parse(R"({"claim":"trained_minimum","network":"W","distance":"1/1048576",
        "radius":"1/128","strict_radius":"1/512","risk_lower":"1437/1000","risk_upper":"1797/1250",
        "scope":"all","ties":[[0,0,0,0],[0,1,0,1]],"fixed":[0,1,4,6]})"),
      Json::parse(R"({"bits":128,"near":"1/1048576","box":"1/64","strict_box":"1/256",
        "share":"1/4","curvature":"1/16","steps":["1","1","1"],"multipliers":["-1/6","-1/3"],
        "bounds":["1/16","1/16"],"penalties":["4","4"],
        "fields":[{"field":"scale","layer":0,"unit":0},
          {"field":"scale","layer":0,"unit":1,"about":1},
          {"field":"cancel","layer":0,"units":[1],"free_unit":0,"basis":[0],"free":1,"samples":[0]},
          {"field":"mix","layer":0,"unit":0,"other":1}]})"));
  check_rejected(example, "trained_minimum.field", witness + "/fields/3");
  const Json other = with(example, witness + "/fields/3/unit", 1);
  check_rejected(with(other, witness + "/fields/3/other", 0), "trained_minimum.field",
                 witness + "/fields/3");
  // in the slice alone it is a minimum
  const Json slice = with(example, claim + "/scope", "slice");
  check_accepted(with(slice, witness + "/fields", Json::array()));
}

TEST_CASE("one layer, one sample, one free parameter", "[verifier]") {
  // F = w x + b at x = 2: of w and b one is seen, the other is in the kernel of (x, 1)
  Json line = trained_certificate(
      Json::parse(R"([["2","3"]])"),
      Json::array({dense("identity", Json::parse(R"([[[0,"1"]]])"), {"1"})}),
      Json::parse(R"({"claim":"trained_minimum","network":"W","distance":"1/1024","radius":"1/8",
        "strict_radius":"1/8","risk_lower":"0","risk_upper":"0","scope":"all","ties":[],
        "fixed":[0]})"),
      Json::parse(R"({"bits":64,"near":"1/1024","box":"1/4","strict_box":"1/4","share":"1/4",
        "curvature":"1","steps":["1"],"multipliers":[],"bounds":[],"penalties":[],
        "fields":[{"field":"row","layer":0,"unit":0,"basis":[1],"free":0,"samples":[0]}]})"));
  check_accepted(line);
  check_accepted(with(line, rows + "/0", {"0", "1"})); // x = 0: w is not seen
  check_damage(line, witness + "/fields/0/samples", Json::array(), "kernel",
               witness + "/fields/0/samples");
  Json other = with(line, witness + "/fields/0/basis", Json::array());
  other = with(other, witness + "/fields/0/samples", Json::array());
  check_rejected(other, "trained_minimum.saturation", witness + "/fields/0");
}
