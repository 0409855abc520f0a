// SPDX-License-Identifier: GPL-3.0-or-later
//
// Regions in cells: by hand, and with merged cells of degenerate networks, every proof multiplied
// out over the halfspaces of the region.

#include "landscape/linear_regions_in_cells.hpp"

#include "exact/error.hpp"
#include "samples.hpp"

#include <catch2/catch.hpp>

#include <algorithm>

using namespace thalweg;
using namespace thalweg::samples;

namespace {

/// F = [x]_+ with a second unit x − 1/2 that is not used.
Network one_kink() {
  return {{{1, {{{0, 1}}, {{0, 1}}}, {0, Rational(-1, 2)}, relu()},
           {2, {{{0, 1}}}, {0}, identity_activation()}}};
}

/// Are the multipliers proofs over the halfspaces of the region alone?
bool is_containment(const LinearRegion& region, const Polytope& cell, const RegionInCell& found) {
  if (found.multipliers.size() != cell.halfspaces.size())
    return false;
  for (std::size_t i = 0; i < cell.halfspaces.size(); ++i) {
    Multipliers own = found.multipliers[i];
    for (Multiplier& multiplier : own) {
      const auto place = std::find(region.halfspace_numbers.begin(), region.halfspace_numbers.end(),
                                   multiplier.index);
      if (place == region.halfspace_numbers.end())
        return false;
      multiplier.index = static_cast<std::size_t>(place - region.halfspace_numbers.begin());
    }
    if (!is_implication(region.cell.halfspaces, own, cell.halfspaces[i]))
      return false;
  }
  return true;
}

} // namespace

// F = [x]_+ with a second unit x − 1/2 that does not count: regions [−1, 0], [0, 1/2], [1/2, 1].
// Path halfspaces: 0: x ≤ 1, 1: −x ≤ 1, 2: the side of x = 0, 3: the side of x = 1/2.
TEST_CASE("regions in the merged cells of a function", "[landscape]") {
  const LinearRegions regions = linear_regions(one_kink(), box({-1}, {1}));
  REQUIRE(regions.regions.size() == 3);
  const std::vector<Polytope> cells = {box({-1}, {0}), box({0}, {1})};
  const Multipliers second{{1, Rational(1)}}, third{{2, Rational(1)}};
  const auto found = regions_in_cells(regions, cells);
  REQUIRE(found.size() == 3);
  CHECK(found[0] == RegionInCell{0, {third, second}});
  CHECK(found[1].cell == 1);
  CHECK(is_containment(regions.regions[1], cells[1], found[1]));
  CHECK(found[2].cell == 1);
  CHECK(is_containment(regions.regions[2], cells[1], found[2]));
  CHECK_THROWS_WITH(regions_in_cells(regions, {box({-1}, {0}), box({0}, {Rational(3, 4)})}),
                    Catch::StartsWith("linear region 2: expected a cell that contains it"));
}

TEST_CASE("regions of random networks in merged cells", "[landscape]") {
  std::mt19937 random(41);
  for (int trial = 0; trial < 20; ++trial) {
    CAPTURE(trial);
    const std::size_t d = random() % 3;
    const Network network = random_network(random, d, 1);
    const LinearRegions regions = linear_regions(network, box(Vector(d, -2), Vector(d, 2)));
    const CpwlFunction merged = with_merged_cells(functions_of_regions(regions).front());
    const auto found = regions_in_cells(regions, merged.cells);
    REQUIRE(found.size() == regions.regions.size());
    for (std::size_t index = 0; index < found.size(); ++index) {
      CHECK(is_containment(regions.regions[index], merged.cells[found[index].cell], found[index]));
      CHECK(merged.piece(found[index].cell) == regions.regions[index].map.front());
    }
  }
}
