// SPDX-License-Identifier: GPL-3.0-or-later

#include "verifier/number/decimal.hpp"

#include <catch2/catch.hpp>

using namespace thalweg::verifier;

TEST_CASE("decimals are rounded to the nearest, or cut", "[verifier]") {
  CHECK(decimal({1, 6}) == "0.166667");
  CHECK(decimal({1, 6}, 6, Ending::cut) == "0.166666");
  CHECK(decimal({-2, 3}, 3) == "-0.667");
  CHECK(decimal({0, 1}) == "0");
  CHECK(shown({2, 3}) == "2/3");
}

TEST_CASE("two numbers that are nearly equal look different", "[verifier]") {
  const Fraction two{2, 1};
  const Fraction above = two + fraction(1, power_of_ten(20));
  CHECK(decimal(above, 12) == decimal(two, 12));
  CHECK(decimal_apart(above, two) == "2.00000000000000000001");
  CHECK(decimal_apart({1, 3}, two) == "0.333333333333");
  CHECK(decimal_apart(two, two) == "2");
}
