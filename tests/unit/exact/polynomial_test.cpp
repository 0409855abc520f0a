// SPDX-License-Identifier: GPL-3.0-or-later

#include "exact/polynomial.hpp"

#include <catch2/catch.hpp>

#include <random>

using namespace thalweg;

TEST_CASE("polynomials keep no leading zeros", "[exact]") {
  CHECK(Polynomial(Vector{1, 0, 0}) == Polynomial(Rational(1)));
  CHECK(Polynomial(Rational(0)).is_zero());
  Polynomial p(Vector{1, 2});
  p.add_shifted_multiple(-2, Polynomial(Rational(1)));
  CHECK(p == Polynomial(Rational(1)));
  CHECK((Polynomial() * p).is_zero());
  CHECK(Polynomial(Vector{1, 2}) * Polynomial(Vector{1, -2}) == Polynomial(Vector{1, 0, -4}));
}

TEST_CASE("the sign right of zero is that of the lowest coefficient", "[exact]") {
  CHECK(Polynomial().sign_right_of_zero() == 0);
  CHECK(Polynomial(Vector{0, -3, 100}).sign_right_of_zero() == -1);
  // −3ε + 100ε² < 0 shown for 100ε < 3 only
  CHECK(Polynomial(Vector{0, -3, 100}).has_one_sign_up_to(Rational(29, 1000)));
  CHECK_FALSE(Polynomial(Vector{0, -3, 100}).has_one_sign_up_to(Rational(3, 100)));
  CHECK(Polynomial().has_one_sign_up_to(1000));
  CHECK(to_string(Polynomial(Vector{0, -3, Rational(1, 2)})) == "-3 ε + 1/2 ε^2");
  CHECK(to_string(Polynomial()) == "0");
}

TEST_CASE("values agree with the sign that was shown", "[exact]") {
  std::mt19937 random(7);
  for (int trial = 0; trial < 200; ++trial) {
    Vector coefficients(random() % 5);
    for (Rational& c : coefficients)
      c = static_cast<int>(random() % 7) - 3;
    const Polynomial p(coefficients);
    Rational bound = 1;
    while (!p.has_one_sign_up_to(bound))
      bound /= 2;
    for (const int part : {1, 2, 5, 100})
      CHECK(sgn(p(Rational(bound / part))) == p.sign_right_of_zero());
  }
}
