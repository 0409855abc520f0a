// SPDX-License-Identifier: GPL-3.0-or-later
//
// The claim `minimum_on_walls`: accepted cases worked by hand, and for each obligation O144 to O155
// the smallest damage that breaks it.

#include "support/leaf_mutations.hpp"
#include "unit/verifier/claim/wall_examples.hpp"

using namespace thalweg::tests;

namespace {

const std::string claim = "/statement/claims/0";
const std::string network = "/statement/networks/W";
const std::string witness = "/witness/minimum_on_walls";

/// The certificate with `tiny` added to a rational.
Json shifted(const Json& certificate, const std::string& place, const char* tiny) {
  using thalweg::Rational;
  const std::string text = certificate.at(Json::json_pointer(place));
  return with(certificate, place, thalweg::to_string(Rational(Rational(text) + Rational(tiny))));
}

constexpr const char* tiny = "1/1208925819614629174706176";

} // namespace

TEST_CASE("minima on walls are accepted, and every leaf of them matters", "[verifier]") {
  for (const Json& example : {wall_example(), absolute_wall(), deep_wall(), still_walls(),
                              vanishing_example(), weakly_separated(), decay_example()}) {
    check_accepted(example);
    CHECK(unnoticed_mutations(example.dump()) == std::vector<std::string>{});
  }
}

TEST_CASE("the theorem says what is on a wall, and that the minimum is spurious", "[verifier]") {
  const std::string theorem = verdict_of(wall_example()).theorem;
  INFO(theorem);
  CHECK(
      theorem.find("At W 1 pair of a unit of layer 0 and a sample is exactly on the breakpoint") !=
      std::string::npos);
  CHECK(theorem.find("< R(W): the local minimum W is spurious.") != std::string::npos);
  CHECK(theorem.find("80 % of R(W)") != std::string::npos);
  CHECK(theorem.find("No parameter of W2 differs from that of W by more than 6.") !=
        std::string::npos);
}

TEST_CASE("one dense hidden layer with two slopes before one output", "[verifier]") {
  const Json good = wall_alone();
  const std::string code = "minimum_on_walls.network";
  const std::string activation = network + "/layers/0/activation";
  check_rejected(with(good, activation, "identity"), code, network);
  const auto table = [](const char* breakpoint, const char* below, const char* above,
                        const char* intercept) {
    return Json{{"breakpoints", {breakpoint}},
                {"slopes", {below, above}},
                {"intercepts", {intercept, intercept}}};
  };
  check_rejected(with(good, activation, table("0", "1", "1", "0")), code, network);
  check_rejected(with(good, activation, table("0", "0", "1", "1")), code, network);
  check_accepted(with(good, activation, table("0", "0", "1", "0")));
  Json wide = good;
  wide["statement"]["data"] = Json::parse(
      R"({"columns":["x","y","z"],"targets":[1,2],"rows":[["-1","1","0"],["0","-2","0"],["1","3","0"],["2","1","0"]]})");
  wide["statement"]["networks"]["W"]["layers"][1] =
      dense("identity", Json::parse(R"([[[0,"1"]],[]])"), {"0", "0"});
  check_rejected(wide, code, network);
  Json affine = good;
  affine["statement"]["networks"]["W"]["layers"] =
      Json::array({dense("identity", Json::parse(R"([[[0,"1"]]])"), {"0"})});
  affine["witness"]["minimum_on_walls"]["ties"] = Json::array();
  check_rejected(affine, code, network);
}

TEST_CASE("the radius is positive and keeps the other pieces and the output weight", "[verifier]") {
  const Json good = wall_alone();
  for (const char* value : {"0", "-1/8"})
    check_rejected(with(good, claim + "/radius", value), "minimum_on_walls.radius_not_positive",
                   claim + "/radius");
  // z = ±1 at x = ±1: 2 r < 1
  check_accepted(shifted(with(good, claim + "/radius", "1/2"), claim + "/radius", "-1/4294967296"));
  check_rejected(with(good, claim + "/radius", "1/2"), "minimum_on_walls.radius",
                 claim + "/radius");
  // a = 1/4 with a first layer four times as large
  Json small = good;
  small["statement"]["networks"]["W"]["layers"][0]["weights"][0][0][1] = "4";
  small["statement"]["networks"]["W"]["layers"][1]["weights"][0][0][1] = "1/4";
  check_accepted(small);
  check_rejected(shifted(small, claim + "/radius", "1/64"), "minimum_on_walls.output_weight",
                 claim + "/radius");
}

