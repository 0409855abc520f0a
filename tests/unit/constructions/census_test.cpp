// SPDX-License-Identifier: GPL-3.0-or-later

#include "constructions/census.hpp"

#include "exact/error.hpp"
#include "unit/partition/small_data.hpp"

#include <catch2/catch.hpp>

using namespace thalweg;
using namespace thalweg::small_data;

TEST_CASE("the census counts every interval partition once", "[constructions]") {
  // y = x²: 5 distinct inputs, 4 gaps; the copy of 0 stays with it
  const Dataset data = dataset_on_line({-2, -1, 0, 0, 1, 2}, {4, 1, 0, 0, 1, 4});
  const std::size_t binomial[] = {1, 4, 6, 4, 1};
  for (std::size_t groups = 1; groups <= 5; ++groups) {
    const Census census = interval_census(data, groups);
    CHECK(census.groups == groups);
    CHECK(census.total() == binomial[groups - 1]);
  }
}

TEST_CASE("one group and two groups of a convex function are certified", "[constructions]") {
  // one affine function: one pattern; two fits that meet in the gap: max(p_0, p_1), one side each
  const Dataset data = dataset_on_line({-2, -1, 1, 2}, {2, 1, 1, 2});
  CHECK(interval_census(data, 1).count(RegionVerdict::certified) == 1);
  const Census two = interval_census(data, 2);
  CHECK(two.total() == 3);
  CHECK(two.count(RegionVerdict::certified) >= 1);
}

TEST_CASE("rows that tie on unsettled samples are walls", "[constructions]") {
  // x³ − x/2 at 21 points (examples/census.md): 14 certified, 6 on a wall
  Vector inputs, targets;
  for (long k = -10; k <= 10; ++k) {
    const Rational x = fraction(k, 10);
    inputs.push_back(x);
    targets.push_back(x * x * x - x / 2);
  }
  const Census census = interval_census(dataset_on_line(inputs, targets), 2);
  CHECK(census.count(RegionVerdict::certified) == 14);
  CHECK(census.count(RegionVerdict::on_wall) == 6);
}

TEST_CASE("the census wants one input column and as many inputs as groups", "[constructions]") {
  const Dataset line = dataset_on_line({0, 0, 1}, {0, 1, 2});
  CHECK_THROWS_AS(interval_census(line, 0), UsageError);
  CHECK_THROWS_AS(interval_census(line, 3), UsageError);
  CHECK_THROWS_AS(interval_census(dataset_of({{0, 1}, {1, 2}}, {0, 1}), 1), UsageError);
}
