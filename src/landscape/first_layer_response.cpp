// SPDX-License-Identifier: GPL-3.0-or-later

#include "landscape/first_layer_response.hpp"

#include "exact/error.hpp"
#include "exact/integer_vector.hpp"
#include "exact/linear_algebra.hpp"
#include "network/walk.hpp"

#include <algorithm>

namespace thalweg {

namespace {

/// Columns in which the rows are independent: in every row of an elimination the largest entry.
std::vector<std::size_t> pivots(std::vector<Vector> rows) {
  std::vector<std::size_t> columns;
  for (std::size_t k = 0; k < rows.size(); ++k) {
    const auto largest =
        std::max_element(rows[k].begin(), rows[k].end(),
                         [](const Rational& a, const Rational& b) { return abs(a) < abs(b); });
    if (largest == rows[k].end() || *largest == 0)
      return {};
    const auto column = static_cast<std::size_t>(largest - rows[k].begin());
    columns.push_back(column);
    for (std::size_t other = k + 1; other < rows.size(); ++other) {
      const Rational factor = rows[other][column] / rows[k][column];
      if (factor == 0)
        continue;
      for (std::size_t j = 0; j < rows[k].size(); ++j)
        rows[other][j] -= factor * rows[k][j];
    }
  }
  return columns;
}

} // namespace

std::vector<Vector> first_layer_derivatives(const Network& network, const PatternClasses& classes,
                                            const std::vector<Vector>& combinations) {
  for (const Layer& layer : network.layers)
    require(layer.kind == LayerKind::dense, "first layer response: expected dense layers");
  std::vector<Vector> rows;
  for (const PatternClass& c : classes.classes)
    for (const Vector& combination : combinations) {
      auto pull = rational_pull(network, c.pieces, network.hidden_layer_count(), combination);
      while (pull.layer() > 0)
        pull.step();
      rows.push_back(pull.derivative());
    }
  return rows;
}

std::optional<std::vector<SparseRow>>
first_layer_response(const Network& network, const PatternClasses& classes,
                     const std::vector<Vector>& combinations) {
  const std::vector<Vector> rows = first_layer_derivatives(network, classes, combinations);
  std::vector<std::size_t> columns = pivots(rows);
  if (columns.size() < rows.size())
    return std::nullopt;
  std::sort(columns.begin(), columns.end());
  IntegerMatrix square(rows.size(), rows.size());
  IntegerMatrix right(rows.size(), rows.size()); // diagonal: the denominators of the rows
  for (std::size_t s = 0; s < rows.size(); ++s) {
    Vector entries;
    for (const std::size_t column : columns)
      entries.push_back(rows[s][column]);
    const IntegerVector integers = over_common_denominator(entries);
    for (std::size_t k = 0; k < columns.size(); ++k)
      square(s, k) = integers.numerators[k];
    right(s, s) = integers.denominator;
  }
  const auto inverse = linear_solution(square, right);
  require(inverse.has_value(), "first layer response: the pivots are dependent");
  std::vector<SparseRow> response(network.layers.front().unit_count());
  for (std::size_t k = 0; k < columns.size(); ++k)
    for (std::size_t s = 0; s < rows.size(); ++s)
      if (inverse->numerators(k, s) != 0)
        response[columns[k]].emplace_back(
            s, fraction(inverse->numerators(k, s), inverse->denominator));
  return response;
}

} // namespace thalweg
