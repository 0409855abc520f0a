// SPDX-License-Identifier: GPL-3.0-or-later
//
// Small integer systems against FLINT, large ones by multiplying out, by hand where they are
// singular.

#include "geometry/integer_system.hpp"

#include "exact/linear_algebra.hpp"

#include <catch2/catch.hpp>

#include <random>

using namespace thalweg;

TEST_CASE("systems with zero pivots, singular ones, none", "[geometry]") {
  const auto solution = square_solution({{0, 2, 4}, {-3, 1, 5}}); // y = 2, x = −1
  REQUIRE(solution);
  CHECK(solution->denominator > 0);
  CHECK(rationals(*solution) == Vector{-1, 2});
  CHECK_FALSE(square_solution({{1, 2, 1}, {2, 4, 2}}));
  CHECK(square_solution({})->numerators.empty());
  CHECK(determinant({}) == 1);
  CHECK(determinant({{0, 1}, {1, 0}}) == -1);
  CHECK(determinant({{1, 2}, {2, 4}}) == 0);
  CHECK(determinant({{2, 0, 1}, {1, 3, 2}, {1, 1, 4}}) == 18); // 2·10 − 0 + 1·(−2)
}

TEST_CASE("random systems agree with FLINT", "[geometry]") {
  const unsigned seed = 5;
  CAPTURE(seed);
  std::mt19937 random(seed);
  for (int round = 0; round < 200; ++round) {
    const std::size_t n = 1 + random() % 6;
    IntegerRows rows(n, std::vector<Integer>(n + 1));
    IntegerMatrix a(n, n), b(n, 1);
    for (std::size_t i = 0; i < n; ++i)
      for (std::size_t j = 0; j <= n; ++j) {
        rows[i][j] = random() % 2 == 0 ? 0 : static_cast<int>(random() % 9) - 4;
        (j < n ? a(i, j) : b(i, 0)) = rows[i][j];
      }
    const auto expected = linear_solution(a, b);
    const auto found = square_solution(rows);
    CAPTURE(round);
    REQUIRE(found.has_value() == expected.has_value());
    for (auto& row : rows)
      row.pop_back();
    CHECK((sgn(determinant(rows)) != 0) == found.has_value());
    if (found) {
      CHECK(abs(determinant(rows)) == found->denominator);
      for (std::size_t k = 0; k < n; ++k)
        CHECK(fraction(found->numerators[k], found->denominator) ==
              fraction(expected->numerators(k, 0), expected->denominator));
    }
  }
}

TEST_CASE("systems too large for elimination", "[geometry]") {
  const std::size_t n = 34;
  std::mt19937 random(7);
  IntegerRows rows(n, std::vector<Integer>(n + 1));
  for (auto& row : rows)
    for (Integer& entry : row)
      entry = static_cast<int>(random() % 9) - 4;
  const auto found = square_solution(rows);
  REQUIRE(found);
  CHECK(found->denominator > 0);
  for (const auto& row : rows) {
    Integer sum;
    for (std::size_t j = 0; j < n; ++j)
      sum += row[j] * found->numerators[j];
    CHECK(sum == row[n] * found->denominator);
  }
  rows[n - 1] = rows[0];
  CHECK_FALSE(square_solution(rows));
}
