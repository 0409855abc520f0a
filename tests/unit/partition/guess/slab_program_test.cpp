// SPDX-License-Identifier: GPL-3.0-or-later

#include "partition/guess/slab_program.hpp"

#include <catch2/catch.hpp>

#include <limits>

using namespace thalweg;

TEST_CASE("slab program: by hand", "[partition]") {
  // Values: [0,1) 5, [1,3) 1, [0,2) 2, [2,3) 5, [0,3) 0, [1,2) 3; gaps 1 and 4.
  SlabValues values;
  values.ranks = {0, 1, 2, 3};
  const double infinite = std::numeric_limits<double>::infinity();
  values.gaps = {infinite, 1, 4, infinite};
  values.values = {0, 5, 2, 0, 0, 0, 3, 1, 0, 0, 0, 5, 0, 0, 0, 0};
  values.squared_error = 20;
  CHECK(best_slab_cuts(values, 2, 1, 0)->ranks == std::vector<std::size_t>{2});
  CHECK(best_slab_cuts(values, 2, 1, 0)->drop == 7);
  CHECK(best_slab_cuts(values, 3, 1, 0)->drop == 13);
  CHECK_FALSE(best_slab_cuts(values, 3, 1, 2).has_value());
  CHECK_FALSE(best_slab_cuts(values, 4, 1, 0).has_value());
  CHECK_FALSE(best_slab_cuts(values, 2, 2, 0).has_value());
  CHECK(widest_slab_cuts(values, 2, 1, 6)->least_gap == 4);
  CHECK_FALSE(widest_slab_cuts(values, 2, 1, 8).has_value());
  CHECK(feasible_minimum(values, 3, 5) == 1);
  CHECK(feasible_minimum(values, 1, 2) == 2);
  CHECK(feasible_minimum(values, 4, 2) == 0);
}
