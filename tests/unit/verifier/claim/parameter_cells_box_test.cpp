// SPDX-License-Identifier: GPL-3.0-or-later
//
// Cells in a box of parameters: box_example.hpp has the arithmetic (specification, section 46).

#include "support/leaf_mutations.hpp"
#include "unit/verifier/claim/box_example.hpp"
#include "unit/verifier/hand_example.hpp"

using namespace thalweg::tests;

namespace {

const std::string claim = "/statement/claims/0";
const std::string radii = claim + "/radii";
const std::string kinks = "/witness/parameter_cells/kinks";

} // namespace

TEST_CASE("nine cells of two hidden layers are accepted", "[verifier]") {
  const Json good = nine_cells();
  check_accepted(good);
  const std::string theorem = verdict_of(good).theorem;
  CHECK(theorem.find("leave exactly 9 open connected cells") != std::string::npos);
  CHECK(theorem.find("On each of the 4 walls") != std::string::npos);
  check_accepted(with(good, "/statement/loss", {{"name", "absolute"}}));
}

TEST_CASE("no leaf of cells in a box goes unnoticed", "[verifier]") {
  CHECK(unnoticed_mutations(nine_cells().dump()) == std::vector<std::string>{});
}

TEST_CASE("O132 and O300: biases, positive radii, one pair for each hidden layer", "[verifier]") {
  const Json good = nine_cells();
  check_rejected(with(good, "/statement/networks/W/layers/1/biases", nullptr),
                 "parameter_cells.network", "/statement/networks/W/layers/1");
  for (const std::string at : {"/0/0", "/0/1", "/1/0", "/1/1"})
    for (const char* radius : {"0", "-1"})
      check_rejected(with(good, radii + at, radius), "parameter_cells.radius_not_positive",
                     radii + at);
  check_malformed(with(good, radii, Json::parse(R"([["1/4","2"]])")), "shape.length", radii);
}

TEST_CASE("O301: a wall is in the box or outside", "[verifier]") {
  const Json good = nine_cells();
  // for input 1 the wall of the first unit is between −5/4 and −3/4
  check_rejected(with(good, radii + "/0/1", "1"), "parameter_cells.box", radii + "/0");
  check_rejected(with(good, radii + "/0/1", "5/4"), "parameter_cells.box", radii + "/0");
  check_accepted(with(good, radii + "/0/1", "1251/1000"));
  // outside: one wall less, so 2·3 cells
  Json outside = with(good, radii + "/0/1", "3/4");
  check_rejected(outside, "parameter_cells.count", claim + "/cells");
  outside["statement"]["claims"][0]["cells"] = "6";
  outside["witness"]["parameter_cells"]["kinks"] =
      Json::parse(R"([[["0"],["1"]],[["1/2"],["-1/2"]],[["1/2"],["-3/2"]]])");
  check_accepted(outside);
}

TEST_CASE("O302: two walls of a unit in the box do not meet", "[verifier]") {
  Json wide = with(nine_cells(), radii + "/1/1", "7");
  check_accepted(wide);
  // with weights between 0 and 2 the second unit can be 0 at both inputs
  check_rejected(with(wide, radii + "/1/0", "1"), "parameter_cells.order", radii + "/1");
  check_accepted(with(wide, radii + "/1/0", "999/1000"));
}

