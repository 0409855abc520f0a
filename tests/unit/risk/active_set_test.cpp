// SPDX-License-Identifier: GPL-3.0-or-later
//
// The exact walk through cells: however wrong the guess, the end is proven
// optimal, and its sum is that of the fit that starts from the guess.

#include "exact/error.hpp"
#include "risk/active_set.hpp"
#include "unit/risk/walks.hpp"

#include <catch2/catch.hpp>

using namespace thalweg;

TEST_CASE("walks from wrong points end in proven minima", "[risk]") {
  const unsigned seed = 522;
  CAPTURE(seed);
  std::mt19937 random(seed);
  for (const Loss& l : test::all_losses()) {
    if (is_piecewise_linear(l))
      continue;
    for (int round = 0; round < 80; ++round) {
      CAPTURE(to_string(l), round);
      const auto [data, weighted] = test::problem(random, l, 25);
      const Design rows = design({data, weighted}, test::all_samples(data));
      if (rows.samples.empty())
        continue;
      const PiecewiseFunctions functions = piecewise_functions({data, weighted}, rows, 0);
      IntegerVector start{std::vector<Integer>(rows.rank()), 1 + random() % 3};
      for (Integer& entry : start.numerators)
        entry = static_cast<int>(random() % 41) - 20;
      const ConvexFit fit =
          test::fit_of(rows, functions, active_set_optimum(rows, functions, start), data);
      const SampleSet all = test::all_samples(data);
      CHECK(fit_fault({data, weighted}, all, fit.p, fit.subgradients) == std::nullopt);
      CHECK(sum_of_losses({data, weighted}, all, fit.p) ==
            sum_of_losses({data, weighted}, all, convex_fit({data, weighted}, all).p));
    }
  }
}

TEST_CASE("active sets are for losses with continuous derivatives", "[risk]") {
  const Dataset data = test::samples({{0}, {1}, {2}}, {0, 1, 1});
  const Design rows = design({data, test::kept(loss(LossKind::absolute))}, {0, 1, 2});
  const PiecewiseFunctions functions =
      piecewise_functions({data, test::kept(loss(LossKind::absolute))}, rows, 0);
  CHECK_THROWS_AS(active_set_optimum(rows, functions, IntegerVector{{0, 0}, 1}), InternalError);
  const PiecewiseFunctions squares =
      piecewise_functions({data, test::kept(loss(LossKind::squared))}, rows, 0);
  CHECK_THROWS_AS(active_set_optimum(rows, squares, IntegerVector{{0}, 1}), InternalError);
}
