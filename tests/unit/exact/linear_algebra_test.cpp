// SPDX-License-Identifier: GPL-3.0-or-later
//
// Products, solutions and ranks against plain rational arithmetic; both ways of solving (below and
// from 20 unknowns); matrices that mislead one prime or lose rank.

#include "exact/error.hpp"
#include "exact/linear_algebra.hpp"
#include "exact/row_space.hpp"

#include <catch2/catch.hpp>

#include <random>

using namespace thalweg;

namespace {

IntegerMatrix matrix(const std::vector<std::vector<int>>& rows) {
  IntegerMatrix result(rows.size(), rows.empty() ? 0 : rows[0].size());
  for (std::size_t i = 0; i < result.row_count(); ++i)
    for (std::size_t j = 0; j < result.column_count(); ++j)
      result(i, j) = rows[i][j];
  return result;
}

IntegerMatrix random_matrix(std::mt19937& random, std::size_t rows, std::size_t columns,
                            int bound) {
  IntegerMatrix result(rows, columns);
  for (std::size_t i = 0; i < rows; ++i)
    for (std::size_t j = 0; j < columns; ++j)
      result(i, j) = static_cast<int>(random() % static_cast<unsigned>(2 * bound + 1)) - bound;
  return result;
}

IntegerMatrix slow_product(const IntegerMatrix& a, const IntegerMatrix& b) {
  IntegerMatrix result(a.row_count(), b.column_count());
  for (std::size_t i = 0; i < a.row_count(); ++i)
    for (std::size_t j = 0; j < b.column_count(); ++j)
      for (std::size_t k = 0; k < a.column_count(); ++k)
        result(i, j) += a(i, k) * b(k, j);
  return result;
}

/// Column by column: is it outside the span of the columns before it?
std::vector<std::size_t> slow_independent_columns(const IntegerMatrix& a) {
  RowSpace space(a.row_count());
  std::vector<std::size_t> result;
  for (std::size_t j = 0; j < a.column_count(); ++j) {
    std::vector<Integer> column;
    for (std::size_t i = 0; i < a.row_count(); ++i)
      column.push_back(a(i, j));
    if (space.insert(column))
      result.push_back(j);
  }
  return result;
}

} // namespace

TEST_CASE("matrix product", "[exact]") {
  CHECK(product(matrix({{1, 2}, {3, 4}}), matrix({{0, 1}, {1, 1}})) == matrix({{2, 3}, {4, 7}}));
  CHECK(product(IntegerMatrix(2, 0), IntegerMatrix(0, 3)) == IntegerMatrix(2, 3));
  CHECK_THROWS_AS(product(IntegerMatrix(2, 1), IntegerMatrix(2, 1)), InternalError);
  std::mt19937 random(81);
  const IntegerMatrix a = random_matrix(random, 7, 30, 1000000000);
  const IntegerMatrix b = random_matrix(random, 30, 9, 1000000000);
  CHECK(product(a, b) == slow_product(a, b));
}

TEST_CASE("products with a transpose", "[exact]") {
  const IntegerMatrix a = matrix({{1, -2, 0}, {3, 4, -7}}), b = matrix({{5, 6, 1}, {-1, 0, 2}});
  CHECK(transpose_product(a, b) == matrix({{2, 6, 7}, {-14, -12, 6}, {7, 0, -14}}));
  const std::vector<MatrixEntry> largest = largest_in_rows_of_product(a, b); // −7 −1; 32 −17
  REQUIRE(largest.size() == 2);
  CHECK((largest[0].column == 0 && largest[0].value == -7));
  CHECK((largest[1].column == 0 && largest[1].value == 32));
  const std::vector<MatrixEntry> equal =
      largest_in_rows_of_product(matrix({{2}, {0}}), matrix({{1}, {-1}, {1}}));
  CHECK((equal[0].column == 0 && equal[0].value == 2)); // the first of equal ones
  CHECK((equal[1].column == 0 && equal[1].value == 0));
  CHECK(transpose_product(IntegerMatrix(0, 2), IntegerMatrix(0, 3)) == IntegerMatrix(2, 3));
  CHECK_THROWS_AS(transpose_product(a, matrix({{1}})), InternalError);
}

TEST_CASE("linear system worked by hand", "[exact]") {
  // x + 2y = 5, 3x + 4y = 6: x = −4, y = 9/2. The determinant −2 must not leave a negative
  // denominator.
  const auto x = linear_solution(matrix({{1, 2}, {3, 4}}), matrix({{5}, {6}}));
  REQUIRE(x.has_value());
  CHECK(x->denominator > 0);
  CHECK(fraction(x->numerators(0, 0), x->denominator) == -4);
  CHECK(fraction(x->numerators(1, 0), x->denominator) == fraction(9, 2));
}

