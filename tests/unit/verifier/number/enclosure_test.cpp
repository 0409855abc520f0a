// SPDX-License-Identifier: GPL-3.0-or-later
//
// The integer parts of exponentials and logarithms: known digits, ends of the range, and products
// that must agree. (tests/unit/exact compares them with MPFR.)

#include "verifier/number/enclosure.hpp"

#include <catch2/catch.hpp>

#include <random>

using namespace thalweg::verifier;

TEST_CASE("known digits of e and log 2", "[verifier]") {
  // 1/e = 0.367879441171442321595523770161460867…, log 2 = 0.693147180559945309417232121458176568…
  const Integer power = Integer(1) << 100;
  CHECK(text(exponential_floor({-1, 1}, 100) * power_of_ten(29) / power) ==
        "36787944117144232159552377016");
  CHECK(text(logarithm_floor({2, 1}, 100) * power_of_ten(29) / power) ==
        "69314718055994530941723212145");
  // log 10 = 2.302585092994045684017991454684364207…
  CHECK(text(logarithm_floor({10, 1}, 100) * power_of_ten(28) / power) ==
        "23025850929940456840179914546");
}

TEST_CASE("ends of the ranges", "[verifier]") {
  CHECK(exponential_floor({}, 64) == Integer(1) << 64);
  CHECK(logarithm_floor({1, 1}, 64) == 0);
  CHECK(exponential_floor({-5000, 1}, 64) == 0);
  CHECK(exponential_floor({-64, 1}, 64) == 0);
  CHECK(exponential_floor({-44, 1}, 64) == 1); // 44 < 64 log 2 = 44.36
  CHECK(exponential_floor({-45, 1}, 64) == 0);
  CHECK(exponential_floor({-2839, 1}, 4096) == 1); // 4096 log 2 = 2839.13…
  const Integer huge = Integer(1) << 400;
  // e^{−t} = 1 − t + …: just below 1
  CHECK(exponential_floor({-1, huge}, 64) == (Integer(1) << 64) - 1);
  CHECK(exponential_floor({-huge, 1}, 64) == 0);
  CHECK(logarithm_floor({huge + 1, huge}, 64) == 0);
  CHECK(logarithm_floor({huge + 1, huge}, 401) == 1); // 2 − 2^−400
  CHECK(logarithm_floor({huge, 1}, 64) ==
        logarithm_floor({2, 1}, 128) * 400 >> 64); // no carry from beyond 128 bits
}

TEST_CASE("exponentials multiply and logarithms undo them", "[verifier]") {
  const unsigned seed = 20261122;
  INFO("seed " << seed);
  std::mt19937 random(seed);
  for (int trial = 0; trial < 300; ++trial) {
    const std::size_t bits = 64 + random() % 200;
    const auto argument = [&] {
      const std::uint32_t size = 1U << random() % 20;
      return fraction(-Integer(random() % size), Integer(1 + random() % 5000));
    };
    const Fraction a = argument();
    const Fraction b = argument();
    const Integer e = exponential_floor(a, bits);
    const Integer f = exponential_floor(b, bits);
    const Integer product = exponential_floor(a + b, bits);
    CHECK(e * f >> bits <= product);
    CHECK(product << bits <= (e + 1) * (f + 1));
    if (is_zero(e))
      continue;
    // log(2^bits / (e + 1)) ≤ −a ≤ log(2^bits / e)
    const Integer one = Integer(1) << bits;
    const Integer minus_a = -a.numerator * one / a.denominator;
    CHECK(logarithm_floor(fraction(one, e), bits) >= minus_a - 1);
    if (e < one)
      CHECK(logarithm_floor(fraction(one, e + 1), bits) <= minus_a);
  }
}
