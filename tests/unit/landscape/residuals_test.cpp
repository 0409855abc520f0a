// SPDX-License-Identifier: GPL-3.0-or-later
//
// Sums over residuals by hand and, with denominators of all kinds, against their definition.

#include "exact/error.hpp"
#include "landscape/subgradients.hpp"
#include "samples.hpp"

#include <catch2/catch.hpp>

using namespace thalweg;
using namespace thalweg::samples;

TEST_CASE("moments of three residuals by hand", "[landscape]") {
  // f(x) = x/2 − 1/3; residuals at x = 0, 1/2, 2 with targets 0, 1/4, 1: −1/3, −1/3, −1/3.
  const AffineMap f = {{{Rational(1, 2)}, Rational(-1, 3)}};
  const Dataset data =
      dataset({{0}, {Rational(1, 2)}, {2}, {9}}, {{0}, {Rational(1, 4)}, {1}, {9}});
  CHECK(sum_of_squared_residuals(f, data, {0, 1, 2}) == Rational(1, 3));
  const std::vector<ResidualMoments> moments = residual_moments(f, data, {0, 1, 2});
  REQUIRE(moments.size() == 1);
  CHECK(moments[0].sum == -1);
  CHECK(moments[0].input_sums == Vector{Rational(-5, 6)});
}

TEST_CASE("no members, no sums", "[landscape]") {
  const Dataset data = dataset({{1, 2}}, {{3}});
  const AffineMap f = {{{1, 1}, 1}};
  CHECK(sum_of_squared_residuals(f, data, {}) == 0);
  CHECK(residual_moments(f, data, {})[0].sum == 0);
  CHECK(residual_moments(f, data, {})[0].input_sums == Vector{0, 0});
}

TEST_CASE("sums agree with their definition", "[landscape]") {
  for (unsigned seed = 1; seed <= 60; ++seed) {
    CAPTURE(seed);
    std::mt19937 random(seed);
    const std::size_t inputs = random() % 3, outputs = 1 + random() % 2, count = 1 + random() % 9;
    Dataset data = random_dataset(random, count, inputs, outputs);
    for (std::size_t i = 0; i < count; ++i) // every sample with a denominator of its own
      data.targets[i][0] /= Rational(static_cast<unsigned long>(7 + 2 * i));
    AffineMap f;
    for (std::size_t o = 0; o < outputs; ++o) {
      const Vector linear = small_vector(random, inputs);
      f.push_back({linear, small_rational(random)});
    }
    SampleSet members;
    for (std::size_t i = 0; i < count; i += 1 + random() % 2)
      members.push_back(i);
    Rational squares = 0;
    const std::vector<ResidualMoments> moments = residual_moments(f, data, members);
    for (std::size_t o = 0; o < outputs; ++o) {
      Rational sum = 0;
      Vector input_sums(inputs);
      for (const std::size_t i : members) {
        const Rational residual = f[o](data.inputs[i]) - data.targets[i][o];
        squares += residual * residual;
        sum += residual;
        for (std::size_t k = 0; k < inputs; ++k)
          input_sums[k] += residual * data.inputs[i][k];
      }
      REQUIRE(moments[o].sum == sum);
      REQUIRE(moments[o].input_sums == input_sums);
    }
    REQUIRE(sum_of_squared_residuals(f, data, members) == squares);
  }
}

TEST_CASE("the first unsettled wall is named", "[landscape]") {
  const Network network{
      {{1, {{{0, 1}}}, {0}, relu()}, {1, {{{0, 1}}}, {0}, identity_activation()}}};
  Dataset data = dataset({{1}, {0}, {0}}, {{5}, {0}, {0}});
  const PatternClasses classes = pattern_classes(network, data);
  CHECK_FALSE(unsettled_wall_sample(network, data, classes));
  CHECK_NOTHROW(require_walls_settled(network, data, classes));
  data.targets[2][0] = 1;
  CHECK(unsettled_wall_sample(network, data, classes) == 2u);
  CHECK_THROWS_AS(require_walls_settled(network, data, classes), ClaimError);
}