TEST_CASE("linear systems without unknowns, singular and of wrong shape", "[exact]") {
  CHECK(linear_solution(IntegerMatrix(0, 0), IntegerMatrix(0, 2)).has_value());
  CHECK(linear_solution(matrix({{3}}), IntegerMatrix(1, 0)).has_value());
  CHECK_FALSE(linear_solution(matrix({{0}}), matrix({{0}})).has_value());
  CHECK_FALSE(linear_solution(matrix({{1, 2}, {2, 4}}), matrix({{1}, {2}})).has_value());
  CHECK_THROWS_AS(linear_solution(IntegerMatrix(1, 2), IntegerMatrix(1, 1)), InternalError);
  CHECK_THROWS_AS(linear_solution(IntegerMatrix(1, 1), IntegerMatrix(2, 1)), InternalError);
}

TEST_CASE("solutions are multiplied back", "[exact]") {
  const unsigned seed = 82;
  CAPTURE(seed);
  std::mt19937 random(seed);
  for (const std::size_t size : {1U, 2U, 5U, 19U, 20U, 21U, 35U}) {
    CAPTURE(size);
    const IntegerMatrix a = random_matrix(random, size, size, 50);
    const IntegerMatrix b = random_matrix(random, size, 3, 50);
    const auto x = linear_solution(a, b);
    if (!x) {
      CHECK(slow_independent_columns(a).size() < size);
      continue;
    }
    CHECK(x->denominator > 0);
    IntegerMatrix scaled = b;
    for (std::size_t i = 0; i < size; ++i)
      for (std::size_t j = 0; j < 3; ++j)
        scaled(i, j) *= x->denominator;
    CHECK(slow_product(a, x->numerators) == scaled);
  }
}

TEST_CASE("a large singular system has no solution", "[exact]") {
  std::mt19937 random(83);
  IntegerMatrix a = random_matrix(random, 25, 25, 9);
  for (std::size_t i = 0; i < 25; ++i)
    a(i, 24) = a(i, 0) - 2 * a(i, 7);
  CHECK_FALSE(linear_solution(a, random_matrix(random, 25, 1, 9)).has_value());
}

TEST_CASE("leftmost independent columns, worked examples", "[exact]") {
  using Columns = std::vector<std::size_t>;
  CHECK(leftmost_independent_columns(matrix({{1, 2, 0}, {1, 2, 1}})) == Columns{0, 2});
  CHECK(leftmost_independent_columns(matrix({{0, 1, 0, 1}, {0, 1, 2, 3}})) == Columns{1, 2});
  CHECK(leftmost_independent_columns(IntegerMatrix(3, 2)) == Columns{});
  CHECK(leftmost_independent_columns(IntegerMatrix(0, 2)) == Columns{});
  CHECK(leftmost_independent_columns(IntegerMatrix(2, 0)) == Columns{});
}

TEST_CASE("a prime that divides a column does not mislead", "[exact]") {
  // 2^62 + 135 is the first prime above 2^62, the one the guess starts with: modulo it the first
  // column of this matrix is zero, yet it is independent. A multiple of it in a corner of the
  // second matrix makes two different columns equal modulo the prime.
  const Integer prime = (Integer(1) << 62) + 135;
  REQUIRE(mpz_probab_prime_p(prime.get_mpz_t(), 30) != 0);
  Integer next;
  mpz_nextprime(next.get_mpz_t(), Integer(Integer(1) << 62).get_mpz_t());
  REQUIRE(next == prime);
  IntegerMatrix a = matrix({{0, 1}, {0, 1}});
  a(0, 0) = prime;
  CHECK(leftmost_independent_columns(a) == std::vector<std::size_t>{0, 1});
  IntegerMatrix b = matrix({{1, 1, 5}, {2, 2, 7}});
  b(0, 1) += prime;
  CHECK(leftmost_independent_columns(b) == std::vector<std::size_t>{0, 1});
}

TEST_CASE("four misleading primes end in an exact echelon form", "[exact]") {
  Integer modulus = Integer(1) << 62, factor = 1;
  for (int k = 0; k < 5; ++k) {
    mpz_nextprime(modulus.get_mpz_t(), modulus.get_mpz_t());
    factor *= modulus;
  }
  IntegerMatrix a = matrix({{0, 1, 2}, {0, 1, 2}});
  a(0, 0) = factor;
  CHECK(leftmost_independent_columns(a) == std::vector<std::size_t>{0, 1});
}

TEST_CASE("leftmost independent columns agree with elimination", "[exact]") {
  const unsigned seed = 84;
  CAPTURE(seed);
  std::mt19937 random(seed);
  for (int round = 0; round < 200; ++round) {
    const std::size_t rows = random() % 6, columns = random() % 6;
    const IntegerMatrix a = random_matrix(random, rows, columns, 1);
    CHECK(leftmost_independent_columns(a) == slow_independent_columns(a));
  }
}

TEST_CASE("leftmost independent columns of low rank, more than 20 of them", "[exact]") {
  const unsigned seed = 85;
  CAPTURE(seed);
  std::mt19937 random(seed);
  for (const std::size_t rank : {1U, 3U, 22U}) {
    const IntegerMatrix a =
        product(random_matrix(random, 40, rank, 3), random_matrix(random, rank, 30, 3));
    CHECK(leftmost_independent_columns(a) == slow_independent_columns(a));
  }
}
