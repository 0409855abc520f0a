// SPDX-License-Identifier: GPL-3.0-or-later
//
// The claims `groups` (O32 to O37) and `refinement_of_partitions` (O51 to O56).

#include "unit/verifier/shape/geometry_examples.hpp"

using namespace thalweg::tests;

namespace {

/// |x| without rows and network: partitions and groups, or partitions and their refinement.
Json with_one_claim(const std::string& claim) {
  return with_claims(absolute_value(), {"convex_partition", claim});
}

const std::string groups = "/witness/groups";
const std::string refinement = "/witness/refinement_of_partitions";
const std::string claim = "/statement/claims/1";

/// f is the optimal fit of partition 1: 2x + 2, 0, x.
Json groups_of_three_cells() {
  Json certificate = with_one_claim("groups");
  certificate["statement"]["cpwl"] = Json::parse(
      R"([{"partition":1,"functions":[["2","2"],["0","0"],["1","0"]],"pieces":[0,1,2]}])");
  certificate["statement"]["claims"][1] =
      Json::parse(R"({"claim":"groups","partition":1,"count":3,"risk":"1/16"})");
  certificate["witness"]["groups"] =
      Json::parse(R"({"cell_of_sample":[0,0,1,2,2,2],"function_cells":[[0,0,1,2,2,2]]})");
  return certificate;
}

} // namespace

TEST_CASE("groups and refinements of partitions are accepted", "[verifier]") {
  check_accepted(with_one_claim("groups"));
  check_accepted(groups_of_three_cells());
  check_accepted(with_one_claim("refinement_of_partitions"));
  const Json theorem = Json::parse(verdict_of(absolute_value()).theorem_json);
  CHECK(theorem["groups"]["cells_without_samples"] == Json::parse("[0]"));
  CHECK(theorem["refinement_of_partitions"]["drop"] == "1/16");
}

TEST_CASE("cells without samples are counted", "[verifier]") {
  Json certificate = groups_of_three_cells(); // without the sample at −1/4: 6/16/5
  certificate["statement"]["data"]["rows"].erase(2);
  certificate["witness"]["groups"]["cell_of_sample"].erase(2);
  certificate["witness"]["groups"]["function_cells"][0].erase(2);
  certificate["statement"]["claims"][1]["risk"] = "3/40";
  check_rejected(certificate, "groups.count", claim + "/count"); // O34
  certificate["statement"]["claims"][1]["count"] = 2;
  check_accepted(certificate);
  CHECK(Json::parse(verdict_of(certificate).theorem_json)["groups"]["cells_without_samples"] ==
        Json::parse("[1]"));
}

TEST_CASE("O32 and O33: samples lie strictly inside their cells", "[verifier]") {
  const Json good = with_one_claim("groups");
  check_rejected(with(good, groups + "/cell_of_sample/0", 1), "groups.cell",
                 groups + "/cell_of_sample/0");
  for (const char* x : {"0", "-1", "-2"}) // on a facet, on the boundary of Ω, outside
    check_rejected(with(good, "/statement/data/rows/2/0", x), "groups.cell",
                   groups + "/cell_of_sample/2");
  check_rejected(with(good, groups + "/function_cells/0/5", 0), "groups.function_cell",
                 groups + "/function_cells/0/5");
  // strictly inside a group, but on a facet of the function
  Json facet = groups_of_three_cells();
  facet["statement"]["claims"][1]["partition"] = 0;
  facet["statement"]["claims"][1]["count"] = 2;
  facet["witness"]["groups"]["cell_of_sample"] = {0, 0, 0, 1, 1, 1};
  check_rejected(with(facet, "/statement/data/rows/1/0", "-3/8"), "groups.function_cell",
                 groups + "/function_cells/0/1");
}

TEST_CASE("O34: the number of groups", "[verifier]") {
  for (const std::size_t count : {0, 1, 3})
    check_rejected(with(with_one_claim("groups"), claim + "/count", count), "groups.count",
                   claim + "/count");
}

TEST_CASE("O35: one function for each group", "[verifier]") {
  Json coarse = groups_of_three_cells();
  coarse["statement"]["claims"][1]["partition"] = 0;
  coarse["statement"]["claims"][1]["count"] = 2;
  coarse["witness"]["groups"]["cell_of_sample"] = {0, 0, 0, 1, 1, 1};
  check_rejected(coarse, "groups.piece", groups + "/function_cells/0/2");
}

TEST_CASE("O36 and O37: optimal fits and their risk", "[verifier]") {
  const Json good = with_one_claim("groups");
  for (const char* y : {"3/4", "0"})
    check_rejected(with(good, "/statement/data/rows/0/1", y), "groups.not_optimal",
                   "/statement/cpwl/0/functions");
  check_rejected(with(good, claim + "/risk", "1/9"), "groups.risk", claim + "/risk");
}

TEST_CASE("O51: every fine cell lies in a coarse one", "[verifier]") {
  const Json good = with_one_claim("refinement_of_partitions");
  check_rejected(with(good, refinement + "/cell_of_cell/1", 1), "refinement_of_partitions.inside",
                 refinement + "/multipliers/1/0");
  check_rejected(with(good, refinement + "/multipliers/0/1/0/1", "2"),
                 "refinement_of_partitions.inside", refinement + "/multipliers/0/1");
}

TEST_CASE("O52 to O54: samples and fits of a refinement", "[verifier]") {
  const Json good = with_one_claim("refinement_of_partitions");
  check_rejected(with(good, refinement + "/coarse/cell_of_sample/0", 1),
                 "refinement_of_partitions.cell", refinement + "/coarse/cell_of_sample/0");
  check_rejected(with(good, refinement + "/fine/cell_of_sample/2", 0),
                 "refinement_of_partitions.cell", refinement + "/fine/cell_of_sample/2");
  check_rejected(with(good, refinement + "/coarse/fits/0", nullptr), "refinement_of_partitions.fit",
                 refinement + "/coarse/fits/0");
  check_rejected(with(good, refinement + "/coarse/fits/0/0/1", "1"),
                 "refinement_of_partitions.not_optimal", refinement + "/coarse/fits/0");
  check_rejected(with(good, refinement + "/fine/fits/1/0/0", "1"),
                 "refinement_of_partitions.not_optimal", refinement + "/fine/fits/1");
}

TEST_CASE("O55 and O56: the risks, and that one is lower", "[verifier]") {
  const Json good = with_one_claim("refinement_of_partitions");
  check_rejected(with(good, claim + "/risk", "1/4"), "refinement_of_partitions.risk",
                 claim + "/risk");
  check_rejected(with(good, claim + "/fine_risk", "1/32"), "refinement_of_partitions.fine_risk",
                 claim + "/fine_risk");
  Json same = good; // without the sample at −1/4 both fits are the same
  same["statement"]["data"]["rows"].erase(2);
  Json& witness = same["witness"]["refinement_of_partitions"];
  witness["coarse"] =
      Json::parse(R"({"cell_of_sample":[0,0,1,1,1],"fits":[[["2","2"]],[["1","0"]]]})");
  witness["fine"] =
      Json::parse(R"({"cell_of_sample":[0,0,2,2,2],"fits":[[["2","2"]],[["0","0"]],[["1","0"]]]})");
  same["statement"]["claims"][1]["risk"] = same["statement"]["claims"][1]["fine_risk"] = "3/40";
  check_rejected(same, "refinement_of_partitions.fit", refinement + "/fine/fits/1"); // O53
  check_rejected(with(same, refinement + "/fine/fits/1", nullptr),
                 "refinement_of_partitions.not_lower", claim + "/fine_risk");
}
