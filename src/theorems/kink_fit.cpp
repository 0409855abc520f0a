// SPDX-License-Identifier: GPL-3.0-or-later

#include "theorems/kink_fit.hpp"

#include "risk/column_fit.hpp"
#include "theorems/kink_step.hpp"

#include <algorithm>

namespace thalweg {

namespace {

constexpr std::size_t most_tried = 12;

/// One output as data of its own, with its weight.
struct OneOutput {
  Dataset data;
  WeightedLoss loss;
  SampleSet all;
};

OneOutput one_output(const Problem& problem, std::size_t output) {
  OneOutput result{{},
                   WeightedLoss(problem.loss.loss, {problem.loss.output_weight(output)},
                                problem.loss.sample_weights),
                   {}};
  result.data.columns = {"y"};
  result.data.target_columns = {0};
  result.data.inputs.resize(problem.data.sample_count());
  for (std::size_t i = 0; i < problem.data.sample_count(); ++i) {
    result.data.targets.push_back({problem.data.targets[i][output]});
    result.all.push_back(i);
  }
  return result;
}

/// 1, x_1, …, x_d
Columns affine_columns(const Dataset& data) {
  Columns columns = {Vector(data.sample_count(), Rational(1))};
  for (std::size_t k = 0; k < data.input_dimension(); ++k) {
    columns.emplace_back();
    for (const Vector& x : data.inputs)
      columns.back().push_back(x[k]);
  }
  return columns;
}

Vector feature(const Dataset& data, const AffineFunction& q, const Corner& corner) {
  Vector phi;
  for (const Vector& x : data.inputs)
    phi.push_back(corner(q(x)));
  return phi;
}

/// The arguments with positive scores, the largest first.
std::vector<AffineFunction> promising(const Dataset& data, const Vector& slopes,
                                      const Corner& corner) {
  std::vector<std::pair<Rational, AffineFunction>> scored;
  for (AffineFunction& q : kink_arguments(data.inputs)) {
    const Vector phi = feature(data, q, corner);
    const Rational product = dot(slopes, phi);
    if (product != 0)
      scored.emplace_back(product * product / dot(phi, phi), std::move(q));
  }
  std::stable_sort(scored.begin(), scored.end(),
                   [](const auto& a, const auto& b) { return a.first > b.first; });
  scored.resize(std::min(scored.size(), most_tried));
  std::vector<AffineFunction> result;
  for (auto& [score, q] : scored)
    result.push_back(std::move(q));
  return result;
}

} // namespace

std::optional<KinkFit> kink_fit(const Problem& problem, std::size_t output, const ConvexFit& affine,
                                const Corner& corner) {
  const Dataset& data = problem.data;
  const OneOutput one = one_output(problem, output);
  Vector slopes;
  for (const Vector& subgradient : affine.subgradients)
    slopes.push_back(subgradient[output]);
  std::vector<Vector> values;
  for (const Vector& x : data.inputs)
    values.push_back({affine.p[output](x)});
  const Rational straight = mean_loss({one.data, one.loss}, values) *
                            Rational(static_cast<unsigned long>(data.sample_count()));
  Columns columns = affine_columns(data);
  columns.emplace_back();
  std::optional<KinkFit> best;
  Rational least = straight;
  for (const AffineFunction& q : promising(data, slopes, corner)) {
    columns.back() = feature(data, q, corner);
    ColumnFit fit = column_fit({one.data, one.loss}, one.all, columns);
    if (fit.sum >= least)
      continue;
    least = std::move(fit.sum);
    const Vector& c = fit.coefficients.front();
    best = KinkFit{{Vector(c.begin() + 1, c.end() - 1), c.front()}, q, c.back()};
  }
  return best;
}

} // namespace thalweg