TEST_CASE("O302: walls of several breakpoints are in one order", "[verifier]") {
  // one unit with the breakpoints 0 and 2: walls b = 0, 2 for the input 0, b = −w, 2 − w for 1
  Json steps = nine_cells();
  steps["statement"]["networks"]["W"]["layers"] = Json::parse(R"([
   {"kind":"dense","activation":{"breakpoints":["0","2"],"slopes":["0","1","0"],"intercepts":["0","0","2"]},"weights":[[[0,"1"]]],"biases":["0"]},
   {"kind":"dense","activation":"identity","weights":[[[0,"1"]]],"biases":["0"]}])");
  steps["statement"]["claims"][0] =
      Json::parse(R"({"claim":"parameter_cells","network":"W","radii":[["1/4","4"]],"cells":"5"})");
  steps["witness"]["parameter_cells"]["kinks"] =
      Json::parse(R"([[["0"]],[["2"]],[["-1"]],[["1"]]])");
  // F = y at input 0 where b = 2
  check_rejected(steps, "parameter_cells.no_jump", kinks + "/1");
  steps = with(steps, "/statement/data/rows/0/1", "1");
  check_accepted(steps);
  // with w = 2 the wall 2 − w meets the wall 0
  check_rejected(with(steps, "/statement/networks/W/layers/0/weights/0/0/1", "2"),
                 "parameter_cells.order", radii + "/0");
}

TEST_CASE("O137: the number of cells", "[verifier]") {
  for (const char* cells : {"8", "10", "9/2"})
    check_rejected(with(nine_cells(), claim + "/cells", cells), "parameter_cells.count",
                   claim + "/cells");
}

TEST_CASE("O304: a kink on every wall", "[verifier]") {
  const Json good = nine_cells();
  Json fewer = good;
  fewer["witness"]["parameter_cells"]["kinks"].erase(3);
  check_rejected(fewer, "parameter_cells.kinks", kinks);
  // not on the wall, on another wall too, not in the box
  check_rejected(with(good, kinks + "/0/0/0", "1/1000"), "parameter_cells.kink", kinks + "/0");
  check_rejected(with(good, kinks + "/0/1/0", "0"), "parameter_cells.kink", kinks + "/0");
  check_rejected(with(good, kinks + "/0/1/0", "5"), "parameter_cells.kink", kinks + "/0");
  check_rejected(with(good, kinks + "/2/0/0", "2"), "parameter_cells.kink", kinks + "/2");
  // F = 1 = y at the kink of the absolute loss; F = y, so that nothing pulls; no way to the output
  const Json absolute = with(good, "/statement/loss", {{"name", "absolute"}});
  check_rejected(with(absolute, "/statement/data/rows/0/1", "1"), "parameter_cells.kink",
                 kinks + "/0");
  check_rejected(with(good, "/statement/data/rows/0/1", "1"), "parameter_cells.no_jump",
                 kinks + "/0");
  check_rejected(with(good, "/statement/networks/W/layers/2/weights/0", Json::array()),
                 "parameter_cells.no_jump", kinks + "/0");
  check_malformed(with(good, kinks + "/1/0", Json::array({"-1", "0"})), "shape.length",
                  kinks + "/1/0");
}

TEST_CASE("samples with equal inputs have one wall", "[verifier]") {
  Json doubled = nine_cells();
  doubled["statement"]["data"]["rows"].push_back({"0", "2"});
  check_accepted(doubled);
  // F = 1 at the first kink: residuals −1 and 1
  check_rejected(with(doubled, "/statement/data/rows/2/1", "0"), "parameter_cells.no_jump",
                 kinks + "/0");
}

TEST_CASE("one sample, no input, no breakpoint", "[verifier]") {
  Json one = nine_cells();
  one["statement"]["data"] = Json::parse(R"({"columns":["y"],"targets":[0],"rows":[["2"]]})");
  one["statement"]["networks"]["W"]["layers"][0]["weights"][0] = Json::array();
  one["statement"]["claims"][0]["cells"] = "4";
  one["witness"]["parameter_cells"]["kinks"] = Json::parse(R"([[["0"],["1"]],[["1"],["-1"]]])");
  check_accepted(one);
  // the identity has no walls
  Json affine = nine_cells();
  for (const int l : {0, 1})
    affine["statement"]["networks"]["W"]["layers"][l]["activation"] = "identity";
  affine["statement"]["claims"][0]["cells"] = "1";
  affine["witness"]["parameter_cells"]["kinks"] = Json::array();
  check_accepted(affine);
}
