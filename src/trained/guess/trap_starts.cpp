// SPDX-License-Identifier: GPL-3.0-or-later

#include "trained/guess/trap_starts.hpp"

#include "exact/finite.hpp"

#include <cmath>

namespace thalweg {

Spread::Spread(const std::vector<Vector>& rows, std::size_t column) {
  for (const Vector& row : rows)
    mean += row[column].get_d() / double(rows.size());
  for (const Vector& row : rows)
    spread += std::pow(row[column].get_d() - mean, 2) / double(rows.size());
  spread = spread > 0 ? std::sqrt(spread) : 1;
}

TrapStarts::TrapStarts(const Dataset& data, std::size_t unit_count)
    : data_(data), unit_count_(unit_count) {
  for (std::size_t k = 0; k < data.input_dimension(); ++k)
    inputs_.emplace_back(data.inputs, k);
  for (std::size_t o = 0; o < data.target_dimension(); ++o)
    targets_.emplace_back(data.targets, o);
}

Network TrapStarts::next() {
  Layer hidden, output;
  hidden.input_count = inputs_.size();
  hidden.activation = relu();
  output.input_count = unit_count_;
  output.activation = identity_activation();
  for (std::size_t unit = 0; unit < unit_count_; ++unit) {
    const Vector& near = data_.inputs[source_() % data_.sample_count()];
    SparseRow& row = hidden.weights.emplace_back();
    double bias = uniform() / 2;
    for (std::size_t k = 0; k < inputs_.size(); ++k) {
      const double weight = uniform() / inputs_[k].spread;
      row.emplace_back(k, exact_value(weight));
      bias -= weight * near[k].get_d();
    }
    hidden.biases.push_back(exact_value(bias));
  }
  for (const Spread& target : targets_) {
    SparseRow& row = output.weights.emplace_back();
    for (std::size_t unit = 0; unit < unit_count_; ++unit)
      row.emplace_back(unit, exact_value(uniform() * target.spread));
    output.biases.push_back(exact_value(target.mean));
  }
  return {{std::move(hidden), std::move(output)}};
}

/// In (−1, 1), not 0: the same on every machine.
double TrapStarts::uniform() {
  return std::ldexp(double(source_() >> 12) + 0.5, -51) - 1;
}

} // namespace thalweg
