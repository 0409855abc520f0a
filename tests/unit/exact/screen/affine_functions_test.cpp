// SPDX-License-Identifier: GPL-3.0-or-later
//
// Floating values against exact ones: never farther away than the stated error, whatever the sizes.

#include "exact/screen/affine_functions.hpp"

#include "exact/finite.hpp"
#include "exact/power_of_two.hpp"

#include <catch2/catch.hpp>

#include <random>

using namespace thalweg;

namespace {

/// A fraction between −2^12 and 2^12, or 0, times a power of two up to 2^±range.
Rational drawn(std::mt19937& random, long range) {
  const Rational value(static_cast<long>(random() % 4097) - 2048,
                       static_cast<unsigned long>(1 + random() % 7));
  const long exponent =
      range == 0 ? 0 : static_cast<long>(random() % static_cast<unsigned long>(2 * range)) - range;
  Rational result = random() % 8 == 0 ? Rational(0) : times_power_of_two(value, exponent);
  result.canonicalize();
  return result;
}

Vector drawn_vector(std::mt19937& random, std::size_t size, long range) {
  Vector result;
  for (std::size_t k = 0; k < size; ++k)
    result.push_back(drawn(random, range));
  return result;
}

} // namespace

TEST_CASE("floating values are within their error", "[exact]") {
  for (unsigned seed = 0; seed < 200; ++seed) {
    CAPTURE(seed);
    std::mt19937 random(seed);
    const long range = seed % 4 == 0 ? 3000 : seed % 4 == 1 ? 60 : 0;
    const std::size_t dimension = random() % 5;
    std::vector<Vector> points;
    for (std::size_t i = 0; i < 4; ++i)
      points.push_back(drawn_vector(random, dimension, range));
    AffineMap functions;
    for (std::size_t j = 0; j < 1 + random() % 19; ++j)
      functions.push_back({drawn_vector(random, dimension, range), drawn(random, range)});
    if (dimension > 0 && functions[0].linear[0] != 0) // exactly 0 at a point
      functions[0].constant -= functions[0](points[0]);
    const FloatingPoints floating_points(points, dimension);
    const FloatingFunctions floating(floating_points, functions);
    const FloatingFunctions from_integers(floating_points, integer_affine_functions(functions));
    REQUIRE(floating.count() == functions.size());
    std::vector<double> values(floating.padded_count());
    for (std::size_t i = 0; i < points.size(); ++i) {
      floating.evaluate(floating_points.coordinates(i), values.data());
      for (std::size_t j = 0; j < functions.size(); ++j) {
        REQUIRE(values[j] == floating.value(j, floating_points.coordinates(i)));
        const int sign = floating.clear_sign(j, floating_points, i);
        REQUIRE((sign == 0 || sign == sgn(functions[j](points[i]))));
        REQUIRE((sign != 0 || abs(exact_value(values[j])) <= exact_value(floating.error(j))));
        const Rational exact = times_power_of_two(functions[j](points[i]), -floating.exponent(j));
        REQUIRE(abs(exact - exact_value(values[j])) <= exact_value(floating.error(j)));
        const double other = from_integers.value(j, floating_points.coordinates(i));
        const Rational on_scale =
            times_power_of_two(functions[j](points[i]), -from_integers.exponent(j));
        REQUIRE(abs(on_scale - exact_value(other)) <= exact_value(from_integers.error(j)));
        REQUIRE(floating.error(j) < 1e-13 * static_cast<double>(dimension + 1));
      }
    }
  }
}

TEST_CASE("constant functions are known as such", "[exact]") {
  const FloatingPoints points({{Rational(1, 3), 5}}, 2);
  const FloatingFunctions functions(points, AffineMap{{{0, 0}, 7}, {{0, 1}, 7}, {{0, 0}, 0}});
  CHECK(functions.is_constant(0));
  CHECK_FALSE(functions.is_constant(1));
  CHECK(functions.is_constant(2));
  CHECK(functions.value(2, points.coordinates(0)) == 0);
  CHECK(functions.error(2) == 0);
}
