// SPDX-License-Identifier: GPL-3.0-or-later

#include "trained/exact_risks.hpp"

#include "risk/cross_entropy.hpp"
#include "trained/fixed_point.hpp"

namespace thalweg {

namespace {

constexpr std::size_t loss_bits = 256;

/// The mean loss of all samples with these outputs of the points, without decay.
RiskBounds mean_losses(const TrainingProblem& training, const SamplePoints& points,
                       const std::vector<Vector>& outputs_of_points) {
  std::vector<Vector> outputs;
  for (const std::size_t point : points.of_sample)
    outputs.push_back(outputs_of_points[point]);
  if (const auto* weighted = std::get_if<WeightedLoss>(&training.loss)) {
    const Rational mean = mean_loss({training.data, *weighted}, outputs);
    return {mean, mean};
  }
  return risk_bounds(labelled_data(training.data, std::get<CrossEntropyLoss>(training.loss)),
                     outputs, loss_bits);
}

} // namespace

Rational power_of_two(int exponent) {
  const Integer power = Integer(1) << unsigned(std::abs(exponent));
  return exponent >= 0 ? Rational(power) : fraction(1, power);
}

ExactRisks exact_risks(const SliceProblem& problem, const TrainingProblem& training,
                       const SlicePoint& at, const Vector& penalties) {
  const HeldCell& cell = problem.cell;
  const Network network = with_parameters(cell.network, at.parameters);
  const CellPasses<Rational> passes(cell, at.parameters);
  const CellValues<Rational> values = passes.values();
  std::vector<Vector> true_outputs, base_outputs(cell.points.count());
  for (std::size_t i = 0; i < cell.points.count(); ++i) {
    true_outputs.push_back(network(cell.inputs[i]));
    for (const std::vector<Rational>& output : values.z.back())
      base_outputs[i].push_back(output[i]);
  }
  const RiskBounds risk = mean_losses(training, cell.points, true_outputs);
  const RiskBounds base = mean_losses(training, cell.points, base_outputs);
  const Vector q = passes.tie_values(values);
  Rational difference = risk.upper - base.lower; // R − A, as decay is the same in both
  Vector multipliers = at.multipliers;
  for (std::size_t t = 0; t < q.size(); ++t) {
    difference += at.multipliers[t] * q[t] - penalties[t] * q[t] * q[t] / 2;
    multipliers[t] -= penalties[t] * q[t];
  }
  ExactRisks result;
  Rational decay;
  for (std::size_t j = 0; j < at.parameters.size(); ++j)
    decay += problem.decay[j] * at.parameters[j] * at.parameters[j];
  result.risk_lower = risk.lower + decay;
  result.risk_upper = risk.upper + decay;
  result.excess = difference > 0 ? difference : Rational(0);
  result.gradient = slice_residual<Rational>(problem, {at.parameters, multipliers}).gradient;
  return result;
}

FloatingSlicePoint guessed_floating_point(const SliceProblem& problem, const SlicePoint& at) {
  FloatingSlicePoint result;
  for (const Rational& parameter : at.parameters)
    result.parameters.push_back(parameter.get_d());
  for (const Rational& multiplier : at.multipliers)
    result.multipliers.push_back(multiplier.get_d());
  const CellPasses<double> passes(problem.cell, result.parameters);
  result.values = passes.values();
  result.adjoints =
      passes.adjoints(loss_gradients(problem.losses, result.values.z.back()), result.multipliers);
  const auto residual = slice_residual<FixedPoint>(problem, at);
  for (std::size_t t = 0; t < problem.cell.ties.size(); ++t) {
    result.tie_values.push_back(residual.tie_values[t].rational().get_d());
    result.tie_jumps.push_back(residual.tie_jumps[t].rational().get_d());
  }
  return result;
}

} // namespace thalweg
