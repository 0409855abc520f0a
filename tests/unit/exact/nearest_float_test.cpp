// SPDX-License-Identifier: GPL-3.0-or-later
//
// Rounding to float32 as the machine does it, and to float64 at ties.

#include "exact/nearest_float.hpp"

#include <catch2/catch.hpp>

#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>
#include <random>

using namespace thalweg;

TEST_CASE("doubles round to float32 as the machine rounds them", "[exact]") {
  std::mt19937_64 random(11);
  for (int round = 0; round < 20'000; ++round) {
    const double value =
        std::bit_cast<double>(random() ^ (round % 2 == 0 ? 0 : 0x4000000000000000));
    if (!std::isfinite(value))
      continue;
    const float nearest = static_cast<float>(value);
    const std::optional<Rational> found = nearest_float(Rational(value), FloatFormat::float32);
    CAPTURE(value);
    REQUIRE(found.has_value() == std::isfinite(nearest));
    if (found)
      CHECK(*found == Rational(static_cast<double>(nearest)));
    CHECK(nearest_float(Rational(value), FloatFormat::float64) == Rational(value));
  }
  for (const double value :
       {0x1p-149, 0x1p-150, 0x1.8p-150, 0x1.fffffep127, 0x1.fffffefp127, 0x1.ffffffp127}) {
    const float nearest = static_cast<float>(value);
    const std::optional<Rational> found = nearest_float(Rational(-value), FloatFormat::float32);
    CHECK(found.has_value() == std::isfinite(nearest));
    if (found)
      CHECK(*found == Rational(-static_cast<double>(nearest)));
  }
}

TEST_CASE("ties go to the even digit", "[exact]") {
  const Rational one(1), digit(Integer(1), Integer(1) << 52); // of doubles at 1
  CHECK(nearest_float(Rational(one + digit / 2), FloatFormat::float64) == one);
  CHECK(nearest_float(Rational(one + 3 * digit / 2), FloatFormat::float64) == one + 2 * digit);
  CHECK(nearest_float(Rational(1, 3), FloatFormat::float64) == Rational(1.0 / 3));
  CHECK(nearest_float(Rational(0), FloatFormat::float32) == Rational(0));
  CHECK(!nearest_float(Rational(Integer(1) << 1024), FloatFormat::float64));
}
