// SPDX-License-Identifier: GPL-3.0-or-later
//
// Rounding to 64 bits: worked examples at the corners, the definition itself on random numbers, and
// exact sums.

#include "exact/error.hpp"
#include "exact/upward.hpp"

#include <catch2/catch.hpp>

#include <random>

using namespace thalweg;

namespace {

constexpr std::uint64_t top_bit = std::uint64_t(1) << 63;

Integer power_of_two(unsigned exponent) {
  return Integer(1) << exponent;
}

/// Numbers with few or many bits, powers of two and their neighbours among them.
Rational random_value(gmp_randclass& random) {
  const auto bits = [&] { return Integer(random.get_z_range(200)).get_ui(); };
  Integer numerator = random.get_z_bits(bits()) + 1, denominator = random.get_z_bits(bits()) + 1;
  const unsigned long kind = Integer(random.get_z_range(4)).get_ui();
  if (kind == 0)
    denominator = power_of_two(static_cast<unsigned>(bits()));
  if (kind == 1)
    numerator = power_of_two(static_cast<unsigned>(bits())) + Integer(random.get_z_range(3)) - 1;
  return fraction(numerator, denominator);
}

} // namespace

TEST_CASE("rounding of zero, one and powers of two is exact", "[exact]") {
  CHECK(rounded_up(Rational(0)).is_zero());
  CHECK(rounded_down(Rational(0)).is_zero());
  CHECK(rounded_up(Rational(0)).rational() == 0);
  CHECK(rounded_up(Rational(1)).mantissa() == top_bit);
  CHECK(rounded_up(Rational(1)).exponent() == -63);
  CHECK(rounded_up(fraction(1, 1024)).exponent() == -73);
  CHECK(rounded_up(Rational(power_of_two(64))).mantissa() == top_bit);
  CHECK(rounded_up(Rational(power_of_two(64))).exponent() == 1);
  CHECK(rounded_up(fraction(3, 8)).rational() == fraction(3, 8));
}

TEST_CASE("rounding up may carry into the next power of two", "[exact]") {
  // 2^65 − 1 has 65 bits: ⌈·⌉ = 2^65 = 2^63 · 2^2, ⌊·⌋ = (2^64 − 1) · 2.
  const Rational value = power_of_two(65) - 1;
  CHECK(rounded_up(value).mantissa() == top_bit);
  CHECK(rounded_up(value).exponent() == 2);
  CHECK(rounded_down(value).mantissa() == ~std::uint64_t(0));
  CHECK(rounded_down(value).exponent() == 1);
  // 2^64 − 1 fits exactly.
  CHECK(rounded_up(Rational(power_of_two(64) - 1)).mantissa() == ~std::uint64_t(0));
  CHECK(rounded_up(Rational(power_of_two(64) - 1)).exponent() == 0);
}

TEST_CASE("rounding of one third", "[exact]") {
  // 2^65/3 = 12297829382473034410.66…, between 2^63 and 2^64.
  CHECK(rounded_up(fraction(1, 3)).mantissa() == 12297829382473034411U);
  CHECK(rounded_down(fraction(1, 3)).mantissa() == 12297829382473034410U);
  CHECK(rounded_up(fraction(1, 3)).exponent() == -65);
  CHECK(rounded_up_magnitude(fraction(-1, 3)) == rounded_up(fraction(1, 3)));
  CHECK(rounded_up(Integer(7), Integer(21)) == rounded_up(fraction(1, 3)));
}

TEST_CASE("rounding refuses negative values and denominators", "[exact]") {
  CHECK_THROWS_AS(rounded_up(Rational(-1)), InternalError);
  CHECK_THROWS_AS(rounded_down(Rational(-1)), InternalError);
  CHECK_THROWS_AS(rounded_up(Integer(1), Integer(0)), InternalError);
  CHECK_THROWS_AS(rounded_up(Integer(1), Integer(-1)), InternalError);
}

TEST_CASE("rounding satisfies its definition", "[exact]") {
  const unsigned seed = 61;
  CAPTURE(seed);
  gmp_randclass random(gmp_randinit_default);
  random.seed(seed);
  for (int round = 0; round < 1000; ++round) {
    const Rational value = random_value(random);
    if (sgn(value) == 0)
      continue;
    CAPTURE(value.get_str());
    const Rounded up = rounded_up(value), down = rounded_down(value);
    REQUIRE(up.mantissa() >= top_bit);
    REQUIRE(down.mantissa() >= top_bit);
    CHECK(up.rational() >= value);
    CHECK(down.rational() <= value);
    // The next number of the grid below ⌈q⌉ is below q: it is ⌊q⌋, or q is on the grid.
    CHECK((up == down) == (up.rational() == value));
    const Rational ulp = Rational(rounded_up(Rational(1)).rational()) * up.rational() /
                         Rational(Integer(static_cast<unsigned long>(up.mantissa())));
    const Rational step = up.mantissa() == top_bit ? Rational(ulp / 2) : ulp;
    CHECK(Rational(up.rational() - step) < value);
    if (up != down)
      CHECK(Rational(up.rational() - step) == down.rational());
    CHECK(rounded_up(up.rational()) == up);
  }
}

TEST_CASE("rounded numbers are ordered by value", "[exact]") {
  const unsigned seed = 62;
  CAPTURE(seed);
  gmp_randclass random(gmp_randinit_default);
  random.seed(seed);
  for (int round = 0; round < 300; ++round) {
    const Rounded a = round % 10 == 0 ? Rounded() : rounded_up(random_value(random));
    const Rounded b = round % 15 == 0 ? Rounded() : rounded_up(random_value(random));
    CHECK((a < b) == (a.rational() < b.rational()));
    CHECK((a == b) == (a.rational() == b.rational()));
  }
}

TEST_CASE("rounded sums are exact", "[exact]") {
  const unsigned seed = 63;
  CAPTURE(seed);
  gmp_randclass random(gmp_randinit_default);
  random.seed(seed);
  RoundedSum sum;
  for (int round = 0; round < 200; ++round) {
    sum.clear();
    CHECK(sum.rational() == 0);
    CHECK(sum.rounded_up().is_zero());
    CHECK_FALSE(sum.is_below(0, 1));
    CHECK(sum.is_below(1, 1000));
    CHECK_FALSE(sum.is_below(-1, 1));
    Rational expected;
    for (int term = 0; term < round % 5; ++term) {
      const Rounded a = rounded_up(random_value(random)), b = rounded_up(random_value(random));
      const Rounded c = term == 1 ? Rounded() : rounded_up(random_value(random));
      sum.add(a);
      sum.add(a, b);
      sum.add(a, b, c);
      expected += a.rational();
      expected += a.rational() * b.rational();
      expected += a.rational() * b.rational() * c.rational();
    }
    CHECK(sum.rational() == expected);
    CHECK(sum.rounded_up() == rounded_up(expected));
    const Rational factor = random_value(random);
    CHECK(sum.rounded_up_times(factor) == rounded_up(Rational(expected * factor)));
    CHECK(sum.rounded_up_times(0).is_zero());
    const Rational bound = random_value(random);
    CHECK(sum.is_below(bound.get_num(), bound.get_den()) == (expected < bound));
    CHECK_FALSE(sum.is_below(expected.get_num(), expected.get_den())); // strict at a tie
  }
}
