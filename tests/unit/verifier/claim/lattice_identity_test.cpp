// SPDX-License-Identifier: GPL-3.0-or-later
//
// The claims `lattice_identity` (O38 to O40) and `lattice_failure` (O41 to O44).

#include "unit/verifier/shape/geometry_examples.hpp"

using namespace thalweg::tests;

namespace {

const std::string identity = "/witness/lattice_identity/0";
const std::string failure = "/witness/lattice_failure";
const std::string claim = "/statement/claims/1";

} // namespace

TEST_CASE("max-min forms are accepted", "[verifier]") {
  for (const Json& certificate : {absolute_value(), figure_2()})
    check_accepted(with_claims(certificate, {"convex_partition", "lattice_identity"}));
  const Json theorem = Json::parse(verdict_of(figure_2()).theorem_json);
  CHECK(theorem["lattice_identity"] == Json::parse(R"({"rows":[2],"functions_in_rows":[4]})"));
}

TEST_CASE("O38: the form is at least the piece", "[verifier]") {
  const Json good = zero_function();
  const std::string cover = identity + "/0/cover";
  check_rejected(with(good, cover + "/1/row", 0), "lattice_identity.row", cover + "/1/proofs/0");
  check_rejected(with(good, cover + "/2/proofs/0/0/0", 1), "lattice_identity.row",
                 cover + "/2/proofs/0");
  check_rejected(with(good, cover + "/0/function", 1), "lattice_identity.row",
                 cover + "/1/proofs/0"); // the sides are the other way round
  Json tree = good;
  Json& nodes = tree["witness"]["lattice_identity"][0][0]["cover"];
  nodes.push_back(nodes[2]);
  check_rejected(tree, "lattice_identity.tree", cover + "/3");
  nodes.erase(3);
  nodes.erase(2);
  check_rejected(tree, "lattice_identity.tree", cover);
  // without the split no row is above 0 on the whole interval
  nodes.erase(0);
  check_rejected(tree, "lattice_identity.row", cover + "/0/proofs/0");
}

TEST_CASE("O39 and O40: the form is at most the piece", "[verifier]") {
  const Json good = zero_function();
  const std::string bounds = identity + "/0/bounds";
  check_rejected(with(good, bounds + "/0/weights/0/1", "1/2"), "lattice_identity.weights",
                 bounds + "/0/weights");
  check_rejected(with(good, bounds + "/1/weights", Json::parse(R"([[0,"1/3"],[1,"2/3"]])")),
                 "lattice_identity.bound", bounds + "/1/multipliers");
  check_rejected(with(good, identity + "/0/bound_of_row/2", 0), "lattice_identity.bound_of_row",
                 identity + "/0/bound_of_row/2");
  check_rejected(with(figure_2(), identity + "/1/bounds/1/multipliers/0/1", "2"),
                 "lattice_identity.bound", identity + "/1/bounds/1/multipliers");
  // a row too much: max(|x|, 1)
  Json wrong = with_claims(absolute_value(), {"convex_partition", "lattice_identity"});
  wrong["statement"]["cpwl"][0]["functions"].push_back({"0", "1"});
  wrong["statement"]["cpwl"][0]["rows"].push_back({2});
  for (const int cell : {0, 1})
    wrong["witness"]["lattice_identity"][0][cell]["bound_of_row"].push_back(0);
  check_rejected(wrong, "lattice_identity.bound_of_row", identity + "/0/bound_of_row/2");
}

TEST_CASE("a function with a jump has no max-min form", "[verifier]") {
  // x + 1 on the right: the row {1} is above −x + 1/2 … at 0 from the left
  const Json jump = with(with_claims(absolute_value(), {"convex_partition", "lattice_identity"}),
                         "/statement/cpwl/0/functions/1/1", "1");
  check_rejected(jump, "lattice_identity.bound", identity + "/0/bounds/1/multipliers");
}

TEST_CASE("the failure of (14) of liu2021 is accepted", "[verifier]") {
  check_accepted(erratum_lattice_regions());
  const Json theorem = Json::parse(verdict_of(erratum_lattice_regions()).theorem_json);
  CHECK(theorem["lattice_failure"] ==
        Json::parse(R"({"output":0,"cell":4,"point":["4","1"],"value":"-5","form":"-4"})"));
}

TEST_CASE("O41 and O42: the rows are those of (14)", "[verifier]") {
  const Json good = erratum_lattice_regions();
  check_rejected(with(good, failure + "/above/1/2", Json::array()), "lattice_failure.above",
                 failure + "/above/1/2");
  for (const Json& point : {Json{"0", "2"}, Json{"1", "0"}}) // p_3 = 3 there; outside the cell
    check_rejected(with(good, failure + "/below/0/1", point), "lattice_failure.below",
                   failure + "/below/0/1");
  Json shorter = good; // p_1 ≥ p_0 on cell 0, so 1 belongs to the row
  shorter["statement"]["claims"][1]["rows"][0].erase(1);
  shorter["witness"]["lattice_failure"]["above"][0].erase(1);
  Json& points = shorter["witness"]["lattice_failure"]["below"][0];
  points.insert(points.begin(), Json{"-1", "0"});
  check_rejected(shorter, "lattice_failure.below", failure + "/below/0/0");
  Json longer = good; // p_2 ≥ p_0 does not hold at (0, 1)
  longer["statement"]["claims"][1]["rows"][0].push_back(2);
  longer["witness"]["lattice_failure"]["above"][0].push_back(Json::parse(R"([[0,"1"]])"));
  longer["witness"]["lattice_failure"]["below"][0].erase(0);
  check_rejected(longer, "lattice_failure.above", failure + "/above/0/2");
}

TEST_CASE("O43 and O44: the point of failure", "[verifier]") {
  const Json good = erratum_lattice_regions();
  check_rejected(with(good, claim + "/point", {"0", "0"}), "lattice_failure.point",
                 claim + "/point");
  check_rejected(with(good, claim + "/point", {"8", "0"}), "lattice_failure.equal",
                 claim + "/point");                         // −8 both
  check_accepted(with(good, claim + "/point", {"3", "1"})); // on a facet: −4 and −3
  check_rejected(with(good, claim + "/cell", 3), "lattice_failure.point", claim + "/point");
}
