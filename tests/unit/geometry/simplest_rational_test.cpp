// SPDX-License-Identifier: GPL-3.0-or-later
//
// The simplest rational of an interval, by hand and against a search over all denominators.

#include "exact/error.hpp"
#include "geometry/simplest_rational.hpp"

#include <catch2/catch.hpp>

#include <random>

using namespace thalweg;

namespace {

/// Smallest denominator first, then the numerator nearest to zero.
Rational simplest_by_search(const Rational& low, const Rational& high) {
  for (Integer denominator = 1;; ++denominator) {
    Integer first, last;
    const Rational scaled_low = low * denominator, scaled_high = high * denominator;
    mpz_cdiv_q(first.get_mpz_t(), scaled_low.get_num_mpz_t(), scaled_low.get_den_mpz_t());
    mpz_fdiv_q(last.get_mpz_t(), scaled_high.get_num_mpz_t(), scaled_high.get_den_mpz_t());
    if (first <= last)
      return fraction(sgn(first) > 0 ? first : sgn(last) < 0 ? last : Integer(0), denominator);
  }
}

} // namespace

TEST_CASE("the simplest rational of known intervals", "[geometry]") {
  CHECK(simplest_between(fraction(1, 3), fraction(1, 2)) == fraction(1, 2));
  CHECK(simplest_between(fraction(314, 100), fraction(315, 100)) == fraction(22, 7));
  CHECK(simplest_between(fraction(-315, 100), fraction(-314, 100)) == fraction(-22, 7));
  CHECK(simplest_between(-1, 5) == 0);
  CHECK(simplest_between(3, 5) == 3);
  CHECK(simplest_between(fraction(7, 3), fraction(7, 3)) == fraction(7, 3));
  CHECK_THROWS_AS(simplest_between(1, 0), InternalError);
}

TEST_CASE("the simplest rational agrees with a search", "[geometry]") {
  const unsigned seed = 7;
  CAPTURE(seed);
  std::mt19937 random(seed);
  for (int round = 0; round < 400; ++round) {
    const auto draw = [&] {
      return fraction(static_cast<int>(random() % 201) - 100, static_cast<int>(random() % 60) + 1);
    };
    Rational low = draw(), high = draw();
    if (high < low)
      std::swap(low, high);
    CAPTURE(to_string(low), to_string(high));
    CHECK(simplest_between(low, high) == simplest_by_search(low, high));
  }
}

TEST_CASE("a number inside an open interval with or without ends", "[geometry]") {
  CHECK(simplest_inside(std::nullopt, std::nullopt) == 0);
  CHECK(simplest_inside(Rational(0), Rational(1)) == fraction(1, 2));
  const Rational above = simplest_inside(fraction(-7, 2), std::nullopt);
  CHECK(above > fraction(-7, 2));
  const Rational below = simplest_inside(std::nullopt, fraction(-7, 2));
  CHECK(below < fraction(-7, 2));
  CHECK_THROWS_AS(simplest_inside(Rational(1), Rational(1)), InternalError);
}
