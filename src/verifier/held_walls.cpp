// SPDX-License-Identifier: Apache-2.0

#include "held_walls.hpp"

namespace thalweg::verifier {

namespace {

/// On the box of size δ: rows of N, and the derivatives of Λ, by parameter.
struct WallGradients {
  BallMatrix normals;
  List<Ball> lagrangian;
};

List<Ball> rounded_sums(const HeldProblem& problem, const List<BallSum>& sums) {
  List<Ball> result;
  for (const BallSum& sum : sums)
    result.push_back(sum.rounded(problem.rules.bits()));
  return result;
}

WallGradients wall_gradients(const HeldProblem& problem, const List<HeldSample>& samples,
                             const Fraction& near) {
  const List<Ball> box = problem.box(near);
  WallGradients result{BallMatrix(problem.ties.size()), {}};
  List<BallSum> lagrangian(problem.graph.parameter_count);
  for (const HeldSample& sample : samples) {
    const Values values = sample.values_on(box);
    Seeds seeds = seeds_at_outputs(problem, loss_slopes_on(problem, sample.sample(),
                                                           sample.outputs(sample.base()),
                                                           sample.outputs(values)));
    for (const std::size_t t : problem.ties_of_sample[sample.sample()]) {
      const std::size_t unit = problem.unit_of(problem.ties[t]);
      seeds.emplace_back(unit, -problem.multipliers[t]);
      List<BallSum> normal(problem.graph.parameter_count);
      add_gradient(problem, sample.adjoints(box, {{unit, problem.one()}}), values, normal);
      result.normals[t] = rounded_sums(problem, normal);
    }
    add_gradient(problem, sample.adjoints(box, seeds), values, lagrangian);
  }
  for (std::size_t j = 0; j < lagrangian.size(); ++j)
    for (int twice = 0; twice < 2; ++twice)
      lagrangian[j].add(problem.rules.product(problem.decay[j], box[j]), problem.rules.bits());
  result.lagrangian = rounded_sums(problem, lagrangian);
  return result;
}

/// For each row in turn the parameter with the greatest entry, measured in steps, after the rows
/// before have been taken out; fewer if a row becomes 0.
List<std::size_t> pivot_parameters(const HeldProblem& problem, BallMatrix rows) {
  const BallRules& rules = problem.rules;
  List<std::size_t> pivots;
  for (std::size_t t = 0; t < rows.size(); ++t) {
    std::size_t best = 0;
    Integer greatest = 0;
    for (std::size_t j = 0; j < rows[t].size(); ++j) {
      const Integer size = rules.product_up(magnitude(rows[t][j].centre), problem.steps[j].centre);
      if (greatest < size) {
        greatest = size;
        best = j;
      }
    }
    if (is_zero(greatest))
      return pivots;
    pivots.push_back(best);
    for (std::size_t later = t + 1; later < rows.size(); ++later) {
      Meter::tick();
      const Integer factor = (rows[later][best].centre << rules.bits()) / rows[t][best].centre;
      if (is_zero(factor))
        continue;
      for (std::size_t j = 0; j < rows[later].size(); ++j)
        rows[later][j].centre -= floor_shift(factor * rows[t][j].centre, rules.bits());
      rows[later][best].centre = 0;
    }
  }
  return pivots;
}

/// The centres of the inverse of the columns of N at the pivots: Y, whose other rows are 0.
std::optional<BallMatrix> right_inverse(const HeldProblem& problem, const BallMatrix& normals,
                                        const List<std::size_t>& pivots) {
  const std::size_t count = normals.size();
  BallMatrix square(count, List<Ball>(count));
  BallMatrix identity(count, List<Ball>(count));
  for (std::size_t t = 0; t < count; ++t) {
    identity[t][t] = problem.one();
    for (std::size_t k = 0; k < count; ++k)
      square[t][k].centre = normals[t][pivots[k]].centre;
  }
  std::optional<BallMatrix> inverse =
      solution(std::move(square), std::move(identity), problem.rules);
  if (inverse)
    for (List<Ball>& row : *inverse)
      for (Ball& entry : row)
        entry.radius = 0;
  return inverse;
}

} // namespace

std::optional<Fraction> multiplier_error(const HeldProblem& problem,
                                         const List<HeldSample>& samples, const Fraction& near) {
  const BallRules& rules = problem.rules;
  const WallGradients at = wall_gradients(problem, samples, near);
  const std::size_t count = at.normals.size();
  const List<std::size_t> pivots = pivot_parameters(problem, at.normals);
  if (pivots.size() < count)
    return std::nullopt;
  const std::optional<BallMatrix> inverse = right_inverse(problem, at.normals, pivots);
  if (!inverse)
    return std::nullopt;
  Integer scratch;
  const auto combination = [&](const List<Ball>& row, std::size_t column) {
    BallSum sum;
    for (std::size_t k = 0; k < count; ++k)
      sum.add(row[pivots[k]], (*inverse)[k][column], scratch);
    return sum.rounded(rules.bits());
  };
  Integer error = 0; // κ
  Integer pull = 0;  // s
  for (std::size_t t = 0; t < count; ++t) {
    Integer row = 0;
    for (std::size_t column = 0; column < count; ++column) {
      Meter::tick();
      const Ball entry = combination(at.normals[t], column);
      row += magnitude(t == column ? problem.one() - entry : entry);
    }
    error = std::max(error, row);
    pull += magnitude(combination(at.lagrangian, t));
  }
  const Integer one = problem.one().centre;
  return error < one ? std::optional(fraction(pull, one - error)) : std::nullopt;
}

} // namespace thalweg::verifier
