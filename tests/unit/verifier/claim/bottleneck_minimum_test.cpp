// SPDX-License-Identifier: GPL-3.0-or-later
//
// The claim `bottleneck_minimum`: the example worked by hand, the smallest damage of each
// obligation, and every leaf.

#include "unit/verifier/claim/bottleneck_example.hpp"

#include "support/leaf_mutations.hpp"

using namespace thalweg::tests;

namespace {

const std::string narrow_claim = "/statement/claims/0";
const std::string narrow_layers = "/statement/networks/W/layers/";
const std::string narrow_witness = "/witness/bottleneck_minimum";

} // namespace

TEST_CASE("the best map of rank one is accepted", "[verifier]") {
  const Json good = bottleneck_example();
  check_accepted(good);
  const thalweg::verifier::Outcome outcome = verdict_of(good);
  CHECK(outcome.theorem.find("whose matrix has at most rank 1") != std::string::npos);
  CHECK(Json::parse(outcome.theorem_json)["bottleneck_minimum"]["rank"] == 1);
  CHECK(unnoticed_mutations(good.dump()) == std::vector<std::string>{});
  for (const char* level : {"5", "8"}) // any number in between
    check_accepted(with(good, narrow_witness + "/level", level));
}

TEST_CASE("a linear network behind a bottleneck has a global minimum", "[verifier]") {
  Json linear = bottleneck_example();
  for (const char* layer : {"0", "1"}) {
    linear = with(linear, narrow_layers + layer + "/activation", "identity");
    linear = with(linear, narrow_layers + layer + "/biases", nullptr);
  }
  check_accepted(linear);
  CHECK(verdict_of(linear).theorem.find("for every W' at all: no unit has a breakpoint") !=
        std::string::npos);
  // without biases nothing is asked of the mean
  Json shifted = linear;
  for (Json& row : shifted["statement"]["data"]["rows"])
    row[2] = row[2] == "2" ? "3" : row[2] == "-2" ? "-1" : "1";
  check_accepted(with(shifted, narrow_claim + "/risk", "3/2"));
}

TEST_CASE("the smallest damage of each obligation about bottlenecks", "[verifier]") {
  const Json good = bottleneck_example();
  // O282
  check_rejected(with(good, narrow_claim + "/radius", "0"),
                 "bottleneck_minimum.radius_not_positive", narrow_claim + "/radius");
  check_rejected(with(good, narrow_claim + "/radius", "1/2"), "bottleneck_minimum.radius",
                 narrow_claim + "/radius");
  check_rejected(with(good, narrow_layers + "0/biases/0", "1"), "bottleneck_minimum.pattern",
                 "/statement/data/rows/1");
  check_rejected(with(good, narrow_layers + "0/biases/0", "-1"), "bottleneck_minimum.on_wall",
                 "/statement/data/rows/0");
  // O283
  check_rejected(with(good, narrow_layers + "1/biases/1", "1/1000"), "bottleneck_minimum.mean",
                 "/statement/networks/W");
  // O284
  check_rejected(with(good, narrow_witness + "/increments/1/1", "1001/1000"),
                 "bottleneck_minimum.increments", narrow_witness + "/increments");
  // O285: M = (2 1/5; 0 0), B = (0 −2/5; 0 2)
  Json turned = with(good, narrow_layers + "0/weights/0", Json::parse(R"([[0,"1"],[1,"1/10"]])"));
  turned = with(turned, narrow_witness + "/increments", Json::parse(R"([["0","-1/5"],["0","1"]])"));
  check_rejected(turned, "bottleneck_minimum.not_orthogonal", "/statement/networks/W");
  // O286
  for (const char* level : {"1999/1000", "8001/1000", "-1"})
    check_rejected(with(good, narrow_witness + "/level", level), "bottleneck_minimum.level",
                   narrow_witness + "/level");
  Json wide = good; // a second unit, which is 1: rank 2 could be had
  wide["statement"]["networks"]["W"]["layers"][0]["weights"].push_back(Json::array());
  wide["statement"]["networks"]["W"]["layers"][0]["biases"].push_back("1");
  check_rejected(wide, "bottleneck_minimum.rank", "/statement/networks/W");
  wide["statement"]["networks"]["W"]["layers"][0]["biases"][1] = "-1"; // but not if it is off
  check_accepted(wide);
  // O287
  check_rejected(with(good, narrow_claim + "/risk", "501/1000"), "bottleneck_minimum.risk",
                 narrow_claim + "/risk");
}

TEST_CASE("the smaller singular value is no minimum", "[verifier]") {
  // the unit b + 2, F = (0, b): y − F = (±2, 0), B = diag(4, 0), T = diag(8, 0), S = diag(0, 2)
  Json smaller = bottleneck_example();
  smaller = with(smaller, narrow_layers + "0/weights/0", Json::parse(R"([[1,"1"]])"));
  smaller = with(smaller, narrow_layers + "1/weights", Json::parse(R"([[],[[0,"1"]]])"));
  smaller = with(smaller, narrow_layers + "1/biases", {"0", "-2"});
  smaller = with(smaller, narrow_witness + "/increments", Json::parse(R"([["2","0"],["0","0"]])"));
  for (const char* level : {"0", "2", "5", "8"})
    check_rejected(with(smaller, narrow_witness + "/level", level), "bottleneck_minimum.level",
                   narrow_witness + "/level");
}

TEST_CASE("what bottlenecks are not about", "[verifier]") {
  Json other = with(bottleneck_example(), "/statement/loss", {{"name", "absolute"}});
  check_unsupported(other, "unsupported.loss", "/statement/loss");
  check_malformed(with(bottleneck_example(), narrow_witness + "/increments/0", {"0"}),
                  "shape.length", narrow_witness + "/increments/0");
}
