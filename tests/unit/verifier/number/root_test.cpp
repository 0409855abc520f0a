// SPDX-License-Identifier: GPL-3.0-or-later
//
// Square roots and their upper bounds, by squaring.

#include "number/root.hpp"

#include <catch2/catch.hpp>

using namespace thalweg::verifier;

TEST_CASE("square roots from above", "[verifier]") {
  CHECK(root_above({}) == Fraction{});
  CHECK(integer_root(0) == 0);
  for (int k = 1; k < 200; ++k) {
    const Integer root = integer_root(k);
    CHECK(root * root <= k);
    CHECK((root + 1) * (root + 1) > k);
    for (const Fraction& q : {fraction(k, 1), fraction(1, k), fraction(k, 97),
                              fraction(Integer(k) << 300, 3), fraction(k, Integer(1) << 300)}) {
      const Fraction above = root_above(q);
      CHECK_FALSE(above * above < q);
      const Fraction less = above * fraction((Integer(1) << 60) - 1, Integer(1) << 60);
      CHECK(less * less < q);
    }
  }
}
