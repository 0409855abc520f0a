// SPDX-License-Identifier: GPL-3.0-or-later
//
// Roots in [0, 1]: by hand, and products of factors whose roots are known.

#include "verifier/lemma/roots.hpp"

#include <catch2/catch.hpp>

#include <random>

using namespace thalweg::verifier;

namespace {

AffineRow polynomial(const std::vector<int>& by_falling_powers) {
  AffineRow p;
  for (const int c : by_falling_powers)
    p.coefficients.push_back(c);
  return p;
}

/// p · (a t² + b t + c)
AffineRow times(const AffineRow& p, int a, int b, int c) {
  AffineRow result{List<Integer>(p.coefficients.size() + 2), p.denominator};
  for (std::size_t k = 0; k < p.coefficients.size(); ++k) {
    result.coefficients[k] += p.coefficients[k] * a;
    result.coefficients[k + 1] += p.coefficients[k] * b;
    result.coefficients[k + 2] += p.coefficients[k] * c;
  }
  return result;
}

} // namespace

TEST_CASE("roots in the unit interval, by hand", "[verifier]") {
  for (const std::vector<int>& p :
       std::vector<std::vector<int>>{{1, 0},         // t
                                     {1, -1},        // t − 1: an end counts
                                     {2, -1},        // 1/2
                                     {0, 0, 2, -1},  // with powers that do not occur
                                     {4, -4, 1},     // (2t − 1)²: no change of sign
                                     {-4, 4, -1},    //
                                     {1, -3, 2},     // 1 and 2
                                     {8, -4, -2, 1}, // (2t − 1)² (2t + 1)
                                     {6, -5, 1}})    // 1/2 and 1/3
    CHECK(has_root_in_unit_interval(polynomial(p)));
  for (const std::vector<int>& p : std::vector<std::vector<int>>{
           {5},
           {0, -5},
           {1, 1},
           {1, -2},
           {4, -4, 2},     // (2t − 1)² + 1
           {1, -4, 4},     // (t − 2)²
           {1, 0, 0, 1},   // t³ + 1
           {-1, 0, 3},     // ±√3
           {100, -100, 26} // 25 (2t − 1)² + 1
       })
    CHECK_FALSE(has_root_in_unit_interval(polynomial(p)));
  CHECK(is_zero_polynomial({}));
  CHECK(is_zero_polynomial(polynomial({0, 0})));
  CHECK_FALSE(is_zero_polynomial(polynomial({1, 0})));
}

TEST_CASE("roots in the unit interval of products", "[verifier]") {
  const unsigned seed = 20;
  INFO("seed " << seed);
  std::mt19937 random(seed);
  const auto number = [&](int low, int high) {
    return low + static_cast<int>(random() % static_cast<unsigned>(high - low + 1));
  };
  int with_root = 0;
  for (int trial = 0; trial < 2000; ++trial) {
    AffineRow p = polynomial({number(0, 1) == 0 ? -3 : 2});
    bool expected = false;
    for (int factor = number(0, 4); factor > 0; --factor)
      if (const int q = number(1, 4), a = number(-3, 6); number(0, 1) == 0) { // (q t − a)
        expected = expected || (0 <= a && a <= q);
        p = times(p, 0, q, -a);
      } else { // (q t − a)² + c
        p = times(p, q * q, -2 * q * a, a * a + number(1, 2));
      }
    CHECK(has_root_in_unit_interval(p) == expected);
    with_root += expected ? 1 : 0;
  }
  CHECK(with_root > 300);
  CHECK(with_root < 1700);
}
