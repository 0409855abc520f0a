// SPDX-License-Identifier: GPL-3.0-or-later

#include "landscape/sum_bounds.hpp"

namespace thalweg {

namespace {

using Intervals = std::vector<Interval>;

Intervals weighted(const std::vector<Intervals>& weights, const Intervals& h) {
  Intervals sums;
  for (const Intervals& of_unit : weights) {
    Interval sum;
    for (std::size_t k = 0; k < h.size(); ++k)
      sum = sum + of_unit[k] * h[k];
    sums.push_back(std::move(sum));
  }
  return sums;
}

/// The smallest interval with the slopes of all closed pieces that meet z.
Interval slopes_on(const Activation& activation, const Interval& z) {
  std::optional<Interval> result;
  for (std::size_t q = 0; q < activation.piece_count(); ++q) {
    const bool is_below = q < activation.breakpoints.size() && activation.breakpoints[q] < z.low;
    const bool is_above = q > 0 && z.high < activation.breakpoints[q - 1];
    if (!is_below && !is_above) {
      const Interval slope = exactly(activation.slopes[q]);
      result = result ? hull(*result, slope) : slope;
    }
  }
  return *result;
}

Interval image(const Activation& activation, const Interval& z) {
  Interval result = hull(exactly(activation(z.low)), exactly(activation(z.high)));
  for (const Rational& beta : activation.breakpoints)
    if (z.low < beta && beta < z.high)
      result = hull(result, exactly(activation(beta)));
  return result;
}

std::size_t pair_index(std::size_t i, std::size_t j) {
  return i * (i - 1) / 2 + j;
}

} // namespace

SumBounds::SumBounds(const std::vector<Vector>& inputs) {
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    Intervals& values = values_.emplace_back();
    for (const Rational& x : inputs[i])
      values.push_back(exactly(x));
    for (std::size_t j = 0; j < i; ++j) {
      Intervals& differences = differences_.emplace_back();
      for (std::size_t k = 0; k < inputs[i].size(); ++k)
        differences.push_back(exactly(inputs[i][k] - inputs[j][k]));
    }
  }
}

void SumBounds::weigh(const Layer& layer, const Rational& radius) {
  std::vector<Intervals> weights;
  for (const SparseRow& row : layer.weights) {
    weights.emplace_back(layer.input_count, around(0, radius));
    for (const auto& [k, weight] : row)
      weights.back()[k] = around(weight, radius);
  }
  for (Rows* const rows : {&values_, &differences_})
    for (Intervals& row : *rows)
      row = weighted(weights, row);
}

void SumBounds::activate(const Layer& layer, const Rational& radius) {
  const Rows sums = values_;
  const auto z = [&](std::size_t i, std::size_t u) {
    return sums[i][u] + around(layer.biases[u], radius);
  };
  for (std::size_t i = 0; i < sums.size(); ++i)
    for (std::size_t u = 0; u < sums[i].size(); ++u) {
      values_[i][u] = image(layer.activation, z(i, u));
      for (std::size_t j = 0; j < i; ++j) {
        Interval& difference = differences_[pair_index(i, j)][u];
        difference = common(slopes_on(layer.activation, hull(z(i, u), z(j, u))) * difference,
                            values_[i][u] - values_[j][u]);
      }
    }
}

Interval SumBounds::difference(std::size_t unit, std::size_t i, std::size_t j) const {
  if (i == j)
    return exactly(0);
  return i > j ? differences_[pair_index(i, j)][unit]
               : exactly(0) - differences_[pair_index(j, i)][unit];
}

} // namespace thalweg
