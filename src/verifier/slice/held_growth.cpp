// SPDX-License-Identifier: Apache-2.0

#include "slice/held_growth.hpp"

namespace thalweg::verifier {

HeldGrowth::HeldGrowth(const HeldProblem& problem, GrowthNumbers numbers)
    : problem_(problem), numbers_(std::move(numbers)), box_(problem.box(numbers_.box)),
      ties_(problem.ties.size()), gradient_(problem.graph.parameter_count), hessian_(problem),
      response_(problem.one().centre) {
  for (std::size_t i = 0; i < problem.points.size(); ++i)
    add_point(i);
  add_decay();
  hessian_.add_diagonal(numbers_.curvature);
}

void HeldGrowth::add_point(std::size_t i) {
  const HeldPoint& point = points_.emplace_back(problem_, i);
  const List<Ball> outputs = point.outputs(point.base());
  const LossShape shape = loss_shape(problem_, point, outputs);
  const Values boxed = point.values_on(box_);
  const List<Ball> slopes = loss_slopes_on(problem_, point, outputs, point.outputs(boxed));
  Seeds seeds = seeds_at_outputs(problem_, shape.slopes);
  for (const std::size_t t : point.ties()) {
    const HeldTie& tie = problem_.ties[t];
    ties_[t].residual = point.residual(tie, point.base());
    const Ball pull =
        problem_.multipliers[t] - problem_.rules.product(problem_.penalties[t], ties_[t].residual);
    seeds.emplace_back(problem_.unit_of(tie), -pull);
  }
  const Adjoints adjoints = point.adjoints(problem_.coefficients, seeds);
  add_gradient(problem_, adjoints, point.base(), gradient_);
  hessian_.add_mixed(point, adjoints);
  const List<Majorant> by_unit = majorants(problem_, point);
  const auto of_outputs = std::span(by_unit).last(outputs.size());
  const Fraction kept = (Fraction{1, 1} - numbers_.share) *
                        (Fraction{1, 1} - lost_share(problem_, point, of_outputs, numbers_.box));
  add_squares(point, shape, problem_.rules.ball(kept));
  const List<Majorant> moves = slope_majorants(problem_, shape, point, of_outputs);
  for (std::size_t o = 0; o < outputs.size(); ++o)
    sums_.add(problem_.rules, magnitude(shape.slopes[o]), shape.steepness[o], moves[o],
              of_outputs[o]);
  add_tie_majorants(point, by_unit);
  if (point.ties().empty()) {
    risk_ = risk_ + shape.value;
    return;
  }
  add_ties(point, slopes);
  const Ball loss = loss_value(problem_, point, outputs, point.outputs(point.true_values()));
  risk_ = risk_ + loss;
  excess_ = excess_ + loss - shape.value - ties_part(point);
}

/// Σ −λ_t q_t + ρ_t q_t²/2 over the ties of a point.
Ball HeldGrowth::ties_part(const HeldPoint& point) const {
  const BallRules& rules = problem_.rules;
  Ball sum;
  for (const std::size_t t : point.ties()) {
    const Ball& q = ties_[t].residual;
    const Ball twice =
        rules.product(problem_.penalties[t], q) - problem_.multipliers[t] - problem_.multipliers[t];
    sum = sum + rules.product(rules.ball({1, 2}), rules.product(twice, q));
  }
  return sum;
}

void HeldGrowth::add_squares(const HeldPoint& point, const LossShape& shape, const Ball& kept) {
  const BallRules& rules = problem_.rules;
  const auto gradient = [&](const Seeds& seeds) {
    return point.gradient(problem_.coefficients, seeds, point.base());
  };
  for (const LossCurve& curve : shape.curves)
    if (!curve.factor.is_zero())
      hessian_.add_square(gradient(seeds_at_outputs(problem_, curve.direction)),
                          rules.product(curve.factor, kept));
  for (const std::size_t t : point.ties())
    hessian_.add_square(
        gradient({{problem_.unit_of(problem_.ties[t]), problem_.one()}}),
        rules.product(problem_.penalties[t], rules.ball(Fraction{1, 1} - numbers_.share)));
}

void HeldGrowth::add_tie_majorants(const HeldPoint& point, const List<Majorant>& by_unit) {
  const BallRules& rules = problem_.rules;
  for (const std::size_t t : point.ties()) {
    TieGrowth& tie = ties_[t];
    tie.majorant = by_unit[problem_.unit_of(problem_.ties[t])];
    const Integer penalty = problem_.penalties[t].upper();
    const Integer pull =
        magnitude(problem_.multipliers[t]) + rules.product_up(penalty, magnitude(tie.residual));
    Majorant slope_majorant;
    for (const Integer& order : tie.majorant)
      slope_majorant.push_back(rules.product_up(penalty, order));
    sums_.add(rules, pull, penalty, slope_majorant, tie.majorant);
  }
}

/// What the ties of a point need and have on the box (O185).
void HeldGrowth::add_ties(const HeldPoint& point, const List<Ball>& slopes) {
  const BallRules& rules = problem_.rules;
  const List<std::size_t>& here = point.ties();
  Seeds seeds = seeds_at_outputs(problem_, slopes);
  for (const std::size_t t : here)
    seeds.emplace_back(problem_.unit_of(problem_.ties[t]), -problem_.multipliers[t]);
  const Adjoints lagrangian = point.adjoints(box_, seeds);
  const auto response = [&](const Adjoints& adjoints, const HeldTie& tie) {
    return rules.product(problem_.jump(tie),
                         adjoints.h[problem_.graph.entry_of(problem_.unit_of(tie))]);
  };
  for (const std::size_t t : here) {
    const Ball slope = response(lagrangian, problem_.ties[t]) + problem_.multipliers[t];
    ties_[t].needed += rules.rounded_up(problem_.ties[t].bound);
    ties_[t].available = std::min(Integer(-problem_.multipliers[t].upper()), slope.lower());
  }
  for (const std::size_t upper : here) {
    const HeldTie& tie = problem_.ties[upper];
    const Adjoints adjoints = point.adjoints(box_, {{problem_.unit_of(tie), problem_.one()}});
    for (const std::size_t t : here)
      if (problem_.ties[t].layer < tie.layer) {
        const Integer length = magnitude(response(adjoints, problem_.ties[t]));
        ties_[t].needed += rules.product_up(rules.rounded_up(tie.bound), length);
        response_ = std::max(response_, length);
      }
  }
}

void HeldGrowth::add_decay() {
  const BallRules& rules = problem_.rules;
  for (std::size_t j = 0; j < problem_.decay.size(); ++j) {
    const Ball slope = rules.product(problem_.decay[j], problem_.coefficients[j]);
    risk_ = risk_ + rules.product(slope, problem_.coefficients[j]);
    gradient_[j].add(slope + slope, rules.bits());
  }
}

Integer HeldGrowth::take_gradient_size() {
  const BallRules& rules = problem_.rules;
  Integer sum = 0;
  for (std::size_t j = 0; j < gradient_.size(); ++j)
    sum += rules.product_up(magnitude(gradient_[j].take_rounded(rules.bits())),
                            problem_.steps[j].upper());
  return sum;
}

bool HeldGrowth::is_curved() {
  const std::optional<SymmetricMatrix> matrix = hessian_.matrix();
  return matrix && is_positive_definite(*matrix);
}

} // namespace thalweg::verifier
