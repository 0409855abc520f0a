// SPDX-License-Identifier: GPL-3.0-or-later
//
// The claim `minima_off_walls`: the example worked by hand, the smallest damage of each obligation,
// and every leaf.

#include "support/leaf_mutations.hpp"
#include "unit/verifier/claim/cell_examples.hpp"

using namespace thalweg::tests;

namespace {

const std::string claim = "/statement/claims/0";
const std::string witness = "/witness/minima_off_walls";

Json& witness_in(Json& certificate) {
  return certificate["witness"]["minima_off_walls"];
}

} // namespace

TEST_CASE("the risks of three samples are accepted", "[verifier]") {
  const Json good = three_samples();
  check_accepted(good);
  const thalweg::verifier::Outcome outcome = verdict_of(good);
  CHECK(
      outcome.theorem.find("2 units: 21 cells, 12 with minima; 4 different risks, from 0 to 2/3") !=
      std::string::npos);
  CHECK(outcome.theorem.find("Minima at which some sample is on a wall are not counted.") !=
        std::string::npos);
  CHECK(Json::parse(outcome.theorem_json)["minima_off_walls"]["units"][0]["risks"] ==
        Json({"2/9", "1/3", "2/3"}));
  CHECK(unnoticed_mutations(good.dump()) == std::vector<std::string>{});
}

TEST_CASE("the smallest damage of each obligation about unit cells", "[verifier]") {
  const Json good = three_samples();
  const std::string nodes = witness + "/nodes";
  check_rejected(with(good, claim + "/slopes/0", "1"), "minima_off_walls.networks", claim);
  Json two_targets = good;
  two_targets["statement"]["data"] = Json::parse(
      R"({"columns":["x","y","z"],"targets":[1,2],"rows":[["-1","1","0"],["1","1","0"],["0","0","0"]]})");
  check_rejected(two_targets, "minima_off_walls.networks", claim);
  Json no_biases = with(good, claim + "/hidden_biases", false);
  witness_in(no_biases)["nodes"] = Json::parse(R"([{"sides":[],"point":["1"]}])");
  check_rejected(no_biases, "minima_off_walls.input", "/statement/data/rows/2");
  Json early = good;
  witness_in(early)["nodes"][1]["point"] = {"0", "-1"};
  check_rejected(early, "minima_off_walls.wall", nodes + "/1");
  check_rejected(with(good, nodes + "/2/sides/0/1/0/1", "1/3"), "minima_off_walls.side",
                 nodes + "/2/sides/0/1");
  check_rejected(with(good, nodes + "/5/point", {"1", "1"}), "minima_off_walls.point",
                 nodes + "/5/point");
  Json cut = good;
  witness_in(cut)["nodes"].erase(10);
  check_rejected(cut, "minima_off_walls.tree", nodes);
  Json more = good;
  witness_in(more)["nodes"].push_back({{"sides", Json::array()}, {"point", {"0", "1"}}});
  check_rejected(more, "minima_off_walls.tree", nodes + "/11");
}

TEST_CASE("the smallest damage of each obligation about cells", "[verifier]") {
  const Json good = three_samples();
  const std::string cells = witness + "/cells/";
  Json missing = good;
  witness_in(missing)["cells"].erase(9);
  check_rejected(missing, "minima_off_walls.record", cells + "9");
  Json more = good;
  witness_in(more)["cells"].push_back({{"values", {"0"}}});
  check_rejected(more, "minima_off_walls.record", cells + "10");
  check_rejected(with(good, cells + "0/values/0", "0"), "minima_off_walls.solution", cells + "0");
  check_rejected(with(good, cells + "0/values", Json::array()), "minima_off_walls.solution",
                 cells + "0");
  check_rejected(with(good, cells + "5/relations/2/1/2", "-2001/1000"), "minima_off_walls.relation",
                 cells + "5/relations/2");
  // units of a relation are the single ones: unit 1 of a cell with one is none
  check_rejected(with(good, cells + "0", Json::parse(R"({"relations":[[[1,0,"1"]]]})")),
                 "minima_off_walls.relation", cells + "0/relations/0");
  Json open = good;
  witness_in(open)["cells"][5]["relations"].erase(2); // (−1, 1) is left
  check_rejected(open, "minima_off_walls.open", cells + "5");
  // a cell with a minimum cannot be argued away
  check_rejected(with(good, cells + "0", Json::parse(R"({"relations":[[[0,0,"1"],[0,1,"1"]]]})")),
                 "minima_off_walls.relation", cells + "0/relations/0");
}

TEST_CASE("the smallest damage of each count and risk", "[verifier]") {
  const Json good = three_samples();
  const std::string units = claim + "/units/";
  check_rejected(with(good, units + "1/cells", 22), "minima_off_walls.cells", units + "1/cells");
  check_rejected(with(good, units + "0/cells_with_minima", 3), "minima_off_walls.minima",
                 units + "0/cells_with_minima");
  check_rejected(with(good, units + "1/risks/0", "1/1000"), "minima_off_walls.risks",
                 units + "1/risks/0");
  check_rejected(with(good, units + "0/risks", {"2/9", "2/3"}), "minima_off_walls.risks",
                 units + "0/risks");
  check_malformed(with(good, units.substr(0, units.size() - 1), Json::array()), "shape.empty",
                  claim + "/units");
  check_malformed(with(good, claim + "/output_bias", 0), "document.type", claim + "/output_bias");
}

TEST_CASE("an output bias makes other minima", "[verifier]") {
  check_rejected(with(three_samples(), claim + "/output_bias", true), "minima_off_walls.solution",
                 witness + "/cells/3");
}
