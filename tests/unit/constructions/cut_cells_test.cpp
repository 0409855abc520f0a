// SPDX-License-Identifier: GPL-3.0-or-later

#include "constructions/cut_cells.hpp"

#include "unit/partition/small_data.hpp"

#include <catch2/catch.hpp>

using namespace thalweg;
using namespace thalweg::small_data;

namespace {

const std::vector<Polytope> halves = {box({-10}, {0}), box({0}, {10})};

} // namespace

TEST_CASE("the group with the largest drop is cut", "[constructions]") {
  // |x + 3| on the left is off by up to 6, |x − 3| on the right, scaled by 1/10, by less.
  const Dataset data =
      dataset_on_line({-5, -4, -2, -1, 1, 2, 4, 5}, {2, 1, 1, 2, Rational(1, 5), Rational(1, 10),
                                                     Rational(1, 10), Rational(1, 5)});
  const auto cells = cut_cells(data, halves, {2, {0, 0, 0, 0, 1, 1, 1, 1}});
  REQUIRE(cells);
  REQUIRE(cells->size() == 3);
  CHECK((*cells)[1] == halves[1]);
  for (const Rational x : {-5, -4}) {
    CHECK((*cells)[0].contains({x}));
    CHECK_FALSE((*cells)[2].contains({x}));
  }
  for (const Rational x : {-2, -1}) {
    CHECK_FALSE((*cells)[0].contains({x}));
    CHECK((*cells)[2].contains({x}));
  }
  CHECK_FALSE((*cells)[0].contains({-11}));
}

TEST_CASE("no cut where every group is fitted, or has one input", "[constructions]") {
  CHECK_FALSE(cut_cells(dataset_on_line({-2, -1, 1, 2}, {2, 1, 1, 2}), halves, {2, {0, 0, 1, 1}}));
  CHECK_FALSE(cut_cells(dataset_on_line({-1, -1, 1}, {0, 1, 5}), halves, {2, {0, 0, 1}}));
}