TEST_CASE("exempt samples are settled", "[verifier]") {
  const Json good = absolute_wall();
  check_rejected(with(good, "/statement/data/rows/4/1", "1/3"), "minimum_on_walls.unsettled",
                 witness + "/exempt/0");
  Json more = good;
  more["witness"]["minimum_on_walls"]["exempt"] = {3, 4};
  check_malformed(more, "document.type", witness + "/subgradients/3");
  more["witness"]["minimum_on_walls"]["exempt"] = {4, 3};
  check_malformed(more, "shape.order", witness + "/exempt/1");
}

TEST_CASE("no sample is on a wall of a lower layer that it may leave", "[verifier]") {
  Json good = deep_wall();
  good["statement"]["networks"]["W"]["layers"][0]["biases"][1] = "0"; // z = 0 by the bias alone
  check_rejected(good, "minimum_on_walls.lower_wall", "/statement/data/rows/0");
  Json parted = still_walls(); // with a bias for each position they may not part, with weights yes
  parted["statement"]["networks"]["W"]["layers"][0]["biases"] = {"0"};
  check_rejected(parted, "minimum_on_walls.ties", witness + "/ties");
  Json apart = still_walls();
  apart["statement"]["data"]["rows"][0] = {"-2", "2", "1"};
  apart["statement"]["networks"]["W"]["layers"][0]["activation"] = {
      {"breakpoints", {"0"}}, {"slopes", {"-1", "1"}}, {"intercepts", {"0", "0"}}};
  check_rejected(apart, "minimum_on_walls.lower_wall", "/statement/data/rows/0");
}

TEST_CASE("the ties are all pairs on a breakpoint", "[verifier]") {
  const Json good = wall_alone();
  const std::string ties = witness + "/ties";
  check_rejected(with(good, ties, Json::array()), "minimum_on_walls.ties", ties);
  check_rejected(with(good, ties + "/0/0", 2), "minimum_on_walls.ties", ties + "/0");
  check_rejected(with(good, ties + "/0/1", 1), "minimum_on_walls.ties", ties + "/0");
  check_rejected(with(good, ties, Json::parse(R"([[1,0,"-2"],[2,0,"-1"]])")),
                 "minimum_on_walls.ties", ties + "/1");
  check_malformed(with(good, ties, Json::parse(R"([[1,0,"-2"],[1,0,"-2"]])")), "shape.order",
                  ties + "/1");
  check_malformed(with(good, ties + "/0/1", 2), "shape.index", ties + "/0/1");
}

TEST_CASE("subgradients belong to the loss", "[verifier]") {
  const Json good = absolute_wall();
  check_rejected(shifted(good, witness + "/subgradients/1/0", tiny), "minimum_on_walls.subgradient",
                 witness + "/subgradients/1/0");
  check_rejected(with(good, witness + "/subgradients/0/0", "-2"), "minimum_on_walls.subgradient",
                 witness + "/subgradients/0/0");
}

TEST_CASE("a multiplier lies between the two slopes of the risk", "[verifier]") {
  // g_0 = 2, not 4: then λ + g = 0 is still in order, and one step further it is not
  Json edge = wall_alone();
  Json& rows = edge["statement"]["data"]["rows"];
  rows[1][1] = "-1";
  rows[0][1] = "0";
  edge["statement"]["claims"][0]["risk"] = "3/2";
  check_accepted(edge);
  rows[1][1] = "-1/2";
  check_rejected(edge, "minimum_on_walls.multiplier", witness + "/ties/0");
  // with all residuals reversed the unit is on a hill
  Json hill = wall_alone();
  hill["statement"]["data"]["rows"] =
      Json::parse(R"([["-1","-1"],["0","2"],["1","-1"],["2","3"]])");
  hill["witness"]["minimum_on_walls"]["ties"][0][2] = "2";
  check_rejected(hill, "minimum_on_walls.multiplier", witness + "/ties/0");
  // and a valley again if the output weight is reversed, too
  Json mirrored = wall_alone();
  mirrored["statement"]["data"]["rows"] =
      Json::parse(R"([["-1","-1"],["0","2"],["1","-3"],["2","-1"]])");
  mirrored["statement"]["networks"]["W"]["layers"][1]["weights"][0][0][1] = "-1";
  check_accepted(mirrored);
}

