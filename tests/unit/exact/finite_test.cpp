// SPDX-License-Identifier: GPL-3.0-or-later
//
// From doubles to rationals and exponents, at the ends of the range and beyond.

#include "exact/finite.hpp"

#include <catch2/catch.hpp>

#include <cmath>
#include <limits>
#include <random>

using namespace thalweg;
using Double = std::numeric_limits<double>;

namespace {

Rational power_of_two(unsigned long exponent) {
  Integer power;
  mpz_ui_pow_ui(power.get_mpz_t(), 2, exponent);
  return Rational(power);
}

} // namespace

TEST_CASE("a double is a rational with a power of two below", "[exact]") {
  CHECK(exact_value(0) == 0);
  CHECK(exact_value(-0.0) == 0);
  CHECK(exact_value(-1.5) == fraction(-3, 2));
  CHECK(exact_value(0.1) == fraction(Integer("3602879701896397"), Integer("36028797018963968")));
  CHECK(exact_value(0x1p1000) == power_of_two(1000));
  CHECK(exact_value(Double::max()) == power_of_two(1024) - power_of_two(971));
  CHECK(exact_value(Double::lowest()) == power_of_two(971) - power_of_two(1024));
  CHECK(exact_value(Double::denorm_min()) == 1 / power_of_two(1074));
  std::mt19937_64 random(7);
  for (int k = 0; k < 1000; ++k) {
    const double value =
        std::ldexp(static_cast<double>(random()), static_cast<int>(random() % 2000) - 1074);
    if (std::isfinite(value))
      CHECK(exact_value(value).get_d() == value);
  }
}

TEST_CASE("a double has a nearest number of few bits", "[exact]") {
  CHECK(short_value(0, 4) == 0);
  CHECK(short_value(0.1, 4) == fraction(13, 128));
  CHECK(short_value(-1000.3, 4) == -1024);
  CHECK(short_value(-1000.3, 5) == -992);
  CHECK(short_value(0x1p200, 1) == power_of_two(200));
  CHECK(short_value(-0x1p-200, 40) == -1 / power_of_two(200));
  CHECK(short_value(0.1, 53) == exact_value(0.1));
  CHECK_THROWS_AS(short_value(Double::infinity(), 4), NotFinite);
}

TEST_CASE("what has no value is an error, no signal", "[exact]") {
  for (const double value : {Double::infinity(), -Double::infinity(), Double::quiet_NaN()}) {
    CHECK_THROWS_AS(exact_value(value), NotFinite);
    CHECK_THROWS_AS(exact_exponent(value), NotFinite);
    CHECK_THROWS_AS(require_finite({0, value}), NotFinite);
  }
  CHECK_THROWS_AS(exact_exponent(1e18), NotFinite);
  CHECK(exact_exponent(-1000.4) == -1000);
  CHECK_NOTHROW(require_finite({0, Double::max(), Double::lowest()}));
}
