// SPDX-License-Identifier: GPL-3.0-or-later
//
// The claims `parameter_cells` and `census`: family_examples.hpp has the arithmetic.

#include "support/leaf_mutations.hpp"
#include "unit/verifier/claim/family_examples.hpp"
#include "unit/verifier/loss/loss_examples.hpp"

using namespace thalweg::tests;

namespace {

const std::string nodes = "/witness/parameter_cells/nodes";
const std::string census = "/witness/census";
const std::string minima = "/statement/claims/0/minima";

Json with_nodes(const char* list, const char* cells) {
  Json result = with(six_cells(), nodes, Json::parse(list));
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
  CHECK(told == Json::parse(R"({"cells":"36","cells_of_unit":6})"));
}

TEST_CASE("cells with no walls, two walls for one sample, and a wall twice", "[verifier]") {
  Json linear = with_nodes(R"([{"sides":[],"point":["0","0"]}])", "1");
  check_accepted(with(linear, "/statement/network/layers/0/activation", "identity"));

  // x = 1/2 alone, |z| < 1: walls w/2 + b = −1 and 1, parallel: three cells, nine for two units
  Json parallel = with_nodes(R"([{"sides":[]},
    {"sides":[["below",[[0,"1"]]]],"point":["0","-2"]},
    {"sides":[]},{"sides":[],"point":["0","1/2"]},{"sides":[],"point":["1/2","2"]}])",
                             "9");
  parallel["statement"]["data"]["rows"] = Json::parse(R"([["1/2","0"]])");
  parallel["statement"]["network"]["layers"][0]["activation"] = Json::parse(
      R"({"breakpoints":["-1","1"],"slopes":["0","1","0"],"intercepts":["-1","0","1"]})");
  check_accepted(parallel);

  Json twice = with_nodes(R"([{"sides":[]},
    {"sides":[["below",[[0,"1"]]]],"point":["1","-2"]},
    {"sides":[["above",[[0,"1"]]]],"point":["1","0"]}])",
                          "4");
  twice["statement"]["data"]["rows"] = Json::parse(R"([["1/2","0"],["1/2","7"]])");
  check_accepted(twice);
}

TEST_CASE("cells without inputs: one wall b = 0 for all samples", "[verifier]") {
  Json certificate = with_nodes(R"([{"sides":[]},
    {"sides":[["below",[[0,"1"]]]],"point":["-1"]},
    {"sides":[["above",[[0,"1"]]]],"point":["1"]}])",
                                "4");
  certificate["statement"]["data"] =
      Json::parse(R"({"columns":["y"],"targets":[0],"rows":[["1"],["2"]]})");
  certificate["statement"]["network"]["layers"][0]["weights"] = Json::parse("[[],[]]");
  check_accepted(certificate);
}

TEST_CASE("no leaf of six cells goes unnoticed", "[verifier]") {
  CHECK(unnoticed_mutations(six_cells().dump()) == std::vector<std::string>{});
}

