// SPDX-License-Identifier: GPL-3.0-or-later
//
// Fraction-free Gauss–Jordan elimination, one generator at a time; every row is divided by the
// greatest common divisor of its entries, which keeps the numbers as short as they can be.

#include "exact/row_space.hpp"

#include "exact/error.hpp"
#include "exact/integer_vector.hpp"

#include <algorithm>

namespace thalweg {

namespace {

/// Divides by the content and makes entry `pivot` positive; it must not be zero.
void normalise(std::vector<Integer>& row, std::size_t pivot) {
  make_primitive(row);
  if (sgn(row[pivot]) < 0)
    for (Integer& entry : row)
      mpz_neg(entry.get_mpz_t(), entry.get_mpz_t());
}

/// row becomes a positive multiple of row − (row[pivot]/by[pivot]) · by.
void eliminate(std::vector<Integer>& row, const std::vector<Integer>& by, std::size_t pivot) {
  if (sgn(row[pivot]) == 0)
    return;
  const Integer common = gcd(row[pivot], by[pivot]);
  const Integer row_factor = by[pivot] / common;
  const Integer by_factor = row[pivot] / common;
  for (std::size_t i = 0; i < row.size(); ++i) {
    row[i] *= row_factor;
    mpz_submul(row[i].get_mpz_t(), by_factor.get_mpz_t(), by[i].get_mpz_t());
  }
}

} // namespace

void RowSpace::reduce(std::vector<Integer>& vector) const {
  for (std::size_t k = 0; k < rows_.size(); ++k)
    eliminate(vector, rows_[k], pivots_[k]);
}

bool RowSpace::insert(const Vector& generator) {
  return insert(over_common_denominator(generator).numerators);
}

bool RowSpace::insert(std::vector<Integer> generator) {
  require(generator.size() == dimension_, "RowSpace::insert: expected a vector of the dimension");
  if (rows_.size() == dimension_)
    return false;
  reduce(generator);
  const auto first = std::find_if(generator.begin(), generator.end(),
                                  [](const Integer& entry) { return sgn(entry) != 0; });
  if (first == generator.end())
    return false;
  const auto pivot = static_cast<std::size_t>(first - generator.begin());
  normalise(generator, pivot);
  for (std::size_t k = 0; k < rows_.size(); ++k) {
    eliminate(rows_[k], generator, pivot);
    normalise(rows_[k], pivots_[k]);
  }
  const auto position = std::lower_bound(pivots_.begin(), pivots_.end(), pivot) - pivots_.begin();
  rows_.insert(rows_.begin() + position, std::move(generator));
  pivots_.insert(pivots_.begin() + position, pivot);
  return true;
}

bool RowSpace::contains(const Vector& vector) const {
  require(vector.size() == dimension_, "RowSpace::contains: expected a vector of the dimension");
  std::vector<Integer> remainder = over_common_denominator(vector).numerators;
  reduce(remainder);
  return std::all_of(remainder.begin(), remainder.end(),
                     [](const Integer& entry) { return sgn(entry) == 0; });
}

bool is_orthogonal(const std::vector<Integer>& a, const Vector& b) {
  require(a.size() == b.size(), "is_orthogonal: expected vectors of one length");
  return sgn(dot(a, over_common_denominator(b).numerators)) == 0;
}

} // namespace thalweg
