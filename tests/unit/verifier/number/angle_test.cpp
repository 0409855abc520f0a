// SPDX-License-Identifier: GPL-3.0-or-later
//
// The integer parts of π and of angles: known digits, symmetries, and balls of another library.

#include "verifier/number/angle.hpp"

#include "exact/ball.hpp"

#include <catch2/catch.hpp>

#include <random>

using namespace thalweg::verifier;

namespace {

thalweg::Integer gmp(const Integer& a) {
  return thalweg::Integer(text(a));
}

/// Does the ball lie in [floor, floor + 1] / 2^bits?
bool holds(const thalweg::Ball& ball, const Integer& floor, std::size_t bits) {
  using thalweg::Rational;
  return Rational(gmp(floor)) >> bits <= ball.lower() &&
         ball.upper() <= Rational(gmp(floor) + 1) >> bits;
}

} // namespace

TEST_CASE("known digits of π", "[verifier]") {
  // 3.14159265358979323846264338327950288…
  CHECK(text(pi_floor(120) * power_of_ten(29) >> 120) == "314159265358979323846264338327");
  CHECK(pi_floor(0) == 3);
  for (const std::size_t bits : {1, 64, 150, 200})
    CHECK(holds(thalweg::pi(), pi_floor(bits), bits));
}

TEST_CASE("angles that are known", "[verifier]") {
  const Integer pi = pi_floor(200);
  const auto is_part = [&](const Integer& angle, std::size_t parts, std::size_t of) {
    return angle == pi * Integer(parts) / Integer(of) >> 100;
  };
  CHECK(is_part(angle_floor(0, 1, 100), 1, 2));
  CHECK(is_part(angle_floor(1, 1, 100), 1, 4));
  CHECK(is_part(angle_floor(-1, 1, 100), 3, 4));
  CHECK(is_part(angle_floor(1, 3, 100), 1, 3));
  CHECK(is_part(angle_floor(3, 3, 100), 1, 6));
  CHECK(is_part(angle_floor(-3, 3, 100), 5, 6));
}

TEST_CASE("angles agree with balls", "[verifier]") {
  const unsigned seed = 20261128;
  INFO("seed " << seed);
  std::mt19937_64 random(seed);
  for (int trial = 0; trial < 10'000; ++trial) {
    const std::size_t bits = 80 + random() % 120;
    const Integer q = (Integer(random()) >> random() % 64) * (random() % 2 == 0 ? 1 : -1);
    Integer t = (Integer(random()) >> random() % 64) + 1;
    if (random() % 4 == 0) // nearly parallel, nearly orthogonal
      t = random() % 2 == 0 ? Integer(q * q << 60) + 1 : Integer(q * q >> 70) + 1;
    const thalweg::Ball angle =
        thalweg::angle(thalweg::Rational(gmp(q)), thalweg::square_root(thalweg::Rational(gmp(t))));
    REQUIRE(holds(angle, angle_floor(q, t, bits), bits));
  }
}
