// SPDX-License-Identifier: GPL-3.0-or-later
//
// Sums of weighted losses, rational by rational: meant for checks, not for inner loops.

#include "risk/problem.hpp"

#include "exact/error.hpp"

#include <fmt/format.h>

namespace thalweg {

namespace {

const WeightedLoss& plain_squared() {
  static const WeightedLoss loss;
  return loss;
}

void require_weights(const Vector& weights, std::size_t count, const char* what) {
  if (weights.empty())
    return;
  if (weights.size() != count)
    throw InputError(
        fmt::format("{} weights: expected {} numbers, found {}", what, count, weights.size()));
  for (std::size_t k = 0; k < weights.size(); ++k)
    if (sgn(weights[k]) < 0)
      throw InputError(fmt::format("{} weights, number {}: expected a number >= 0, found {}", what,
                                   k + 1, to_string(weights[k])));
}

} // namespace

Problem::Problem(const Dataset& samples) : Problem(samples, plain_squared()) {}

void require_usable(const Problem& problem) {
  const Dataset& data = problem.data;
  require_weights(problem.loss.output_weights, data.target_dimension(), "output");
  require_weights(problem.loss.sample_weights, data.sample_count(), "sample");
  if (!has_labels(problem.loss.loss))
    return;
  for (std::size_t i = 0; i < data.sample_count(); ++i)
    for (std::size_t o = 0; o < data.target_dimension(); ++o)
      if (abs(data.targets[i][o]) != 1)
        throw InputError(fmt::format("sample {}, target {}: expected a label -1 or 1 for the loss "
                                     "{}, found {}",
                                     i, data.columns[data.target_columns[o]],
                                     to_string(problem.loss.loss), to_string(data.targets[i][o])));
}

Rational sample_loss(const Problem& problem, std::size_t sample, const Vector& outputs) {
  require(outputs.size() == problem.data.target_dimension(),
          "sample_loss: expected one value per target");
  Rational sum;
  for (std::size_t o = 0; o < outputs.size(); ++o)
    sum += problem.loss.output_weight(o) *
           loss_value(problem.loss.loss, outputs[o], problem.data.targets[sample][o]);
  return problem.loss.sample_weight(sample) * sum;
}

std::vector<SlopeInterval> subdifferential(const Problem& problem, std::size_t sample,
                                           const Vector& outputs) {
  require(outputs.size() == problem.data.target_dimension(),
          "subdifferential: expected one value per target");
  std::vector<SlopeInterval> result;
  for (std::size_t o = 0; o < outputs.size(); ++o) {
    const Rational weight = problem.loss.sample_weight(sample) * problem.loss.output_weight(o);
    SlopeInterval slopes =
        subdifferential(problem.loss.loss, outputs[o], problem.data.targets[sample][o]);
    slopes.lower *= weight;
    slopes.upper *= weight;
    result.push_back(std::move(slopes));
  }
  return result;
}

bool is_settled(const Problem& problem, std::size_t sample, const Vector& outputs) {
  return sgn(sample_loss(problem, sample, outputs)) == 0;
}

Rational mean_loss(const Problem& problem, const std::vector<Vector>& outputs) {
  require(problem.data.sample_count() > 0 && outputs.size() == problem.data.sample_count(),
          "mean_loss: expected one output vector per sample, and a sample");
  Rational total;
  for (std::size_t i = 0; i < outputs.size(); ++i)
    total += sample_loss(problem, i, outputs[i]);
  return total / Rational(Integer(static_cast<unsigned long>(problem.data.sample_count())));
}

Rational sum_of_losses(const Problem& problem, const SampleSet& group, const AffineMap& p) {
  Rational total;
  Vector outputs(p.size());
  for (const std::size_t sample : group) {
    for (std::size_t o = 0; o < p.size(); ++o)
      outputs[o] = p[o](problem.data.inputs[sample]);
    total += sample_loss(problem, sample, outputs);
  }
  return total;
}

} // namespace thalweg