TEST_CASE("O132: one hidden layer with biases", "[verifier]") {
  check_rejected(with(six_cells(), "/statement/network/layers/0/biases", nullptr),
                 "parameter_cells.network", "/statement/network");
  Json deeper = six_cells();
  Json& layers = deeper["statement"]["network"]["layers"];
  layers.insert(layers.begin(), dense("relu", Json::parse(R"([[[0,"1"]]])"), {"0"}));
  check_rejected(deeper, "parameter_cells.network", "/statement/network");
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

TEST_CASE("a census of two minima is accepted", "[verifier]") {
  check_accepted(two_minima());
  const thalweg::verifier::Outcome outcome = verdict_of(two_minima());
  CHECK(outcome.theorem.find("are 2 local minima of one architecture, with risks from 2 down to 1, "
                             "no two of them equal") != std::string::npos);
  CHECK(Json::parse(outcome.theorem_json)["census"]["risks"] == Json::parse(R"(["2","1"])"));
  CHECK(Json::parse(outcome.theorem_json)["census"]["least_radius"] == "1/16");
  CHECK(unnoticed_mutations(two_minima().dump()) == std::vector<std::string>{});
}

TEST_CASE("a census of one minimum", "[verifier]") {
  Json one = two_minima();
  one["statement"]["claims"][0]["minima"].erase(1);
  one["witness"]["census"]["minima"].erase(1);
  one["witness"]["census"]["networks"] = Json::array();
  check_accepted(one);
  CHECK(verdict_of(one).theorem.find("spurious") == std::string::npos);
}

TEST_CASE("a census with a loss that has kinks", "[verifier]") {
  Json certificate = median_example();
  const Json better = certificate["witness"]["spurious"];
  Json first = certificate["witness"]["local_minimum"];
  Json second = {{"method", "first_order"},
                 {"pattern_classes", better["pattern_classes"]},
                 {"subgradients", better["subgradients"]}};
  certificate["statement"]["claims"] = Json::parse(
      R"([{"claim":"census","minima":[{"radius":"1/8","risk":"2/3"},{"radius":"1/64","risk":"1/3"}]}])");
  certificate["witness"] = {
      {"census", {{"networks", {better["network"]}}, {"minima", {first, second}}}}};
  check_accepted(certificate);
  check_rejected(with(certificate, census + "/minima/1/subgradients/1/0", "-1/2"),
                 "local_minimum.subgradient", census + "/minima/1/subgradients/1/0");
}

TEST_CASE("O138: one architecture", "[verifier]") {
  Json certificate = two_minima();
  Json& layers = certificate["witness"]["census"]["networks"][0]["layers"];
  layers[0]["weights"].push_back(Json::array());
  layers[0]["biases"].push_back("1");
  check_rejected(certificate, "census.architecture", census + "/networks/0/layers/0");
}

TEST_CASE("O139: each is a local minimum", "[verifier]") {
  for (const std::string k : {"0", "1"}) {
    check_rejected(with(two_minima(), minima + "/" + k + "/radius", "0"),
                   "local_minimum.radius_not_positive", minima + "/" + k + "/radius");
    check_rejected(with(two_minima(), minima + "/" + k + "/radius", "1"), "local_minimum.radius",
                   minima + "/" + k + "/radius");
    check_rejected(with(two_minima(), minima + "/" + k + "/risk", "3/2"), "local_minimum.risk",
                   minima + "/" + k + "/risk");
    check_rejected(with(two_minima(), census + "/minima/" + k + "/pattern_classes/5", 3),
                   "local_minimum.numbering", census + "/minima/" + k + "/pattern_classes/5");
    check_rejected(with(two_minima(), census + "/minima/" + k + "/pattern_classes/1", nullptr),
                   "local_minimum.unsettled", census + "/minima/" + k + "/pattern_classes/1");
  }
}

TEST_CASE("O139: lifted stationarity of any of them", "[verifier]") {
  Json certificate = two_minima(); // y of sample 2: the residuals on the left are 0, −2, 1
  certificate["statement"]["data"]["rows"][0][1] = "3";
  certificate["statement"]["claims"][0]["minima"][0]["risk"] = "11/6";
  check_rejected(certificate, "local_minimum.lifted_stationarity", "/statement/network/layers/1");
  certificate = two_minima(); // exchanged: the second is the network of section 13
  Json& networks = certificate["witness"]["census"]["networks"];
  std::swap(networks[0], certificate["statement"]["network"]);
  certificate["statement"]["claims"][0]["minima"] =
      Json::parse(R"([{"radius":"1/16","risk":"1"},{"radius":"1/8","risk":"2"}])");
  Json& witness = certificate["witness"]["census"]["minima"];
  std::swap(witness[0], witness[1]);
  check_rejected(certificate, "census.not_lower", minima + "/1/risk");
  networks[0]["layers"][1]["biases"][0] = "1";
  certificate["statement"]["claims"][0]["minima"][1]["risk"] = "3";
  check_rejected(certificate, "local_minimum.lifted_stationarity", census + "/networks/0/layers/1");
}

TEST_CASE("O140: risks fall", "[verifier]") {
  Json same = two_minima();
  same["witness"]["census"]["networks"][0] = same["statement"]["network"];
  same["witness"]["census"]["minima"][1] = same["witness"]["census"]["minima"][0];
  same["statement"]["claims"][0]["minima"][1] = same["statement"]["claims"][0]["minima"][0];
  check_rejected(same, "census.not_lower", minima + "/1/risk");
}

TEST_CASE("a census has one witness for each minimum", "[verifier]") {
  Json certificate = two_minima();
  certificate["witness"]["census"]["networks"] = Json::array();
  check_malformed(certificate, "shape.length", census + "/networks");
  certificate = two_minima();
  certificate["witness"]["census"]["minima"].erase(1);
  check_malformed(certificate, "shape.length", census + "/minima");
  check_malformed(with(two_minima(), minima, Json::array()), "shape.empty", minima);
}
