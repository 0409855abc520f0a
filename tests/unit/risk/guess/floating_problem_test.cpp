// SPDX-License-Identifier: GPL-3.0-or-later
//
// The floating problem and the way back: a floating point and the rational point it stands for have
// the same values, up to rounding, and guesses of well-behaved problems are nearly stationary.

#include "risk/active_set.hpp"
#include "risk/guess/floating_problem.hpp"
#include "risk/guess/minimiser.hpp"
#include "unit/risk/samples.hpp"

#include <catch2/catch.hpp>

#include <cmath>

using namespace thalweg;

namespace {

/// Inputs around 1000 and 1/1000, targets around 50.
Dataset shifted_samples(std::mt19937& random) {
  std::vector<Vector> inputs;
  Vector targets;
  for (int i = 0; i < 40; ++i) {
    inputs.push_back({1000 + fraction(static_cast<int>(random() % 100), 7),
                      fraction(static_cast<int>(random() % 100), 100000)});
    targets.push_back(50 + fraction(static_cast<int>(random() % 100), 9));
  }
  return test::samples(inputs, targets);
}

} // namespace

TEST_CASE("a floating point stands for a rational one", "[risk]") {
  const unsigned seed = 531;
  CAPTURE(seed);
  std::mt19937 random(seed);
  const Dataset data = shifted_samples(random);
  const WeightedLoss huber = loss(LossKind::huber, 1);
  const Design rows = design({data, huber}, test::all_samples(data));
  const PiecewiseFunctions functions = piecewise_functions({data, huber}, rows, 0);
  const FloatingProblem problem = floating_problem(rows, functions);
  const std::vector<double> z = {0.5, -0.25, 2};
  const std::optional<IntegerVector> point = problem.exact_point(z);
  REQUIRE(point.has_value());
  const std::vector<Integer> values = row_products(rows.rows, point->numerators);
  for (std::size_t i = 0; i < rows.sample_count(); ++i)
    for (std::size_t m = 0; m < 2; ++m) {
      // (a·P − b)/2^exponent, exactly and in floating point
      const Rational exact =
          fraction(values[i], point->denominator) - functions.of_sample[i].breakpoints[m];
      const double expected = std::ldexp(exact.get_d(), -static_cast<int>(problem.value_exponent));
      const double found = problem.value(i, z) - problem.functions[i].breakpoints[m];
      CHECK(std::abs(found - expected) < 1e-12);
    }
  CHECK_FALSE(problem.exact_point({0, std::nan(""), 0}).has_value());
}

TEST_CASE("guessed minimisers are nearly stationary", "[risk]") {
  const unsigned seed = 532;
  CAPTURE(seed);
  std::mt19937 random(seed);
  const Dataset data = shifted_samples(random);
  const WeightedLoss huber = loss(LossKind::huber, 1);
  const Design rows = design({data, huber}, test::all_samples(data));
  const PiecewiseFunctions functions = piecewise_functions({data, huber}, rows, 0);
  const std::optional<IntegerVector> guess = guessed_minimiser(rows, functions);
  REQUIRE(guess.has_value());
  const PiecewiseOptimum best = active_set_optimum(rows, functions, *guess);
  const std::vector<Integer> guessed = row_products(rows.rows, guess->numerators);
  const std::vector<Integer> exact = row_products(rows.rows, best.point.numerators);
  for (std::size_t i = 0; i < rows.sample_count(); ++i) {
    const Rational difference =
        fraction(guessed[i], guess->denominator) - fraction(exact[i], best.point.denominator);
    CHECK(std::abs(difference.get_d()) < 1e-6 * functions.value_denominator.get_d());
  }
}

TEST_CASE("floating inverses", "[risk]") {
  // (0 1; 2 4): the first pivot is below, the inverse (−2 1/2; 1 0).
  CHECK(floating_inverse({0, 1, 2, 4}, 2) == std::vector<double>{-2, 0.5, 1, 0});
  CHECK_FALSE(floating_inverse({1, 2, 2, 4}, 2).has_value());
  CHECK(floating_inverse({}, 0) == std::vector<double>{});
}
