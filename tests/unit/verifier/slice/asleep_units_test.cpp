// SPDX-License-Identifier: GPL-3.0-or-later
//
// Units that weight decay has brought to 0, by hand (specification, 26.3).

#include "support/leaf_mutations.hpp"
#include "unit/verifier/slice/trained_examples.hpp"

using namespace thalweg::tests;

namespace {

const std::string asleep_place = "/witness/trained_minimum/asleep";

void check_asleep_damage(const std::string& changed, const char* value, const std::string& code,
                         const std::string& place) {
  INFO(changed << " := " << value);
  check_rejected(with(asleep_unit(), changed, Json::parse(value)), "trained_minimum." + code,
                 place);
}

} // namespace

TEST_CASE("O307 to O309: a unit asleep", "[verifier]") {
  const std::string nodes = asleep_place + "/nodes";
  const std::string bounds = asleep_place + "/bounds";
  check_accepted(asleep_unit());
  const std::string decay = "/statement/loss/decay";
  check_asleep_damage(decay, R"([["3/4","3/4"],["1/2","0"]])", "sleep", bounds + "/1"); // 3/2 < 2
  check_asleep_damage(decay, R"([["3/4","1/2"],["3/4","0"]])", "sleep", bounds + "/1");
  check_asleep_damage(decay, R"([["3/4","0"],["3/4","0"]])", "asleep", asleep_place);
  check_asleep_damage(decay, R"([["3/4","3/4"],["0","0"]])", "asleep", asleep_place);
  check_asleep_damage(bounds + "/3", "[[],[]]", "sleep", bounds + "/3"); // |(2, 0)|² = 4
  check_asleep_damage(bounds + "/3/0", R"([[1,"1"]])", "sleep", bounds + "/3");
  check_asleep_damage(bounds + "/3/0", R"([[2,"1"]])", "sleep", bounds + "/3"); // no such wall
  check_asleep_damage(bounds, "[[[],[]],[[],[]],[[],[]]]", "sleep", bounds);
  check_asleep_damage(nodes + "/6/point", R"(["1","0"])", "point", nodes + "/6/point");
  check_asleep_damage(nodes + "/6/sides", R"([["above",[]]])", "wall", nodes + "/6/sides/0");
  Json flipped = with(asleep_unit(), nodes + "/1", Json::parse(R"({"sides":[["above",[[0,"1"]]]],
    "point":["0","-1"]})"));
  check_rejected(flipped, "trained_minimum.side", nodes + "/1/sides/0/1");
  Json short_tree = asleep_unit();
  short_tree["witness"]["trained_minimum"]["asleep"]["nodes"].erase(6);
  check_rejected(short_tree, "trained_minimum.tree", nodes);
  const std::string layers = "/statement/networks/W/layers";
  check_asleep_damage(layers + "/0/activation",
                      R"({"breakpoints":["0"],"slopes":["0","1"],"intercepts":["1","1"]})",
                      "asleep", asleep_place);
}

TEST_CASE("O307: parameters of units asleep are fixed and 0", "[verifier]") {
  const std::string units = asleep_place + "/units";
  const std::string layers = "/statement/networks/W/layers";
  check_rejected(with(asleep_unit(), layers + "/1/weights", Json::parse(R"([[[0,"1/1024"]]])")),
                 "trained_minimum.asleep", units);
  check_rejected(with(asleep_unit(), layers + "/0/biases", {"-1/1024"}), "trained_minimum.asleep",
                 units);
  Json free = with(asleep_unit(), "/statement/claims/0/fixed", {0, 1});
  free = with(free, "/witness/trained_minimum/steps", {"1", "1"});
  check_rejected(free, "trained_minimum.asleep", units);
  Json without = asleep_unit();
  without["witness"]["trained_minimum"].erase("asleep");
  check_rejected(without, "trained_minimum.piece", "/statement/data/rows/0"); // z = 0 might move
}

TEST_CASE("O198: a span does not serve for units asleep", "[verifier]") {
  Json span = asleep_unit();
  span["witness"]["trained_minimum"].erase("fields");
  span["witness"]["trained_minimum"]["span"] = Json::parse(R"({"rows":[[0,0]],"paths":[]})");
  check_rejected(span, "trained_minimum.field_count", "/witness/trained_minimum/span");
}

TEST_CASE("O202, O198: units asleep beside a field", "[verifier]") {
  // two scores, one row of weights each; both biases may be shifted, the second one is fixed
  Json example = asleep_unit();
  example["statement"]["data"]["rows"] =
      Json::parse(R"([["-1","0"],["-1","1"],["1","0"],["1","1"]])");
  example["statement"]["loss"] =
      Json::parse(R"({"name":"softmax","classes":2,"decay":[["3/4","3/4"],["3/4","0"]]})");
  example["statement"]["networks"]["W"]["layers"][1] =
      dense("identity", Json::parse("[[],[]]"), {"0", "0"});
  Json& claim = example["statement"]["claims"][0];
  claim["fixed"] = {0, 1, 2, 3, 5};
  claim["radius"] = claim["strict_radius"] = "1/64";
  claim["risk_lower"] = "69/100";
  claim["risk_upper"] = "7/10";
  Json& witness = example["witness"]["trained_minimum"];
  witness["box"] = witness["strict_box"] = "1/32";
  witness["curvature"] = "1/16";
  witness["fields"] = Json::parse(R"([{"field":"shift","layer":1,"input":1}])");
  for (Json& bounds : witness["asleep"]["bounds"])
    bounds = Json::parse("[[],[],[],[]]");
  check_accepted(example);
  CHECK(verdict_of(example).theorem.find("Units asleep: 1 hidden unit is 0") != std::string::npos);
  check_rejected(with(example, "/witness/trained_minimum/fields/0/input", 0),
                 "trained_minimum.decay", "/witness/trained_minimum/fields/0");
}

TEST_CASE("units asleep are written in one way", "[verifier]") {
  const Json example = asleep_unit();
  check_malformed(with(example, asleep_place + "/units", Json::array()), "shape.empty",
                  asleep_place + "/units");
  check_malformed(with(example, asleep_place + "/units", {1}), "shape.index",
                  asleep_place + "/units/0");
  check_malformed(with(example, asleep_place + "/bounds/0", Json::parse("[[]]")), "shape.length",
                  asleep_place + "/bounds/0");
  check_malformed(with(example, asleep_place + "/bounds/3/0", Json::parse(R"([[0,"-1"]])")),
                  "multipliers.not_positive", asleep_place + "/bounds/3/0/0/1");
  check_malformed(with(example, "/statement/claims/0/scope", "slice"), "shape.scope", asleep_place);
}

TEST_CASE("no leaf of units asleep goes unnoticed", "[verifier]") {
  CHECK(unnoticed_mutations(asleep_unit().dump()) == std::vector<std::string>{});
}
