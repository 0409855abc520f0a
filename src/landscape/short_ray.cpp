// SPDX-License-Identifier: GPL-3.0-or-later

#include "landscape/short_ray.hpp"

#include "exact/grid.hpp"
#include "exact/integer_vector.hpp"
#include "exact/linear_algebra.hpp"

namespace thalweg {

namespace {

constexpr std::size_t most_bits_of_rounded_entries = 16;

/// Each value to the nearest multiple of 2^-bits.
Vector rounded(const Vector& values, std::size_t bits) {
  Vector result;
  const Integer scale = Integer(1) << bits;
  for (const Rational& value : values)
    result.push_back(multiple_nearest(value, scale));
  return result;
}

} // namespace

std::vector<std::size_t> spanning_parameters(const std::vector<Vector>& rows) {
  const std::size_t count = rows.front().size();
  std::vector<std::size_t> used; // only columns that are not 0
  for (std::size_t p = 0; p < count; ++p)
    for (const Vector& row : rows)
      if (row[p] != 0) {
        used.push_back(p);
        break;
      }
  IntegerMatrix matrix(rows.size(), used.size());
  for (std::size_t r = 0; r < rows.size(); ++r) {
    const IntegerVector row = over_common_denominator(rows[r]);
    for (std::size_t c = 0; c < used.size(); ++c)
      matrix(r, c) = row.numerators[used[c]];
  }
  std::vector<std::size_t> result;
  for (const std::size_t c : leftmost_independent_columns(matrix))
    result.push_back(used[c]);
  return result;
}

Vector restricted(const Vector& row, const std::vector<std::size_t>& parameters) {
  Vector result;
  for (const std::size_t p : parameters)
    result.push_back(row[p]);
  return result;
}

std::optional<DescentRay> short_ray(const Network& network, const Problem& problem,
                                    const ParameterOrder& order,
                                    const std::vector<std::size_t>& parameters,
                                    const Vector& values) {
  for (std::size_t bits = 0; bits <= most_bits_of_rounded_entries; bits = 2 * bits + 1)
    if (const Direction direction = order.direction(parameters, rounded(values, bits));
        direction.entry_count() > 0)
      if (auto ray = descent_along(network, problem, direction))
        return ray;
  return descent_along(network, problem, order.direction(parameters, values));
}

} // namespace thalweg
