// SPDX-License-Identifier: GPL-3.0-or-later
//
// Small datasets for the tests of losses and fits.

#pragma once

#include "data/dataset.hpp"
#include "risk/problem.hpp"

#include <deque>
#include <random>

namespace thalweg::test {

/// Samples with one target and inputs of any one dimension; at least one sample.
inline Dataset samples(std::vector<Vector> inputs, const Vector& targets) {
  Dataset data;
  for (std::size_t column = 0; column <= inputs.at(0).size(); ++column)
    data.columns.push_back("c" + std::to_string(column + 1));
  data.target_columns = {inputs[0].size()};
  data.inputs = std::move(inputs);
  for (const Rational& target : targets)
    data.targets.push_back({target});
  return data;
}

inline SampleSet all_samples(const Dataset& data) {
  SampleSet result(data.sample_count());
  for (std::size_t i = 0; i < result.size(); ++i)
    result[i] = i;
  return result;
}

/// One loss of every kind, some with several parameters.
inline std::vector<Loss> all_losses() {
  return {loss(LossKind::squared),
          loss(LossKind::absolute),
          loss(LossKind::huber, 1),
          loss(LossKind::huber, fraction(1, 3)),
          loss(LossKind::epsilon, 0),
          loss(LossKind::epsilon, fraction(1, 2)),
          loss(LossKind::quantile, fraction(1, 2)),
          loss(LossKind::quantile, fraction(9, 10)),
          loss(LossKind::hinge),
          loss(LossKind::squared_hinge)};
}

/// Biased to ties: few values, repeated samples, dependent columns, dimension 0 and 1; sometimes
/// long numbers. Targets are labels if `are_labels`.
inline Dataset random_samples(std::mt19937& random, bool are_labels, std::size_t largest_dimension,
                              std::size_t largest_count) {
  const std::size_t dimension = random() % (largest_dimension + 1);
  const std::size_t outputs = 1 + random() % 2, count = 1 + random() % largest_count;
  const bool is_long = random() % 5 == 0;
  Dataset data;
  for (std::size_t column = 0; column < dimension + outputs; ++column)
    data.columns.push_back("c" + std::to_string(column + 1));
  for (std::size_t output = 0; output < outputs; ++output)
    data.target_columns.push_back(dimension + output);
  for (std::size_t i = 0; i < count; ++i) {
    Vector input(dimension), target(outputs);
    for (Rational& x : input)
      x = fraction(static_cast<int>(random() % 5) - 2, static_cast<int>(random() % 2) + 1);
    if (is_long && dimension > 0)
      input[0] = fraction(static_cast<unsigned long>(random()), (Integer(1) << 70) + 1);
    if (dimension > 1 && random() % 3 == 0)
      input[1] = input[0];
    if (i > 0 && random() % 3 == 0)
      input = data.inputs[i - 1];
    for (Rational& y : target)
      y = are_labels
              ? Rational(random() % 2 == 0 ? 1 : -1)
              : fraction(static_cast<int>(random() % 5) - 2, static_cast<int>(random() % 3) + 1);
    data.inputs.push_back(std::move(input));
    data.targets.push_back(std::move(target));
  }
  return data;
}

/// The loss, kept until the program ends: a problem refers to its loss.
inline const WeightedLoss& kept(WeightedLoss loss) {
  static std::deque<WeightedLoss> all;
  return all.emplace_back(std::move(loss));
}

/// No weights, or small ones with zeros among them.
inline WeightedLoss random_weights(std::mt19937& random, const Loss& loss, const Dataset& data) {
  WeightedLoss result(loss);
  if (random() % 2 == 0)
    for (std::size_t i = 0; i < data.sample_count(); ++i)
      result.sample_weights.push_back(
          fraction(static_cast<int>(random() % 4), static_cast<int>(random() % 2) + 1));
  if (random() % 3 == 0)
    for (std::size_t o = 0; o < data.target_dimension(); ++o)
      result.output_weights.push_back(fraction(static_cast<int>(random() % 3), 2));
  return result;
}

} // namespace thalweg::test
