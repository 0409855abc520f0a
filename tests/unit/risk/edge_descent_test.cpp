// SPDX-License-Identifier: GPL-3.0-or-later
//
// The exact walks from bad starts: however wrong the guess, the end is proven optimal, and its sum
// is that of the fit that starts from the guess.

#include "exact/error.hpp"
#include "risk/active_set.hpp"
#include "risk/convex_fit.hpp"
#include "risk/edge_descent.hpp"
#include "unit/risk/samples.hpp"

#include <catch2/catch.hpp>

using namespace thalweg;

namespace {

/// The end of a walk as a fit of output 0, checked like any other.
ConvexFit fit_of(const Design& rows, const PiecewiseFunctions& functions,
                 const PiecewiseOptimum& best, const Dataset& data) {
  ConvexFit fit{{zero_function(data.input_dimension())},
                std::vector<Vector>(data.sample_count(), Vector(1))};
  for (std::size_t k = 0; k < rows.rank(); ++k) {
    const std::size_t column = rows.columns[k];
    (column == 0 ? fit.p[0].constant : fit.p[0].linear[column - 1]) =
        fraction(best.point.numerators[k] * rows.scales[k],
                 best.point.denominator * functions.value_denominator);
  }
  for (std::size_t i = 0; i < rows.sample_count(); ++i)
    fit.subgradients[rows.samples[i]][0] =
        fraction(best.slopes.numerators[i], best.slopes.denominator * functions.slope_denominator);
  return fit;
}

/// random_samples with one target, and sample weights only.
std::pair<Dataset, WeightedLoss> problem(std::mt19937& random, const Loss& loss,
                                         std::size_t count) {
  Dataset data = test::random_samples(random, has_labels(loss), 3, count);
  while (data.target_dimension() > 1) {
    data.target_columns.pop_back();
    data.columns.pop_back();
    for (Vector& target : data.targets)
      target.pop_back();
  }
  WeightedLoss weighted = test::random_weights(random, loss, data);
  weighted.output_weights.clear();
  return {std::move(data), std::move(weighted)};
}

} // namespace

TEST_CASE("walks from wrong bases end in proven minima", "[risk]") {
  const unsigned seed = 521;
  CAPTURE(seed);
  std::mt19937 random(seed);
  for (const Loss& l : test::all_losses()) {
    if (!is_piecewise_linear(l))
      continue;
    for (int round = 0; round < 80; ++round) {
      CAPTURE(to_string(l), round);
      const auto [data, weighted] = problem(random, l, 25);
      const Design rows = design(weighted, data, test::all_samples(data));
      if (rows.samples.empty())
        continue;
      const PiecewiseFunctions functions = piecewise_functions(weighted, data, rows, 0);
      EdgeBasis start; // too few, too many, repeated or impossible terms are allowed
      const std::size_t size = random() % 3 == 0 ? random() % 6 : rows.rank();
      for (std::size_t k = 0; k < size; ++k)
        start.held.push_back(random() % (rows.sample_count() + 1));
      for (std::size_t k = 0; k < rows.sample_count(); ++k)
        start.is_high.push_back(random() % 2 == 0);
      const ConvexFit fit = fit_of(rows, functions, edge_descent(rows, functions, start), data);
      const SampleSet all = test::all_samples(data);
      CHECK(fit_fault(weighted, data, all, fit.p, fit.subgradients) == std::nullopt);
      CHECK(sum_of_losses(weighted, data, all, fit.p) ==
            sum_of_losses(weighted, data, all, convex_fit(weighted, data, all).p));
    }
  }
}

TEST_CASE("walks from wrong points end in proven minima", "[risk]") {
  const unsigned seed = 522;
  CAPTURE(seed);
  std::mt19937 random(seed);
  for (const Loss& l : test::all_losses()) {
    if (is_piecewise_linear(l))
      continue;
    for (int round = 0; round < 80; ++round) {
      CAPTURE(to_string(l), round);
      const auto [data, weighted] = problem(random, l, 25);
      const Design rows = design(weighted, data, test::all_samples(data));
      if (rows.samples.empty())
        continue;
      const PiecewiseFunctions functions = piecewise_functions(weighted, data, rows, 0);
      IntegerVector start{std::vector<Integer>(rows.rank()), 1 + random() % 3};
      for (Integer& entry : start.numerators)
        entry = static_cast<int>(random() % 41) - 20;
      const ConvexFit fit =
          fit_of(rows, functions, active_set_optimum(rows, functions, start), data);
      const SampleSet all = test::all_samples(data);
      CHECK(fit_fault(weighted, data, all, fit.p, fit.subgradients) == std::nullopt);
      CHECK(sum_of_losses(weighted, data, all, fit.p) ==
            sum_of_losses(weighted, data, all, convex_fit(weighted, data, all).p));
    }
  }
}

TEST_CASE("each walk refuses the losses of the other", "[risk]") {
  const Dataset data = test::samples({{0}, {1}, {2}}, {0, 1, 1});
  const auto functions_of = [&](const Loss& l, const Design& rows) {
    return piecewise_functions(l, data, rows, 0);
  };
  const Design rows = design(loss(LossKind::absolute), data, {0, 1, 2});
  REQUIRE(rows.rank() == 2);
  CHECK_THROWS_AS(edge_descent(rows, functions_of(loss(LossKind::huber, 1), rows), {}),
                  InternalError);
  CHECK_THROWS_AS(active_set_optimum(rows, functions_of(loss(LossKind::absolute), rows),
                                     IntegerVector{{0, 0}, 1}),
                  InternalError);
}
