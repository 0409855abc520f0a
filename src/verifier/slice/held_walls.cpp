// SPDX-License-Identifier: Apache-2.0

#include "slice/held_walls.hpp"

namespace thalweg::verifier {

namespace {

/// On the box of size δ: rows of N, and the derivatives of Λ, by parameter.
struct WallGradients {
  BallMatrix normals;
  List<Ball> lagrangian;
};

WallGradients wall_gradients(const HeldProblem& problem, const List<HeldPoint>& points,
                             const Fraction& near) {
  const List<Ball> box = problem.box(near);
  WallGradients result{BallMatrix(problem.ties.size()), {}};
  List<BallSum> lagrangian(problem.graph.parameter_count);
  for (const HeldPoint& point : points) {
    const Values values = point.values_on(box);
    Seeds seeds =
        seeds_at_outputs(problem, loss_slopes_on(problem, point, point.outputs(point.base()),
                                                 point.outputs(values)));
    for (const std::size_t t : point.ties()) {
      const std::size_t unit = problem.unit_of(problem.ties[t]);
      seeds.emplace_back(unit, -problem.multipliers[t]);
      result.normals[t] = point.gradient(box, {{unit, problem.one()}}, values);
    }
    add_gradient(problem, point.adjoints(box, seeds), values, lagrangian);
  }
  for (std::size_t j = 0; j < lagrangian.size(); ++j)
    for (int twice = 0; twice < 2; ++twice)
      lagrangian[j].add(problem.rules.product(problem.decay[j], box[j]), problem.rules.bits());
  result.lagrangian = rounded_sums(problem.rules, lagrangian);
  return result;
}

/// Σ_j a_j b_j ω_j for each row b.
List<Ball> scaled_products(const HeldProblem& problem, const List<Ball>& a,
                           const BallMatrix& rows) {
  List<Ball> result;
  for (const List<Ball>& row : rows) {
    BallSum sum;
    for (std::size_t j = 0; j < a.size(); ++j)
      if (problem.is_free(j))
        sum.add(problem.rules.product(a[j], problem.steps[j]), row[j]);
    result.push_back(sum.take_rounded(problem.rules.bits()));
  }
  return result;
}

BallMatrix centres(BallMatrix matrix) {
  for (List<Ball>& row : matrix)
    for (Ball& entry : row)
      entry.radius = 0;
  return matrix;
}

/// Rows of Yᵀ: N° = centres of N with the metric of the steps, (N° N°ᵀ)^{−1} N°.
std::optional<BallMatrix> right_inverse(const HeldProblem& problem, const BallMatrix& normals) {
  BallMatrix scaled = centres(normals);
  for (List<Ball>& row : scaled)
    for (std::size_t j = 0; j < row.size(); ++j)
      row[j].centre = problem.rules.product(row[j], problem.steps[j]).centre;
  BallMatrix products;
  for (const List<Ball>& row : scaled)
    products.push_back(scaled_products(problem, row, centres(normals)));
  const std::optional<BallMatrix> result =
      solution(centres(products), std::move(scaled), problem.rules);
  return result ? std::optional(centres(*result)) : std::nullopt;
}

} // namespace

std::optional<Fraction> multiplier_error(const HeldProblem& problem, const List<HeldPoint>& points,
                                         const Fraction& near) {
  const WallGradients at = wall_gradients(problem, points, near);
  const std::optional<BallMatrix> inverse = right_inverse(problem, at.normals);
  if (!inverse)
    return std::nullopt;
  Integer error = 0; // κ
  Integer pull = 0;  // s
  for (std::size_t t = 0; t < at.normals.size(); ++t) {
    List<Ball> row = scaled_products(problem, at.normals[t], *inverse);
    row[t] = row[t] - problem.one();
    Integer sum = 0;
    for (const Ball& entry : row)
      sum += magnitude(entry);
    error = std::max(error, sum);
  }
  for (const Ball& entry : scaled_products(problem, at.lagrangian, *inverse))
    pull += magnitude(entry);
  const Integer one = problem.one().centre;
  return error < one ? std::optional(fraction(pull, one - error)) : std::nullopt;
}

} // namespace thalweg::verifier
