// SPDX-License-Identifier: GPL-3.0-or-later
//
// The claim `valleys_of_cells`: the example worked by hand, the smallest damage of each obligation,
// and every leaf.

#include "support/leaf_mutations.hpp"
#include "unit/verifier/claim/cell_examples.hpp"

using namespace thalweg::tests;

namespace {

const std::string count_place = "/statement/claims/1/units/0";
const std::string valley_places = "/witness/valleys_of_cells/cells/";

Json& valleys_in(Json& certificate) {
  return certificate["witness"]["valleys_of_cells"]["cells"];
}

} // namespace

TEST_CASE("the valleys of three samples are accepted", "[verifier]") {
  const Json good = valleys_of_three_samples();
  check_accepted(good);
  const thalweg::verifier::Outcome outcome = verdict_of(good);
  CHECK(outcome.theorem.find("  1 unit: 2 with no minimum, 4 with 1 component.") !=
        std::string::npos);
  CHECK(Json::parse(outcome.theorem_json)["valleys_of_cells"]["units"] == Json::parse("[[2,4]]"));
  CHECK(unnoticed_mutations(good.dump()) == std::vector<std::string>{});
}

TEST_CASE("the smallest damage of each obligation about valleys", "[verifier]") {
  const Json good = valleys_of_three_samples();
  Json missing = good; // O277
  valleys_in(missing).erase(5);
  check_rejected(missing, "valleys_of_cells.record", valley_places + "5");
  Json more = good;
  valleys_in(more).push_back(valleys_in(more)[0]);
  check_rejected(more, "valleys_of_cells.record", valley_places + "6");
  // O278: b = 0 has no sign at x = 0; one value too few
  check_rejected(with(good, valley_places + "1/solutions/0/0", "0"), "valleys_of_cells.solution",
                 valley_places + "1/solutions/0");
  check_rejected(with(good, valley_places + "0/solutions/2", {"0"}), "valleys_of_cells.solution",
                 valley_places + "0/solutions/2");
  // O279: p·(0, 1) is another one for another solution
  check_rejected(with(good, valley_places + "1/relations/0/0/1", 2), "valleys_of_cells.relation",
                 valley_places + "1/relations/0");
  // O280: without a solution that has 0, or without a relation that excludes it
  Json open = good;
  valleys_in(open)[0]["solutions"].erase(2);
  check_rejected(open, "valleys_of_cells.open", valley_places + "0");
  open = good;
  valleys_in(open)[2]["relations"].erase(1);
  check_rejected(open, "valleys_of_cells.open", valley_places + "2");
  // O281
  for (const Json& other : {Json({1, 5}), Json({2, 3, 1}), Json({2, 4, 0}), Json({2})})
    check_rejected(with(good, count_place, other), "valleys_of_cells.count", count_place);
}

TEST_CASE("valleys need minima off the walls, for as many units", "[verifier]") {
  Json alone = valleys_of_three_samples();
  alone["statement"]["claims"].erase(0);
  check_malformed(alone, "document.claim_needs", "/statement/claims/0");
  check_malformed(with(valleys_of_three_samples(), "/statement/claims/1/units", Json::array()),
                  "shape.length", "/statement/claims/1/units");
  // a relation about a unit that no cell has
  check_malformed(with(valleys_of_three_samples(), valley_places + "1/relations/0/0/0", 1),
                  "shape.index", valley_places + "1/relations/0/0/0");
}
