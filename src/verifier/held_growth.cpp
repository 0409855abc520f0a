// SPDX-License-Identifier: Apache-2.0

#include "held_growth.hpp"

namespace thalweg::verifier {

namespace {

/// Rows of squares: one for each output of each sample and one for each tie.
std::size_t square_count(const HeldProblem& problem) {
  return problem.data.samples.size() * problem.graph.network.layers.back().units.size() +
         problem.ties.size();
}

} // namespace

HeldGrowth::HeldGrowth(const HeldProblem& problem, const TrainedMinimum& claim)
    : problem_(problem), claim_(claim), box_(problem.box(claim.box)), ties_(problem.ties.size()),
      gradient_(problem.graph.parameter_count), hessian_(problem, square_count(problem)),
      response_(problem.one().centre) {
  for (std::size_t i = 0; i < problem.data.samples.size(); ++i)
    add_sample(i);
  hessian_.add_mixed(samples_, adjoints_);
  add_decay();
  hessian_.add_diagonal(claim.curvature);
}

void HeldGrowth::add_sample(std::size_t i) {
  const HeldSample& sample = samples_.emplace_back(problem_, i);
  const List<Ball> outputs = sample.outputs(sample.base());
  const LossShape shape = loss_shape(problem_, i, outputs);
  const Values boxed = sample.values_on(box_);
  const List<Ball> slopes = loss_slopes_on(problem_, i, outputs, sample.outputs(boxed));
  Seeds seeds = seeds_at_outputs(problem_, shape.slopes);
  for (const std::size_t t : problem_.ties_of_sample[i]) {
    const HeldTie& tie = problem_.ties[t];
    ties_[t].residual = sample.residual(tie, sample.base());
    const Ball pull =
        problem_.multipliers[t] - problem_.rules.product(problem_.penalties[t], ties_[t].residual);
    seeds.emplace_back(problem_.unit_of(tie), -pull);
  }
  adjoints_.push_back(sample.adjoints(problem_.coefficients, seeds));
  add_gradient(problem_, adjoints_.back(), sample.base(), gradient_);
  add_squares(sample, shape);
  add_majorants(sample, shape);
  if (problem_.ties_of_sample[i].empty()) {
    risk_ = risk_ + shape.value;
    return;
  }
  add_ties(sample, slopes);
  const Ball loss = loss_value(problem_, i, outputs, sample.outputs(sample.true_values()));
  risk_ = risk_ + loss;
  excess_ = excess_ + loss - shape.value - ties_part(sample);
}

/// Σ −λ_t q_t + ρ_t q_t²/2 over the ties of a sample.
Ball HeldGrowth::ties_part(const HeldSample& sample) const {
  const BallRules& rules = problem_.rules;
  Ball sum;
  for (const std::size_t t : problem_.ties_of_sample[sample.sample()]) {
    const Ball& q = ties_[t].residual;
    const Ball twice =
        rules.product(problem_.penalties[t], q) - problem_.multipliers[t] - problem_.multipliers[t];
    sum = sum + rules.product(rules.ball({1, 2}), rules.product(twice, q));
  }
  return sum;
}

List<Ball> HeldGrowth::gradient_of(const HeldSample& sample, const Seeds& seeds) const {
  List<BallSum> sums(problem_.graph.parameter_count);
  add_gradient(problem_, sample.adjoints(problem_.coefficients, seeds), sample.base(), sums);
  List<Ball> gradient;
  for (const BallSum& sum : sums)
    gradient.push_back(sum.rounded(problem_.rules.bits()));
  return gradient;
}

void HeldGrowth::add_squares(const HeldSample& sample, const LossShape& shape) {
  const BallRules& rules = problem_.rules;
  const Ball kept = rules.ball(Fraction{1, 1} - claim_.share);
  for (const LossCurve& curve : shape.curves)
    if (!curve.factor.is_zero())
      hessian_.add_square(gradient_of(sample, seeds_at_outputs(problem_, curve.direction)),
                          rules.product(curve.factor, kept));
  for (const std::size_t t : problem_.ties_of_sample[sample.sample()])
    hessian_.add_square(gradient_of(sample, {{problem_.unit_of(problem_.ties[t]), problem_.one()}}),
                        rules.product(problem_.penalties[t], kept));
}

void HeldGrowth::add_majorants(const HeldSample& sample, const LossShape& shape) {
  const List<Majorant> by_unit = majorants(problem_, sample);
  const std::size_t first = by_unit.size() - shape.slopes.size();
  for (std::size_t o = 0; o < shape.slopes.size(); ++o)
    sums_.add(problem_, magnitude(shape.slopes[o]), shape.steepness[o], by_unit[first + o]);
  for (const std::size_t t : problem_.ties_of_sample[sample.sample()]) {
    const Integer penalty = problem_.penalties[t].upper();
    ties_[t].majorant = by_unit[problem_.unit_of(problem_.ties[t])];
    const Integer pull = magnitude(problem_.multipliers[t]) +
                         problem_.rules.product_up(penalty, magnitude(ties_[t].residual));
    sums_.add(problem_, pull, penalty, ties_[t].majorant);
  }
}

/// What the ties of a sample need and have on the box (O185).
void HeldGrowth::add_ties(const HeldSample& sample, const List<Ball>& slopes) {
  const BallRules& rules = problem_.rules;
  const List<std::size_t>& here = problem_.ties_of_sample[sample.sample()];
  Seeds seeds = seeds_at_outputs(problem_, slopes);
  for (const std::size_t t : here)
    seeds.emplace_back(problem_.unit_of(problem_.ties[t]), -problem_.multipliers[t]);
  const Adjoints lagrangian = sample.adjoints(box_, seeds);
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
    const Adjoints adjoints = sample.adjoints(box_, {{problem_.unit_of(tie), problem_.one()}});
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

Integer HeldGrowth::gradient_size() const {
  const BallRules& rules = problem_.rules;
  Integer sum = 0;
  for (std::size_t j = 0; j < gradient_.size(); ++j)
    sum +=
        rules.product_up(magnitude(gradient_[j].rounded(rules.bits())), problem_.steps[j].upper());
  return sum;
}

bool HeldGrowth::is_curved() {
  const std::optional<SymmetricMatrix> matrix = hessian_.matrix();
  return matrix && is_positive_definite(*matrix);
}

} // namespace thalweg::verifier
