// SPDX-License-Identifier: GPL-3.0-or-later

#include "risk/score_functions.hpp"

#include "exact/integer_vector.hpp"
#include "exact/linear_algebra.hpp"

#include <algorithm>

namespace thalweg {

IntegerMatrix entries(const Dataset& data, const SampleSet& group,
                      const std::vector<std::size_t>& columns) {
  IntegerMatrix matrix(group.size(), columns.size());
  for (std::size_t i = 0; i < group.size(); ++i) {
    const HomogeneousPoint point = homogeneous_point(data.inputs[group[i]]);
    for (std::size_t k = 0; k < columns.size(); ++k)
      matrix(i, k) = point.coordinates[columns[k]];
  }
  return matrix;
}

std::vector<std::size_t> independent_entries(const Dataset& data, const SampleSet& group) {
  std::vector<std::size_t> order{data.input_dimension()};
  for (std::size_t k = 0; k < data.input_dimension(); ++k)
    order.push_back(k);
  std::vector<std::size_t> basis;
  for (const std::size_t k : leftmost_independent_columns(entries(data, group, order)))
    basis.push_back(order[k]);
  std::sort(basis.begin(), basis.end());
  return basis;
}

Rational& coefficient(AffineMap& p, std::size_t block, std::size_t a, std::size_t entry) {
  AffineFunction& f = p[block + a];
  return entry < f.linear.size() ? f.linear[entry] : f.constant;
}

} // namespace thalweg
