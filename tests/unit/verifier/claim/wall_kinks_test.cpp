// SPDX-License-Identifier: GPL-3.0-or-later
//
// The claim `wall_kinks`: family_examples.hpp has the arithmetic.

#include "support/leaf_mutations.hpp"
#include "unit/verifier/claim/family_examples.hpp"

using namespace thalweg::tests;

namespace {

const std::string kink_networks = "/witness/wall_kinks/networks/";

} // namespace

TEST_CASE("kinks on three walls are accepted", "[verifier]") {
  const Json good = three_kinks();
  check_accepted(good);
  CHECK(verdict_of(good).theorem.find("On each of the 3 walls w·x_i + b = β") != std::string::npos);
  CHECK(unnoticed_mutations(good.dump()) == std::vector<std::string>{});
  check_accepted(with(good, "/statement/loss", {{"name", "absolute"}}));
}

TEST_CASE("the smallest damage of each obligation about kinks", "[verifier]") {
  const Json good = three_kinks();
  // O288
  check_rejected(with(good, kink_networks + "0/layers/0/activation", "identity"),
                 "wall_kinks.architecture", kink_networks + "0/layers/0");
  check_rejected(with(good, kink_networks + "0/layers/0/biases/0", "1001/1000"), "wall_kinks.point",
                 kink_networks + "0");
  check_rejected(with(good, kink_networks + "1/layers/0/biases/1", "0"), "wall_kinks.point",
                 kink_networks + "1");
  // unit 0 is 0 everywhere: on three walls
  Json flat = with(good, kink_networks + "2/layers/0/weights/0", Json::array());
  check_rejected(flat, "wall_kinks.point", kink_networks + "2");
  // F = −1, 1, 0: the absolute loss has a kink at the second sample
  Json kinked = with(good, "/statement/loss", {{"name", "absolute"}});
  check_rejected(with(kinked, kink_networks + "0/layers/1/biases/0", "-1"), "wall_kinks.point",
                 kink_networks + "0");
  // O289: F = y there; unit 0 without effect
  check_rejected(with(good, kink_networks + "2/layers/1/biases/0", "0"), "wall_kinks.no_jump",
                 kink_networks + "2");
  check_rejected(with(good, kink_networks + "1/layers/1/weights/0", Json::array()),
                 "wall_kinks.no_jump", kink_networks + "1");
  // one network for each wall
  Json fewer = good;
  fewer["witness"]["wall_kinks"]["networks"].erase(2);
  check_malformed(fewer, "shape.length", "/witness/wall_kinks/networks");
}

TEST_CASE("equal inputs leave their wall together", "[verifier]") {
  // another sample at 0 with y = 1: F − y = 1/2 and −1/2 there, no jump; with y = 3 there is one
  Json doubled = three_kinks();
  Json& rows = doubled["statement"]["data"]["rows"];
  rows.push_back({"0", "1"});
  Json& nodes = doubled["witness"]["parameter_cells"]["nodes"];
  for (Json& node : nodes) // the fourth wall is the third one again
    if (node.contains("point"))
      node["sides"].push_back(
          {node["point"][1].get<std::string>().front() == '-' ? "below" : "above",
           node["sides"].empty() ? Json::parse(R"([[2,"1"]])") : node["sides"][0][1]});
  Json& networks = doubled["witness"]["wall_kinks"]["networks"];
  networks.push_back(networks[2]);
  check_rejected(doubled, "wall_kinks.no_jump", kink_networks + "2");
  check_accepted(with(doubled, "/statement/data/rows/3/1", "3"));
}
