// SPDX-License-Identifier: GPL-3.0-or-later
//
// The grid m·2^e, 512 ≤ m < 1024, and the search for the last index at which a predicate holds.

#include "exact/error.hpp"
#include "landscape/grid.hpp"

#include <catch2/catch.hpp>

using namespace thalweg;

TEST_CASE("indices count the grid numbers in increasing order", "[landscape]") {
  CHECK(grid_value(0) == 512);
  CHECK(grid_value(1) == 513);
  CHECK(grid_value(511) == 1023);
  CHECK(grid_value(512) == 1024);
  CHECK(grid_value(513) == 1026);
  CHECK(grid_value(-1) == Rational(1023, 2));
  CHECK(grid_value(-512) == 256);
  CHECK(grid_value(-512 * 10) == Rational(1, 2));
  for (GridIndex index = -3000; index < 3000; index += 7) {
    CHECK(grid_value(index) < grid_value(index + 1));
  }
}

TEST_CASE("the index below a number", "[landscape]") {
  for (GridIndex index = -2100; index < 2100; index += 13) {
    CHECK(grid_index_below(grid_value(index)) == index);
    const Rational between = (grid_value(index) + 2 * grid_value(index + 1)) / 3;
    CHECK(grid_index_below(between) == index);
  }
  CHECK_THROWS_AS(grid_index_below(Rational(0)), InternalError);
  CHECK_THROWS_AS(grid_index_below(Rational(-1)), InternalError);
}

TEST_CASE("the last holding index is found from any guess", "[landscape]") {
  for (GridIndex answer = -1; answer <= 40; ++answer)
    for (GridIndex guess = -5; guess <= 45; ++guess) {
      int evaluations = 0;
      const GridIndex found = last_holding(0, 40, guess, [&](GridIndex index) {
        ++evaluations;
        REQUIRE(index >= 0);
        REQUIRE(index <= 40);
        return index <= answer;
      });
      CHECK(found == answer);
      if (guess == answer)
        CHECK(evaluations <= 2);
    }
}
