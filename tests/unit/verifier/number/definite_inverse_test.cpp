// SPDX-License-Identifier: GPL-3.0-or-later
//
// Inverses of positive definite matrices of integers, by multiplying out.

#include "number/definite_inverse.hpp"

#include <catch2/catch.hpp>

#include <random>

using namespace thalweg::verifier;

namespace {

/// B Bᵀ for a random B with small entries, which is often singular.
List<List<Integer>> random_moments(std::mt19937& random, std::size_t n) {
  List<List<Integer>> b(n, List<Integer>(n)), result = b;
  for (List<Integer>& row : b)
    for (Integer& entry : row)
      entry = static_cast<int>(random() % 7) - 3;
  for (std::size_t i = 0; i < n; ++i)
    for (std::size_t j = 0; j < n; ++j)
      for (std::size_t k = 0; k < n; ++k)
        result[i][j] += b[i][k] * b[j][k];
  return result;
}

} // namespace

TEST_CASE("a definite matrix times its inverse is 1", "[verifier]") {
  std::mt19937 random(20);
  std::size_t regular = 0, singular = 0;
  for (int round = 0; round < 300; ++round) {
    const std::size_t n = random() % 7;
    const List<List<Integer>> a = random_moments(random, n);
    const auto inverse = definite_inverse(a);
    (inverse ? regular : singular) += 1;
    if (!inverse)
      continue;
    REQUIRE(sign(inverse->determinant) > 0);
    for (std::size_t i = 0; i < n; ++i)
      for (std::size_t j = 0; j < n; ++j) {
        Integer sum;
        for (std::size_t k = 0; k < n; ++k)
          sum += a[i][k] * inverse->adjugate[k][j];
        REQUIRE(sum == (i == j ? inverse->determinant : Integer(0)));
      }
  }
  CHECK(regular > 100);
  CHECK(singular > 10);
}

TEST_CASE("what is not definite has no such inverse", "[verifier]") {
  CHECK_FALSE(definite_inverse({{0}}));
  CHECK_FALSE(definite_inverse({{-1}}));
  CHECK_FALSE(definite_inverse({{1, 2}, {2, 4}}));
  CHECK_FALSE(definite_inverse({{1, 2}, {2, 3}})); // regular, with both signs
  CHECK_FALSE(definite_inverse({{0, 1}, {1, 0}}));
  CHECK(definite_inverse({})->determinant == 1);
}
