// SPDX-License-Identifier: GPL-3.0-or-later

#include "landscape/dense_rows.hpp"

#include <algorithm>

namespace thalweg {

DenseRows identity_rows(std::size_t size) {
  DenseRows rows(size, Vector(size));
  for (std::size_t k = 0; k < size; ++k)
    rows[k][k] = 1;
  return rows;
}

DenseRows transposed(const DenseRows& a) {
  DenseRows result(a.front().size(), Vector(a.size()));
  for (std::size_t j = 0; j < a.size(); ++j)
    for (std::size_t k = 0; k < a[j].size(); ++k)
      result[k][j] = a[j][k];
  return result;
}

Vector image(const DenseRows& a, const Vector& x) {
  Vector result;
  for (const Vector& row : a)
    result.push_back(dot(row, x));
  return result;
}

DenseRows product(const DenseRows& a, const DenseRows& b) {
  const DenseRows columns = transposed(b);
  DenseRows result;
  for (const Vector& row : a)
    result.push_back(image(columns, row));
  return result;
}

RowSpace span_of(const DenseRows& vectors, std::size_t dimension) {
  RowSpace space(dimension);
  for (const Vector& v : vectors)
    space.insert(v);
  return space;
}

std::optional<DenseRows> solution_of(const DenseRows& a, const DenseRows& b) {
  const std::size_t unknowns = a.front().size(), width = b.front().size();
  DenseRows rows = a;
  for (std::size_t j = 0; j < rows.size(); ++j)
    rows[j].insert(rows[j].end(), b[j].begin(), b[j].end());
  const RowSpace solved = span_of(rows, unknowns + width);
  DenseRows result(unknowns, Vector(width));
  for (std::size_t r = 0; r < solved.rank(); ++r) {
    const std::size_t pivot = solved.pivots()[r];
    if (pivot >= unknowns)
      return std::nullopt;
    for (std::size_t k = 0; k < width; ++k)
      result[pivot][k] = fraction(solved.basis()[r][unknowns + k], solved.basis()[r][pivot]);
  }
  return result;
}

std::optional<std::size_t> semidefinite_rank(DenseRows a) {
  std::size_t rank = 0;
  for (std::size_t j = 0; j < a.size(); ++j) {
    if (a[j][j] < 0)
      return std::nullopt;
    if (a[j][j] == 0) { // then its row must be 0
      if (std::any_of(a[j].begin() + static_cast<std::ptrdiff_t>(j), a[j].end(),
                      [](const Rational& entry) { return entry != 0; }))
        return std::nullopt;
      continue;
    }
    ++rank;
    for (std::size_t i = j + 1; i < a.size(); ++i)
      for (std::size_t k = j + 1; k < a.size(); ++k)
        a[i][k] -= a[i][j] * a[j][k] / a[j][j];
  }
  return rank;
}

} // namespace thalweg
