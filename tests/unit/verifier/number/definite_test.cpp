// SPDX-License-Identifier: GPL-3.0-or-later
//
// Positive definite matrices: small ones by hand, near the border, with radii, and random ones
// whose leading minors are computed exactly.

#include "verifier/number/definite.hpp"

#include <catch2/catch.hpp>

#include <random>

using namespace thalweg::verifier;

namespace {

/// Row by row, the lower triangle; every entry within `radius`.
SymmetricMatrix matrix_of(std::size_t n, const std::vector<Integer>& lower,
                          const Integer& radius = 0) {
  SymmetricMatrix matrix(n);
  for (std::size_t k = 0; k < lower.size(); ++k)
    matrix.lower[k] = {lower[k] - radius, lower[k] + radius};
  return matrix;
}

/// Are all leading minors positive? Elimination without fractions.
bool has_positive_minors(std::vector<std::vector<Integer>> a) {
  Integer last = 1;
  for (std::size_t k = 0; k < a.size(); ++k) {
    if (a[k][k] <= 0)
      return false;
    for (std::size_t i = k + 1; i < a.size(); ++i)
      for (std::size_t j = k + 1; j < a.size(); ++j)
        a[i][j] = (a[k][k] * a[i][j] - a[i][k] * a[k][j]) / last;
    last = a[k][k];
  }
  return true;
}

} // namespace

TEST_CASE("two rows", "[verifier]") {
  CHECK(is_positive_definite(SymmetricMatrix(0)));
  CHECK(is_positive_definite(matrix_of(1, {1})));
  CHECK_FALSE(is_positive_definite(matrix_of(1, {0})));
  CHECK_FALSE(is_positive_definite(matrix_of(1, {-3})));
  CHECK(is_positive_definite(matrix_of(2, {2, 1, 1})));        // det 1
  CHECK_FALSE(is_positive_definite(matrix_of(2, {2, 2, 2})));  // singular
  CHECK_FALSE(is_positive_definite(matrix_of(2, {1, 2, 1})));  // det −3
  CHECK_FALSE(is_positive_definite(matrix_of(2, {1, -2, 1}))); // det −3
  CHECK_FALSE(is_positive_definite(matrix_of(2, {1, 0, -1})));
  CHECK_FALSE(is_positive_definite(matrix_of(2, {1, Integer(1) << 300, 1})));
}

TEST_CASE("a matrix near the border is told from a singular one", "[verifier]") {
  // (c, c; c, c + 1) has determinant c
  const Integer near = Integer(1) << 30;
  CHECK(is_positive_definite(matrix_of(2, {near, near, near + 1})));
  CHECK_FALSE(is_positive_definite(matrix_of(2, {near, near, near})));
  const Integer too_near = Integer(1) << 60; // not recognised
  CHECK_FALSE(is_positive_definite(matrix_of(2, {too_near, too_near, too_near + 1})));
  // rows of very different sizes: diag(2^−300, 1) C diag(2^−300, 1) over 2^600
  const Integer big = Integer(1) << 300;
  CHECK(is_positive_definite(matrix_of(2, {2, big, big * big})));
  CHECK_FALSE(is_positive_definite(matrix_of(2, {1, big, big * big})));
}

TEST_CASE("all matrices of the ranges count", "[verifier]") {
  // (2000, 1000; 1000, 2000) ± r is definite up to r < 500
  CHECK(is_positive_definite(matrix_of(2, {2000, 1000, 2000}, 1)));
  CHECK_FALSE(is_positive_definite(matrix_of(2, {2000, 1000, 2000}, 500)));
  const Integer scale = Integer(1) << 40;
  CHECK(is_positive_definite(matrix_of(2, {2 * scale, scale, 2 * scale}, scale >> 10)));
  // (s + 9, s; s, s + 9), eigenvalues 9 and 2 s + 9: radii of 5 reach a singular one
  const Integer s = Integer(1) << 20;
  CHECK(is_positive_definite(matrix_of(2, {s + 9, s, s + 9}, 1)));
  CHECK_FALSE(is_positive_definite(matrix_of(2, {s + 9, s, s + 9}, 5)));
}

TEST_CASE("random matrices agree with their leading minors", "[verifier]") {
  const unsigned seed = 20261128;
  INFO("seed " << seed);
  std::mt19937 random(seed);
  int definite = 0;
  for (int trial = 0; trial < 400; ++trial) {
    const std::size_t n = 1 + random() % 9;
    const int size = 1 + static_cast<int>(random() % 20);
    const auto entry = [&] { return Integer(static_cast<int>(random() % (2 * size + 1)) - size); };
    std::vector<std::vector<Integer>> rows(n, std::vector<Integer>(n)); // of a Gram matrix less c
    for (auto& row : rows)
      for (Integer& value : row)
        value = entry();
    std::vector<std::vector<Integer>> a(n, std::vector<Integer>(n));
    std::vector<Integer> lower;
    const Integer less = random() % (2 * size);
    for (std::size_t i = 0; i < n; ++i)
      for (std::size_t j = 0; j < n; ++j) {
        for (std::size_t k = 0; k < n; ++k)
          a[i][j] += rows[i][k] * rows[j][k];
        if (i == j)
          a[i][j] -= less;
        if (j <= i)
          lower.push_back(a[i][j]);
      }
    const bool expected = has_positive_minors(a);
    CHECK(is_positive_definite(matrix_of(n, lower)) == expected);
    definite += expected ? 1 : 0;
  }
  CHECK(definite > 100);
  CHECK(definite < 300);
}

TEST_CASE("a hundred rows: the path, and one eigenvalue below 0", "[verifier]") {
  // 2 on the diagonal, −1 beside it: the least eigenvalue is 4 sin²(π/202) = 0.000967…
  const std::size_t n = 100;
  SymmetricMatrix path(n);
  const auto set_diagonal = [&](const Integer& value) {
    for (std::size_t i = 0; i < n; ++i)
      path.at(i, i) = {value, value};
  };
  for (std::size_t i = 1; i < n; ++i)
    path.at(i, i - 1) = {-1000000, -1000000};
  set_diagonal(2000000);
  CHECK(is_positive_definite(path));
  set_diagonal(2000000 - 966);
  CHECK(is_positive_definite(path));
  set_diagonal(2000000 - 968);
  CHECK_FALSE(is_positive_definite(path));
}
