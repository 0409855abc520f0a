// SPDX-License-Identifier: GPL-3.0-or-later
//
// The claim `parameter_cells`: family_examples.hpp has the arithmetic.

#include "support/leaf_mutations.hpp"
#include "unit/verifier/claim/family_examples.hpp"
#include "unit/verifier/loss/loss_examples.hpp"

using namespace thalweg::tests;

namespace {

const std::string nodes = "/witness/parameter_cells/nodes";

const std::string kinks = "/witness/parameter_cells/kinks";

Json with_nodes(const char* list, const char* cells, const char* biases) {
  Json result = with(six_cells(), nodes, Json::parse(list));
  result["witness"]["parameter_cells"]["kinks"] = Json::parse(biases);
  return with(result, "/statement/claims/0/cells", cells);
}

} // namespace

TEST_CASE("six cells of each of two units are accepted", "[verifier]") {
  check_accepted(six_cells());
  const thalweg::verifier::Outcome outcome = verdict_of(six_cells());
  CHECK(outcome.theorem.find("into exactly 6 open cells, and all parameters of this architecture "
                             "into exactly 36.\n") != std::string::npos);
  Json told = Json::parse(outcome.theorem_json)["parameter_cells"];
  CHECK(told["witness_digest"].get<std::string>().size() == 64);
  told.erase("witness_digest");
  CHECK(told == Json::parse(R"({"cells":"36","cells_of_unit":6,"walls_of_unit":3})"));
  CHECK(outcome.theorem.find("On each of the 3 walls of every hidden unit") != std::string::npos);
  check_accepted(with(six_cells(), "/statement/loss", {{"name", "absolute"}}));
}

TEST_CASE("cells with no walls, and two walls for one sample", "[verifier]") {
  Json linear = with_nodes(R"([{"sides":[],"point":["0","0"]}])", "1", "[]");
  check_accepted(with(linear, "/statement/networks/W/layers/0/activation", "identity"));

  // x = 1/2 alone, |z| < 1: walls w/2 + b = −1 and 1, parallel: three cells, nine for two units.
  // Unit 0 is x + b, unit 1 is −x + 1/2 = 0; F = −1, 1 and y = 0
  Json parallel = with_nodes(R"([{"sides":[]},
    {"sides":[["below",[[0,"1"]]]],"point":["0","-2"]},
    {"sides":[]},{"sides":[],"point":["0","1/2"]},{"sides":[],"point":["1/2","2"]}])",
                             "9", R"([[["-3/2","1/2"]],[["1/2","1/2"]]])");
  parallel["statement"]["data"]["rows"] = Json::parse(R"([["1/2","0"]])");
  parallel["statement"]["networks"]["W"]["layers"][0]["activation"] = Json::parse(
      R"({"breakpoints":["-1","1"],"slopes":["0","1","0"],"intercepts":["-1","0","1"]})");
  check_accepted(parallel);
}

TEST_CASE("equal inputs have one wall", "[verifier]") {
  // unit 0 is 0, unit 1 is 1: the residuals are 1 and −6
  Json twice = with_nodes(R"([{"sides":[]},{"sides":[],"point":["1","-2"]},
    {"sides":[],"point":["1","0"]}])",
                          "4", R"([[["-1/2","3/2"]]])");
  twice["statement"]["data"]["rows"] = Json::parse(R"([["1/2","0"],["1/2","7"]])");
  check_accepted(twice);
  check_rejected(with(twice, "/statement/data/rows/1/1", "2"), "parameter_cells.no_jump",
                 kinks + "/0");
}

TEST_CASE("cells without inputs: one wall b = 0 for all samples", "[verifier]") {
  Json certificate = with_nodes(R"([{"sides":[]},{"sides":[],"point":["-1"]},
    {"sides":[],"point":["1"]}])",
                                "4", R"([[["0","1"]]])");
  certificate["statement"]["data"] =
      Json::parse(R"({"columns":["y"],"targets":[0],"rows":[["1"],["2"]]})");
  certificate["statement"]["networks"]["W"]["layers"][0]["weights"] = Json::parse("[[],[]]");
  check_accepted(certificate);
}

TEST_CASE("no leaf of six cells goes unnoticed", "[verifier]") {
  CHECK(unnoticed_mutations(six_cells().dump()) == std::vector<std::string>{});
}

