// SPDX-License-Identifier: GPL-3.0-or-later
//
// Fits over columns: by hand, against fits over (1, x), and against all vertices by brute force.

#include "risk/column_fit.hpp"
#include "risk/convex_fit.hpp"

#include "unit/risk/samples.hpp"

#include <catch2/catch.hpp>

#include <random>

using namespace thalweg;

namespace {

Dataset targets_only(const Vector& targets) {
  Dataset data;
  data.columns = {"y"};
  data.target_columns = {0};
  for (const Rational& y : targets) {
    data.inputs.emplace_back();
    data.targets.push_back({y});
  }
  return data;
}

SampleSet all_of(const Dataset& data) {
  SampleSet result;
  for (std::size_t i = 0; i < data.sample_count(); ++i)
    result.push_back(i);
  return result;
}

/// Σ g φ = 0 for every column and g_i ∈ ∂ℓ_i: the proof, multiplied out.
void check_proof(const Problem& problem, const Columns& columns, const ColumnFit& fit) {
  const Dataset& data = problem.data;
  Rational sum;
  for (std::size_t i = 0; i < data.sample_count(); ++i) {
    Vector output(data.target_dimension());
    for (std::size_t o = 0; o < output.size(); ++o)
      for (std::size_t k = 0; k < columns.size(); ++k)
        output[o] += fit.coefficients[o][k] * columns[k][i];
    const std::vector<SlopeInterval> slopes = subdifferential(problem, i, output);
    for (std::size_t o = 0; o < output.size(); ++o)
      CHECK(slopes[o].contains(fit.subgradients[i][o]));
    sum += sample_loss(problem, i, output);
  }
  CHECK(sum == fit.sum);
  for (std::size_t o = 0; o < data.target_dimension(); ++o)
    for (const Vector& column : columns) {
      Rational moment;
      for (std::size_t i = 0; i < data.sample_count(); ++i)
        moment += fit.subgradients[i][o] * column[i];
      CHECK(moment == 0);
    }
}

} // namespace

TEST_CASE("a line through the origin with the absolute loss", "[risk]") {
  // |c − 1| + |2c − 6| + |c + 1|: slopes change at −1, 1, 3 by 2, 2, 4: the weighted median is 1
  // (to the left of it the slope is −4 + 2 = −2, to the right 0, up to 3).
  const Dataset data = targets_only({1, 6, -1});
  const ColumnFit fit =
      column_fit({data, test::kept(loss(LossKind::absolute))}, all_of(data), {{1, 2, 1}});
  CHECK(fit.sum == 6);
  CHECK(fit.coefficients[0][0] >= 1);
  CHECK(fit.coefficients[0][0] <= 3);
  check_proof({data, test::kept(loss(LossKind::absolute))}, {{1, 2, 1}}, fit);
}

TEST_CASE("no columns, zero columns and dependent columns", "[risk]") {
  const Dataset data = targets_only({1, -2, 0});
  for (const Columns& columns : {Columns{}, Columns{{0, 0, 0}}}) {
    const ColumnFit fit =
        column_fit({data, test::kept(loss(LossKind::absolute))}, all_of(data), columns);
    CHECK(fit.sum == 3);
    check_proof({data, test::kept(loss(LossKind::absolute))}, columns, fit);
  }
  const Columns dependent = {{1, 2, 3}, {2, 4, 6}, {1, 1, 1}};
  CHECK(independent_columns(dependent) == std::vector<std::size_t>{2, 0}); // the ones first
  const ColumnFit fit =
      column_fit({data, test::kept(loss(LossKind::huber, 1))}, all_of(data), dependent);
  CHECK(fit.coefficients[0][1] == 0);
  check_proof({data, test::kept(loss(LossKind::huber, 1))}, dependent, fit);
}

TEST_CASE("columns (1, x) give the affine fit, others as good as any vertex", "[risk]") {
  const unsigned seed = 5150;
  INFO("seed " << seed);
  std::mt19937 random(seed);
  const auto small = [&random](int size) {
    return Rational(static_cast<int>(random() % static_cast<unsigned>(2 * size + 1)) - size);
  };
  for (int trial = 0; trial < 60; ++trial) {
    const std::vector<Loss> losses = {
        loss(LossKind::absolute),   loss(LossKind::huber, fraction(3, 2)),
        loss(LossKind::epsilon, 1), loss(LossKind::quantile, fraction(1, 4)),
        loss(LossKind::hinge),      loss(LossKind::squared_hinge),
        loss(LossKind::squared)};
    WeightedLoss one(losses[static_cast<std::size_t>(trial) % losses.size()]);
    INFO("trial " << trial << ", " << to_string(one.loss));
    const std::size_t n = 1 + random() % 7, columns = 1 + random() % 2;
    Vector targets;
    for (std::size_t i = 0; i < n; ++i)
      targets.push_back(has_labels(one.loss) ? Rational(random() % 2 == 0 ? -1 : 1) : small(3));
    if (random() % 2 == 0)
      for (std::size_t i = 0; i < n; ++i)
        one.sample_weights.push_back(fraction(static_cast<long>(random() % 4), 2));
    Dataset data = targets_only(targets);
    Columns given(columns);
    for (Vector& column : given)
      for (std::size_t i = 0; i < n; ++i)
        column.push_back(small(2));
    const ColumnFit fit = column_fit({data, one}, all_of(data), given);
    check_proof({data, one}, given, fit);
    if (is_piecewise_linear(one.loss) && columns == 1) { // some breakpoint is as good
      Rational best = column_fit({data, one}, all_of(data), {}).sum;
      for (std::size_t i = 0; i < n; ++i)
        for (const Rational& breakpoint : loss_pieces(one.loss, targets[i]).breakpoints) {
          if (given[0][i] == 0)
            continue;
          Rational sum;
          for (std::size_t k = 0; k < n; ++k)
            sum += sample_loss({data, one}, k, {given[0][k] * breakpoint / given[0][i]});
          best = std::min(best, sum);
        }
      CHECK(best == fit.sum);
    }
    data.columns = {"x", "y"};
    data.target_columns = {1};
    for (std::size_t i = 0; i < n; ++i)
      data.inputs[i] = {given[0][i]};
    const ConvexFit affine = convex_fit({data, one}, all_of(data));
    const Columns with_ones = {Vector(n, Rational(1)), given[0]};
    CHECK(column_fit({data, one}, all_of(data), with_ones).sum ==
          sum_of_losses({data, one}, all_of(data), affine.p));
  }
}
