// SPDX-License-Identifier: GPL-3.0-or-later

#include "trained/checkpoint.hpp"

#include "exact/error.hpp"

#include <algorithm>
#include <map>

namespace thalweg {

namespace {

/// The largest |a_k − b_k| of two sparse rows.
Rational largest_difference(const SparseRow& a, const SparseRow& b) {
  std::map<std::size_t, Rational> differences;
  for (const auto& [column, weight] : a)
    differences[column] += weight;
  for (const auto& [column, weight] : b)
    differences[column] -= weight;
  Rational largest = 0;
  for (const auto& [column, difference] : differences)
    if (abs(difference) > largest)
      largest = abs(difference);
  return largest;
}

} // namespace

Rational largest_move(const Network& from, const Network& to) {
  require(has_same_architecture(from, to), "checkpoint: expected one architecture");
  Rational largest = 0;
  for (std::size_t l = 0; l < from.layers.size(); ++l) {
    if (!has_parameters(from.layers[l]))
      continue;
    const std::vector<SparseRow>&a = parameter_rows(from.layers[l]),
          &b = parameter_rows(to.layers[l]);
    for (std::size_t row = 0; row < a.size(); ++row)
      largest = std::max(largest, largest_difference(a[row], b[row]));
    const Vector &c = parameter_biases(from.layers[l]), &d = parameter_biases(to.layers[l]);
    for (std::size_t row = 0; row < c.size(); ++row)
      largest = std::max(largest, Rational(abs(c[row] - d[row])));
  }
  return largest;
}

} // namespace thalweg
