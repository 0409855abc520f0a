// SPDX-License-Identifier: GPL-3.0-or-later
//
// Values over common denominators against plain rational evaluation.

#include "constructions/input_table.hpp"

#include "constructions/tuning_samples.hpp"
#include "exact/error.hpp"
#include "partition/short_number.hpp"
#include "random_instance.hpp"

#include <catch2/catch.hpp>

#include <cmath>

using namespace thalweg;

TEST_CASE("values over a common denominator are the exact values", "[constructions]") {
  for (unsigned seed = 0; seed < 60; ++seed) {
    INFO("seed " << seed);
    test::Draw draw(seed);
    const auto dimension = static_cast<std::size_t>(draw.integer(0, 4));
    std::vector<Vector> inputs;
    for (int i = draw.integer(1, 6); i > 0; --i)
      inputs.push_back(draw.vector(dimension, 30));
    const AffineFunction f{draw.vector(dimension, 9), draw.rational(9)};
    const InputTable table(inputs, dimension);
    const SampleValues values = table.values(f);
    const long exponent = table.magnitude_exponent(f);
    const std::vector<double> truncated = table.truncated_values(f, exponent);
    Rational greatest = 0;
    for (std::size_t i = 0; i < inputs.size(); ++i) {
      const Rational exact = f(inputs[i]);
      REQUIRE(fraction(values.numerators[i], values.denominator) == exact);
      REQUIRE(std::abs(truncated[i]) < 1);
      const double wanted = std::ldexp(exact.get_d(), static_cast<int>(-exponent));
      REQUIRE(truncated[i] == Approx(wanted).epsilon(1e-14));
      greatest = std::max(greatest, Rational(abs(exact)));
    }
    CHECK(greatest_magnitude(values) == greatest);
    CHECK(!least_magnitude(values, {}));
    CHECK(*least_magnitude(values, {0}) == abs(f(inputs[0])));
  }
}

TEST_CASE("short upper bounds are the least short numbers above", "[constructions]") {
  CHECK(short_upper_bound(Rational(0)) == 0);
  CHECK(short_upper_bound(Rational(1)) == 1);
  CHECK(short_upper_bound(Rational(65)) == 66); // six bits: multiples of 2 from 64 to 128
  CHECK(short_upper_bound(Rational(1, 3), 2) == Rational(3, 8));
  CHECK(short_upper_bound(Rational(127)) == 128);
  CHECK_THROWS_AS(short_upper_bound(Rational(-1)), InternalError);
}

TEST_CASE("a part of the samples keeps every group and the extremes", "[constructions]") {
  test::Draw draw(5);
  Dataset data = test::random_data(draw, 400, 2, 1);
  data.inputs[123] = {Rational(50), Rational(1, 9)}; // the farthest in direction (1, 0)
  const Slabs slabs{{Rational(1), Rational(0)}, {Rational(1, 7), Rational(40)}};
  const std::vector<AffineMap> pieces(3, {zero_function(2)});
  const Dataset part = tuning_samples(data, slabs, pieces, 40);
  CHECK(part.sample_count() < 60);
  CHECK(sample_groups(slabs, part).members()[2].size() == 1);
  CHECK(tuning_samples(data, slabs, pieces, 400).inputs == data.inputs);
}
