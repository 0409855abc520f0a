// SPDX-License-Identifier: GPL-3.0-or-later
//
// Traps looked for by walks: always the same, with a network of lower risk, and none where nothing
// is spurious.

#include "trained/better_network.hpp"
#include "trained/trap_search.hpp"
#include "unit/partition/small_data.hpp"

#include <catch2/catch.hpp>

using namespace thalweg;

TEST_CASE("walks find a trap above a better network", "[trained]") {
  const Dataset data = small_data::dataset_on_line({0, 1, 2, 3}, {0, 1, 0, 3});
  const TrapSearch search = spurious_trap(data, 1, {});
  CHECK(search.walks == 64);
  CHECK(search.minima > search.spurious);
  CHECK(search.spurious >= search.traps);
  REQUIRE(search.found);
  CHECK(search.found->trap.barrier > 0);
  CHECK(search.found->better_risk.upper < search.found->trap.minimum.risk_lower);
  CHECK(empirical_risk(search.found->better, data) == search.found->better_risk.lower);
  const TrapSearch again = spurious_trap(data, 1, {});
  REQUIRE(again.found);
  CHECK(again.found->trap.barrier == search.found->trap.barrier);
  CHECK(again.found->trap.minimum.box == search.found->trap.minimum.box);
}

TEST_CASE("what is refused is no trap", "[trained]") {
  const Dataset data = small_data::dataset_on_line({0, 1, 2, 3}, {0, 1, 0, 3});
  const TrapSearch search = spurious_trap(data, 1, [](const SpuriousTrap&) { return "no"; });
  CHECK_FALSE(search.found);
  CHECK(search.traps == 0);
}

TEST_CASE("one sample has no spurious minimum of another risk that is a trap", "[trained]") {
  const TrapSearch search = spurious_trap(small_data::dataset_on_line({1}, {2}), 1, {});
  CHECK_FALSE(search.found);
}