TEST_CASE("O132: one hidden layer with biases", "[verifier]") {
  check_rejected(with(six_cells(), "/statement/networks/W/layers/0/biases", nullptr),
                 "parameter_cells.network", "/statement/networks/W/layers/0");
  Json deeper = six_cells();
  Json& layers = deeper["statement"]["networks"]["W"]["layers"];
  layers.insert(layers.begin(), dense("relu", Json::parse(R"([[[0,"1"]]])"), {"0"}));
  for (Json& kink : deeper["witness"]["parameter_cells"]["kinks"])
    kink.insert(kink.begin(), Json::array({"0"}));
  check_rejected(deeper, "parameter_cells.network", "/statement/networks/W");
}

TEST_CASE("O133: every wall is taken once", "[verifier]") {
  Json certificate = six_cells();
  Json& list = certificate["witness"]["parameter_cells"]["nodes"];
  list[2]["sides"].push_back(list[2]["sides"][0]);
  check_rejected(certificate, "parameter_cells.wall", nodes + "/2/sides/1");
  list[2]["sides"] = Json::array();
  check_rejected(certificate, "parameter_cells.wall", nodes + "/2");
  list[2] = {{"sides", six_cells()["witness"]["parameter_cells"]["nodes"][2]["sides"]}};
  check_rejected(certificate, "parameter_cells.wall", nodes + "/2"); // a split without a wall
}

TEST_CASE("O134: sides follow from the splits", "[verifier]") {
  check_rejected(with(six_cells(), nodes + "/2/sides/0/0", "above"), "parameter_cells.side",
                 nodes + "/2/sides/0/1");
  check_rejected(with(six_cells(), nodes + "/10/sides/0/1/1/1", "1/3"), "parameter_cells.side",
                 nodes + "/10/sides/0/1");
  // not so where the wall does cut: below the first, above the second wall
  Json certificate = six_cells();
  Json& list = certificate["witness"]["parameter_cells"]["nodes"];
  list.erase(4);
  list[3] = list[1 + 1];
  check_rejected(certificate, "parameter_cells.side", nodes + "/3/sides/0/1");
  check_malformed(with(six_cells(), nodes + "/2/sides/0/0", "beside"), "shape.side",
                  nodes + "/2/sides/0/0");
}

TEST_CASE("O135: points are strictly inside", "[verifier]") {
  for (const char* b : {"0", "1/2", "-1", "-2"}) // on a wall, other cells, again a wall, beyond
    check_rejected(with(six_cells(), nodes + "/4/point/1", b), "parameter_cells.point",
                   nodes + "/4/point");
}

TEST_CASE("O136 and O137: tree and count", "[verifier]") {
  Json certificate = six_cells();
  Json& list = certificate["witness"]["parameter_cells"]["nodes"];
  list.push_back(list[10]);
  check_rejected(certificate, "parameter_cells.tree", nodes + "/11");
  list.erase(11);
  list.erase(10);
  check_rejected(certificate, "parameter_cells.tree", nodes);
  for (const char* cells : {"35", "6", "0", "-36", "36/5"})
    check_rejected(with(six_cells(), "/statement/claims/0/cells", cells), "parameter_cells.count",
                   "/statement/claims/0/cells");
}

TEST_CASE("O304: a kink on every wall of unit 0", "[verifier]") {
  Json fewer = six_cells();
  fewer["witness"]["parameter_cells"]["kinks"].erase(2);
  check_rejected(fewer, "parameter_cells.kinks", kinks);
  // not on the wall; unit 1 on a wall; unit 0 is 0 everywhere, so on three walls
  check_rejected(with(six_cells(), kinks + "/0/0/0", "1001/1000"), "parameter_cells.kink",
                 kinks + "/0");
  check_rejected(with(six_cells(), kinks + "/1/0/1", "1"), "parameter_cells.kink", kinks + "/1");
  Json flat = with(six_cells(), "/statement/networks/W/layers/0/weights/0", Json::array());
  check_rejected(with(flat, kinks + "/0/0/0", "0"), "parameter_cells.kink", kinks + "/0");
  // F = 1 = y where unit 0 is 0
  check_rejected(with(six_cells(), kinks + "/1/0/1", "2"), "parameter_cells.no_jump", kinks + "/1");
  check_rejected(
      with(with(six_cells(), kinks + "/1/0/1", "2"), "/statement/loss", {{"name", "absolute"}}),
      "parameter_cells.kink", kinks + "/1");
  check_rejected(
      with(six_cells(), "/statement/networks/W/layers/1/weights/0", Json::parse(R"([[1,"1"]])")),
      "parameter_cells.no_jump", kinks + "/0");
  // nodes and radii exclude each other
  Json both = six_cells();
  both["statement"]["claims"][0]["radii"] = Json::parse(R"([["1","1"]])");
  check_malformed(both, "document.unknown_key", "/witness/parameter_cells/nodes");
}
