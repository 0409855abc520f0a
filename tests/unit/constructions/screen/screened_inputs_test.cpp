// SPDX-License-Identifier: GPL-3.0-or-later
//
// Screened extremes against plain rational evaluation.

#include "constructions/screen/screened_inputs.hpp"

#include "constructions/tuning_samples.hpp"
#include "exact/error.hpp"
#include "exact/guess/truncated_quotient.hpp"
#include "exact/power_of_two.hpp"
#include "partition/short_number.hpp"
#include "unit/constructions/random_instance.hpp"

#include <catch2/catch.hpp>

#include <algorithm>

using namespace thalweg;

TEST_CASE("screened extremes are the exact ones", "[constructions]") {
  for (unsigned seed = 0; seed < 120; ++seed) {
    INFO("seed " << seed);
    test::Draw draw(seed);
    const auto dimension = static_cast<std::size_t>(draw.integer(0, 4));
    std::vector<Vector> inputs;
    for (int i = draw.integer(1, 9); i > 0; --i) {
      inputs.push_back(draw.vector(dimension, 3));  // ties
      if (dimension > 0 && draw.integer(0, 2) == 0) // and what doubles cannot tell apart
        inputs.back()[0] += times_power_of_two(draw.integer(-1, 1), -70);
    }
    const AffineFunction f{draw.vector(dimension, 3), draw.rational(3)};
    SampleSet subset;
    for (std::size_t i = 0; i < inputs.size(); ++i)
      if (i == 0 || draw.integer(0, 1) == 0)
        subset.push_back(i);
    const ScreenedInputs screened(inputs, dimension);
    Rational greatest = 0, least = abs(f(inputs[subset.front()]));
    for (const Vector& x : inputs)
      greatest = std::max(greatest, Rational(abs(f(x))));
    for (const std::size_t i : subset)
      least = std::min(least, Rational(abs(f(inputs[i]))));
    REQUIRE(screened.greatest_magnitude(f) == greatest);
    REQUIRE(screened.least_magnitude(f, subset) == least);
    REQUIRE(!screened.least_magnitude(f, {}));
    const auto [first, last] =
        std::minmax_element(subset.begin(), subset.end(), [&](std::size_t a, std::size_t b) {
          return f(inputs[a]) < f(inputs[b]);
        });
    const ScreenedInputs::Extremes extremes = screened.extremes(f, subset);
    REQUIRE(extremes.least == *first);
    REQUIRE(extremes.greatest == *last);
  }
}

TEST_CASE("quotients are truncated to doubles", "[constructions]") {
  CHECK(truncated_quotient(1, 3) == 0x1.5555555555555p-2);
  CHECK(truncated_quotient(-2, 3) == -0x1.5555555555555p-1);
  CHECK(truncated_quotient(6, 4) == 1.5);
  CHECK(truncated_quotient(0, 4) == 0);
  const Integer huge = Integer(1) << 3000;
  CHECK(truncated_quotient(huge + 1, huge) == 1);
  CHECK(truncated_quotient(huge - 1, huge) == 1 - 0x1p-53);
}

TEST_CASE("short upper bounds are the least short numbers above", "[constructions]") {
  CHECK(short_upper_bound(Rational(0)) == 0);
  CHECK(short_upper_bound(Rational(1)) == 1);
  CHECK(short_upper_bound(Rational(65)) == 66); // six bits: multiples of 2 from 64 to 128
  CHECK(short_upper_bound(Rational(1, 3), 2) == Rational(3, 8));
  CHECK(short_upper_bound(Rational(127)) == 128);
  CHECK_THROWS_AS(short_upper_bound(Rational(-1)), InternalError);
}

TEST_CASE("with many groups a part of the samples keeps those next to every hyperplane",
          "[constructions]") {
  Dataset data{{"x", "y"}, {1}, {}, {}};
  for (int k = 0; k < 3000; ++k) {
    data.inputs.push_back({Rational(k)});
    data.targets.push_back({Rational(k % 7)});
  }
  HyperplaneTree tree; // [0, 50), [50, 100), …
  for (std::size_t k = 1; k < 60; ++k)
    tree.nodes.push_back({{{Rational(1)}, Rational(100 * k - 1, 2)},
                          leaf(k - 1),
                          k < 59 ? static_cast<int>(k) : leaf(59)});
  const std::vector<AffineMap> pieces(60, {AffineFunction{{Rational(1)}, Rational(0)}});
  const Dataset part = tuning_samples(data, tree, pieces, 100);
  CHECK(part.sample_count() < 400);
  for (std::size_t k = 50; k < 3000; k += 50)
    for (const std::size_t i : {k - 1, k})
      CHECK(std::count(part.inputs.begin(), part.inputs.end(), data.inputs[i]) == 1);
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
