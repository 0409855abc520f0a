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