TEST_CASE("samples with the same input leave a breakpoint together", "[verifier]") {
  // instead of (0, −2), whose g is 4, twice x = 0 with g = 6 and g = −2
  Json twice = wall_alone();
  twice["statement"]["data"]["rows"] =
      Json::parse(R"([["-1","1"],["0","-3"],["1","3"],["2","1"],["0","1"]])");
  twice["statement"]["claims"][0]["risk"] = "16/5";
  Json& ties = twice["witness"]["minimum_on_walls"]["ties"];
  ties = Json::parse(R"([[1,0,"-2"],[4,0,"0"]])");
  check_accepted(twice);
  ties = Json::parse(R"([[1,0,"-6"],[4,0,"4"]])");
  check_accepted(twice);
  ties = Json::parse(R"([[1,0,"0"],[4,0,"0"]])");
  check_rejected(twice, "minimum_on_walls.stationarity", network + "/layers/0");
  // g = 1 and −2: beyond the breakpoint the risk falls
  ties = Json::parse(R"([[1,0,"-2"],[4,0,"0"]])");
  twice["statement"]["data"]["rows"][1][1] = "-1/2";
  twice["statement"]["data"]["rows"][0][1] = "-3/2";
  check_rejected(twice, "minimum_on_walls.multiplier", witness + "/ties/0");
}

TEST_CASE("a unit without output weight asks for both signs", "[verifier]") {
  // the second unit is on its breakpoint at x = 2, where g = 2
  Json both = wall_alone();
  both["statement"]["networks"]["W"]["layers"][0] =
      dense("relu", Json::parse(R"([[[0,"1"]],[[0,"1"]]])"), {"0", "-2"});
  both["witness"]["minimum_on_walls"]["ties"] = Json::parse(R"([[1,0,"-2"],[3,1,"0"]])");
  check_rejected(both, "minimum_on_walls.output_weight", claim + "/radius");
  // at x = 3, with g = 0 there, nothing is asked
  both["statement"]["networks"]["W"]["layers"][0]["biases"][1] = "-3";
  both["statement"]["data"]["rows"].push_back({"3", "3"});
  both["statement"]["claims"][0]["risk"] = "2";
  both["witness"]["minimum_on_walls"]["ties"] = Json::parse(R"([[1,0,"-2"],[4,1,"0"]])");
  check_accepted(both);
}

TEST_CASE("the sums of each unit and of all samples vanish", "[verifier]") {
  const Json good = wall_alone();
  check_rejected(shifted(good, witness + "/ties/0/2", tiny), "minimum_on_walls.stationarity",
                 network + "/layers/0");
  check_rejected(with(good, "/statement/data/rows/3/1", "2"), "minimum_on_walls.output_bias",
                 network + "/layers/1");
  Json moved = good; // Σ g stays 0
  moved["statement"]["data"]["rows"][3][1] = "2";
  moved["statement"]["data"]["rows"][0][1] = "0";
  check_rejected(moved, "minimum_on_walls.stationarity", network + "/layers/0");
  Json below = deep_wall();
  below["statement"]["data"]["rows"] = moved["statement"]["data"]["rows"];
  check_rejected(below, "minimum_on_walls.stationarity", network + "/layers/1");
  // without a bias of the output Σ g counts for nothing
  Json free = good;
  free["statement"]["networks"]["W"]["layers"][1]["biases"] = nullptr;
  free["statement"]["data"]["rows"][0][1] = "3";
  free["statement"]["claims"][0]["risk"] = "9/2";
  check_accepted(free);
}

TEST_CASE("the risk is stated exactly", "[verifier]") {
  check_rejected(shifted(wall_alone(), claim + "/risk", tiny), "minimum_on_walls.risk",
                 claim + "/risk");
}
