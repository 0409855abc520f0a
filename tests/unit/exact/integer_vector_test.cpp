// SPDX-License-Identifier: GPL-3.0-or-later
//
// Common denominators and affine functions: the integer form and the rational form agree.

#include "exact/error.hpp"
#include "exact/integer_vector.hpp"

#include <catch2/catch.hpp>

#include <random>

using namespace thalweg;

namespace {

Rational small_rational(std::mt19937& random) {
  return fraction(static_cast<int>(random() % 13) - 6, static_cast<int>(random() % 8) + 1);
}

AffineFunction small_function(std::mt19937& random, std::size_t dimension) {
  AffineFunction f = zero_function(dimension);
  for (Rational& coefficient : f.linear)
    coefficient = small_rational(random);
  f.constant = small_rational(random);
  return f;
}

} // namespace

TEST_CASE("over_common_denominator takes the least one", "[exact]") {
  const IntegerVector v = over_common_denominator({fraction(1, 6), fraction(-3, 4), 0, 2});
  CHECK(v.denominator == 12);
  CHECK(v.numerators == std::vector<Integer>{2, -9, 0, 24});
  CHECK(over_common_denominator({}).denominator == 1);
}

TEST_CASE("rationals are in lowest terms, zeros included", "[exact]") {
  const Vector v = rationals({{6, 0, -9, 4}, 12});
  CHECK(v == Vector{fraction(1, 2), 0, fraction(-3, 4), fraction(1, 3)});
  CHECK(v[1].get_den() == 1);
  CHECK_THROWS_AS(rationals({{1}, 0}), InternalError);
  CHECK_THROWS_AS(rationals({{1}, -2}), InternalError);
}

TEST_CASE("rationals of long numbers cancel every common factor", "[exact]") {
  // Above 2048 bits the greatest common divisors are taken in one batch.
  const unsigned seed = 51;
  CAPTURE(seed);
  gmp_randclass random(gmp_randinit_default);
  random.seed(seed);
  for (int round = 0; round < 20; ++round) {
    const Integer shared = random.get_z_bits(900) + 1;
    IntegerVector v;
    v.denominator = (random.get_z_bits(1800) + 1) * shared * 210;
    v.numerators = {random.get_z_bits(2500),
                    random.get_z_bits(900) * shared,
                    0,
                    -v.denominator,
                    v.denominator * 6,
                    v.denominator / 7,
                    -random.get_z_bits(100) * 30};
    const Vector exact = rationals(v);
    for (std::size_t i = 0; i < exact.size(); ++i) {
      CHECK(exact[i] == fraction(v.numerators[i], v.denominator));
      CHECK(gcd(exact[i].get_num(), exact[i].get_den()) == 1);
    }
  }
}

TEST_CASE("scaled_numerator needs a multiple of the denominator", "[exact]") {
  CHECK(scaled_numerator(fraction(-2, 3), 12) == -8);
  CHECK(scaled_numerator(fraction(-2, 3), 3) == -2);
  CHECK_THROWS_AS(scaled_numerator(fraction(1, 3), 4), InternalError);
}

TEST_CASE("column_denominators look at the given rows only", "[exact]") {
  const std::vector<Vector> rows = {{fraction(1, 2), 3}, {fraction(1, 3), 1}, {fraction(1, 5), 7}};
  CHECK(column_denominators(rows, {0, 1}, 2) == std::vector<Integer>{6, 1});
  CHECK(column_denominators(rows, {}, 2) == std::vector<Integer>{1, 1});
}

TEST_CASE("integer affine functions have the values of the rational ones", "[exact]") {
  const unsigned seed = 52;
  CAPTURE(seed);
  std::mt19937 random(seed);
  for (int round = 0; round < 200; ++round) {
    const std::size_t dimension = random() % 4; // 0 included
    const AffineMap functions = {small_function(random, dimension), zero_function(dimension),
                                 small_function(random, dimension)};
    Vector x(dimension);
    for (Rational& coordinate : x)
      coordinate = small_rational(random);
    const HomogeneousPoint point = homogeneous_point(x);
    CHECK(point.dimension() == dimension);
    const std::vector<IntegerAffineFunction> integers = integer_affine_functions(functions);
    std::vector<Integer> numerators(7, Integer(99)); // wrong size and old contents do not matter
    value_numerators(numerators, integers, point);
    REQUIRE(numerators.size() == functions.size());
    for (std::size_t j = 0; j < functions.size(); ++j) {
      const Rational expected = functions[j](x);
      CHECK(value(integers[j], point) == expected);
      CHECK(value_sign(integers[j], point) == sgn(expected));
      CHECK(fraction(numerators[j], integers[j].denominator * point.denominator()) == expected);
    }
  }
}

TEST_CASE("value checks dimensions", "[exact]") {
  CHECK_THROWS_AS(value(integer_affine_function(zero_function(2)), homogeneous_point({1})),
                  InternalError);
  CHECK_THROWS_AS(value_sign(integer_affine_function(zero_function(0)), homogeneous_point({1})),
                  InternalError);
}

TEST_CASE("affine functions form a vector space", "[exact]") {
  const unsigned seed = 53;
  CAPTURE(seed);
  std::mt19937 random(seed);
  for (int round = 0; round < 50; ++round) {
    const std::size_t dimension = random() % 3;
    const AffineFunction f = small_function(random, dimension);
    const AffineFunction g = small_function(random, dimension);
    const Rational c = small_rational(random);
    Vector x(dimension);
    for (Rational& coordinate : x)
      coordinate = small_rational(random);
    CHECK((f + g)(x) == f(x) + g(x));
    CHECK((f - g)(x) == f(x) - g(x));
    CHECK((c * f)(x) == c * f(x));
    CHECK(f - f == zero_function(dimension));
  }
  CHECK_THROWS_AS(zero_function(1) + zero_function(2), InternalError);
  CHECK_THROWS_AS(zero_function(1) - zero_function(2), InternalError);
}

TEST_CASE("integer vectors: dot products and common divisors", "[exact]") {
  const auto primitive = [](std::vector<Integer> entries) {
    make_primitive(entries);
    return entries;
  };
  CHECK(dot(std::vector<Integer>{2, -3, 0}, std::vector<Integer>{5, 4, 7}) == -2);
  CHECK(dot(std::vector<Integer>{}, std::vector<Integer>{}) == 0);
  CHECK(primitive({-6, 0, 9}) == std::vector<Integer>{-2, 0, 3});
  CHECK(primitive({-5}) == std::vector<Integer>{-1});
  CHECK(primitive({4, 9}) == std::vector<Integer>{4, 9});
  CHECK(primitive({0, 0}) == std::vector<Integer>{0, 0});
  CHECK(primitive({}).empty());
}
