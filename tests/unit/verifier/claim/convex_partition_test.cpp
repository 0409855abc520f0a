// SPDX-License-Identifier: GPL-3.0-or-later
//
// The claim `convex_partition`, obligations O27 to O31: each is broken as little as possible.

#include "unit/verifier/shape/geometry_examples.hpp"

using namespace thalweg::tests;

namespace {

const std::string first_partition = "/witness/convex_partition/0";
const std::string cells = "/statement/partitions/0";

} // namespace

TEST_CASE("certificates of convex partitions are accepted", "[verifier]") {
  for (const Json& certificate :
       {absolute_value(), figure_2(), unit_square(), zero_function(), erratum_lattice_regions()}) {
    check_accepted(certificate);
    check_accepted(with_claims(certificate, {"convex_partition"}));
  }
  const Json theorem = Json::parse(verdict_of(absolute_value()).theorem_json);
  CHECK(theorem["format_version"] == 3);
  CHECK(theorem["convex_partition"] == Json::parse(R"({"cells":[2,3]})"));
}

TEST_CASE("O27: the numbers of cells", "[verifier]") {
  for (const char* counts : {"[2,4]", "[3,2]", "[2]", "[2,3,1]", "[]"})
    check_rejected(with(absolute_value(), "/statement/claims/0/cells", Json::parse(counts)),
                   "convex_partition.count", "/statement/claims/0/cells");
}

TEST_CASE("O28: every cell has interior points", "[verifier]") {
  for (const char* point : {"0", "-1", "1/2", "-5"}) // facet, facet of Ω, other cell, outside
    check_rejected(with(absolute_value(), first_partition + "/interior_points/0", {point}),
                   "convex_partition.interior_point", first_partition + "/interior_points/0");
  // cell 0 has measure zero: x ≤ 0 and −x ≤ 0
  check_rejected(with(with(absolute_value(), cells + "/0/1", {"-1", "0"}),
                      first_partition + "/interior_points/0", {"0"}),
                 "convex_partition.interior_point", first_partition + "/interior_points/0");
}

TEST_CASE("O29: a hyperplane separates every two cells", "[verifier]") {
  const std::string separation = first_partition + "/separations/0";
  check_rejected(with(absolute_value(), separation + "/halfspace", {"0", "0"}),
                 "convex_partition.zero_normal", separation + "/halfspace");
  check_rejected(with(absolute_value(), separation + "/halfspace", {"1", "-1/8"}),
                 "convex_partition.below", separation + "/below");
  check_rejected(with(absolute_value(), separation + "/halfspace", {"1", "1/8"}),
                 "convex_partition.above", separation + "/above");
  check_rejected(with(absolute_value(), separation + "/below/0/1", "2"), "convex_partition.below",
                 separation + "/below");
  check_rejected(with(absolute_value(), separation + "/above/0/0", 2), "convex_partition.above",
                 separation + "/above");
  // the cells overlap in [−1/8, 0]
  check_rejected(with(absolute_value(), cells + "/1/0/1", "1/8"), "convex_partition.above",
                 separation + "/above");
}

TEST_CASE("O30: every cell lies in the domain", "[verifier]") {
  check_rejected(with(absolute_value(), "/statement/domain/0/1", "3/4"), "convex_partition.inside",
                 first_partition + "/inside/1/0");
  check_rejected(with(unit_square(), first_partition + "/inside/0/3/1/1", "2"),
                 "convex_partition.inside", first_partition + "/inside/0/3");
}

TEST_CASE("O31: the cells cover the domain", "[verifier]") {
  const std::string cover = first_partition + "/cover";
  // a gap [0, 1/8]; the domain is larger than the cells
  check_rejected(with(absolute_value(), cells + "/1/0/1", "-1/8"), "convex_partition.cover",
                 cover + "/2/multipliers/0");
  check_rejected(with(absolute_value(), "/statement/domain/1/1", "9/8"), "convex_partition.cover",
                 cover + "/1/multipliers/1");
  // a leaf that uses a side which is not on its path
  check_rejected(with(absolute_value(), cover + "/1/multipliers/0/0/0", 3),
                 "convex_partition.cover", cover + "/1/multipliers/0");
  Json tree = absolute_value();
  Json& nodes = tree["witness"]["convex_partition"][0]["cover"];
  nodes.push_back(nodes[2]);
  check_rejected(tree, "convex_partition.tree", cover + "/3");
  nodes.erase(3);
  nodes.erase(2);
  check_rejected(tree, "convex_partition.tree", cover);
  nodes.clear();
  check_rejected(tree, "convex_partition.tree", cover);
}

TEST_CASE("dimension 0: one point, one cell", "[verifier]") {
  Json certificate = unit_square();
  certificate["statement"] = Json::parse(R"({"domain":[],"partitions":[[[["1"]]]],
    "claims":[{"claim":"convex_partition","cells":[1]}]})");
  certificate["witness"] = Json::parse(R"({"convex_partition":[{"interior_points":[[]],
    "separations":[],"inside":[[]],"cover":[{"cell":0,"multipliers":[[]]}]}]})");
  check_accepted(certificate);
  // 0 ≤ −1 is no cell, and 0 ≤ 0 has no strict point
  for (const char* bound : {"-1", "0"})
    check_rejected(with(certificate, cells + "/0/0/0", bound), "convex_partition.interior_point",
                   first_partition + "/interior_points/0");
}
