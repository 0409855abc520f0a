// SPDX-License-Identifier: GPL-3.0-or-later
//
// The exact walk along edges: however wrong the guess, the end is proven
// optimal, and its sum is that of the fit that starts from the guess.

#include "exact/error.hpp"
#include "risk/edge_descent.hpp"
#include "risk/guess/edge_basis.hpp"
#include "unit/risk/walks.hpp"

#include <catch2/catch.hpp>

using namespace thalweg;

TEST_CASE("walks from wrong bases end in proven minima", "[risk]") {
  const unsigned seed = 521;
  CAPTURE(seed);
  std::mt19937 random(seed);
  for (const Loss& l : test::all_losses()) {
    if (!is_piecewise_linear(l))
      continue;
    for (int round = 0; round < 80; ++round) {
      CAPTURE(to_string(l), round);
      const auto [data, weighted] = test::problem(random, l, 25);
      const Design rows = design({data, weighted}, test::all_samples(data));
      if (rows.samples.empty())
        continue;
      const PiecewiseFunctions functions = piecewise_functions({data, weighted}, rows, 0);
      EdgeBasis start; // too few, too many, repeated or impossible terms are allowed
      const std::size_t size = random() % 3 == 0 ? random() % 6 : rows.rank();
      for (std::size_t k = 0; k < size; ++k)
        start.held.push_back(random() % (rows.sample_count() + 1));
      for (std::size_t k = 0; k < rows.sample_count(); ++k)
        start.is_high.push_back(random() % 2 == 0);
      const ConvexFit fit =
          test::fit_of(rows, functions, edge_descent(rows, functions, start), data);
      const SampleSet all = test::all_samples(data);
      CHECK(fit_fault({data, weighted}, all, fit.p, fit.subgradients) == std::nullopt);
      CHECK(sum_of_losses({data, weighted}, all, fit.p) ==
            sum_of_losses({data, weighted}, all, convex_fit({data, weighted}, all).p));
    }
  }
}

TEST_CASE("the floating walk finds the basis of well-behaved data", "[risk]") {
  // The exact walk keeps a basis that is optimal: the guess is not only corrected, it is right.
  const unsigned seed = 523;
  CAPTURE(seed);
  std::mt19937 random(seed);
  std::vector<Vector> inputs;
  Vector targets;
  for (int i = 0; i < 60; ++i) {
    inputs.push_back({fraction(static_cast<int>(random() % 2001), 100),
                      fraction(static_cast<int>(random() % 2001), 100)});
    targets.push_back(fraction(static_cast<int>(random() % 2001), 100));
  }
  const Dataset data = test::samples(inputs, targets);
  const WeightedLoss absolute = loss(LossKind::absolute);
  const Design rows = design({data, absolute}, test::all_samples(data));
  const PiecewiseFunctions functions = piecewise_functions({data, absolute}, rows, 0);
  const EdgeBasis guess = guessed_basis(rows, functions);
  const PiecewiseOptimum best = edge_descent(rows, functions, guess);
  REQUIRE(guess.held.size() == 3);
  const std::vector<Integer> values = row_products(rows.rows, best.point.numerators);
  for (const std::size_t term : guess.held) // one term per sample
    CHECK(values[term] == functions.of_sample[term].breakpoints[0] * best.point.denominator);
}

TEST_CASE("edges are for piecewise linear losses", "[risk]") {
  const Dataset data = test::samples({{0}, {1}, {2}}, {0, 1, 1});
  const Design rows = design({data, test::kept(loss(LossKind::huber, 1))}, {0, 1, 2});
  REQUIRE(rows.rank() == 2);
  const PiecewiseFunctions functions =
      piecewise_functions({data, test::kept(loss(LossKind::huber, 1))}, rows, 0);
  CHECK_THROWS_AS(edge_descent(rows, functions, {}), InternalError);
}
