// SPDX-License-Identifier: GPL-3.0-or-later

#include "partition/short_rational.hpp"

#include "exact/error.hpp"
#include "exact/power_of_two.hpp"

#include <catch2/catch.hpp>

#include <random>

using namespace thalweg;

TEST_CASE("shortest dyadic number by hand", "[partition]") {
  CHECK(shortest_dyadic(fraction(11, 15), fraction(13, 15)) == fraction(3, 4));
  CHECK(shortest_dyadic(Rational(-1), Rational(5)) == 0);
  CHECK(shortest_dyadic(Rational(0), Rational(5)) == 0);
  CHECK(shortest_dyadic(Rational(5), Rational(7)) == 6);
  CHECK(shortest_dyadic(Rational(-7), Rational(-5)) == -6);
  CHECK(shortest_dyadic(Rational(1000), Rational(1100)) == 1024);
  CHECK(shortest_dyadic(fraction(1, 3), fraction(2, 5)) == fraction(3, 8));
  CHECK_THROWS_AS(shortest_dyadic(Rational(1), Rational(1)), InternalError);
}

TEST_CASE("floor of the logarithm by hand", "[partition]") {
  CHECK(floor_log2(Rational(1)) == 0);
  CHECK(floor_log2(Rational(7)) == 2);
  CHECK(floor_log2(Rational(8)) == 3);
  CHECK(floor_log2(fraction(1, 3)) == -2);
  CHECK(floor_log2(fraction(5, 4)) == 0);
  CHECK_THROWS_AS(floor_log2(Rational(0)), InternalError);
}

TEST_CASE("thresholds lie in the middle third and have no shorter neighbour", "[partition]") {
  const unsigned seed = 20240611;
  std::mt19937 random(seed);
  for (int trial = 0; trial < 300; ++trial) {
    const Rational below =
        fraction(static_cast<long>(random() % 2001) - 1000, static_cast<long>(random() % 99) + 1);
    const Rational gap =
        fraction(static_cast<long>(random() % 50) + 1, static_cast<long>(random() % 5000) + 1);
    const Rational above = below + gap;
    INFO("seed " << seed << " trial " << trial << " " << below << " " << above);
    const Rational threshold = threshold_between(below, above);
    CHECK(threshold - below >= gap / 3);
    CHECK(above - threshold >= gap / 3);
    if (threshold != 0) {
      // It is an odd multiple of a power of two, and no multiple of twice that power is inside.
      const Integer& denominator = threshold.get_den();
      const Integer& numerator = threshold.get_num();
      const long exponent = static_cast<long>(mpz_scan1(numerator.get_mpz_t(), 0)) -
                            static_cast<long>(mpz_scan1(denominator.get_mpz_t(), 0));
      CHECK(mpz_popcount(denominator.get_mpz_t()) == 1);
      const Rational step = times_power_of_two(Rational(1), exponent);
      CHECK((threshold - step < below + gap / 3 || threshold + step > above - gap / 3));
      CHECK((threshold - step < below + gap / 3 && threshold + step > above - gap / 3));
    }
  }
}
