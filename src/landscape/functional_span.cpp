// SPDX-License-Identifier: GPL-3.0-or-later
//
// Fraction-free elimination of first entries on merged sparse rows; rows are divided by the
// greatest common divisor of their entries.

#include "landscape/functional_span.hpp"

#include "exact/integer_vector.hpp"

namespace thalweg {

namespace {

using IntegerRow = std::vector<std::pair<std::size_t, Integer>>;

IntegerRow integer_row(const SparseRow& row) {
  Integer denominator = 1;
  for (const auto& [index, value] : row)
    enlarge_denominator(denominator, value.get_den());
  IntegerRow result;
  for (const auto& [index, value] : row)
    if (value != 0)
      result.emplace_back(index, scaled_numerator(value, denominator));
  return result;
}

void make_row_primitive(IntegerRow& row) {
  Integer content;
  for (const auto& [index, value] : row) {
    mpz_gcd(content.get_mpz_t(), content.get_mpz_t(), value.get_mpz_t());
    if (content == 1)
      break;
  }
  if (sgn(row.front().second) < 0)
    content = -content;
  if (content == 1)
    return;
  for (auto& [index, value] : row)
    mpz_divexact(value.get_mpz_t(), value.get_mpz_t(), content.get_mpz_t());
}

/// A multiple of row − (first/first) · by without the first entry, which both have in common.
IntegerRow eliminated(const IntegerRow& row, const IntegerRow& by) {
  const Integer common = gcd(row.front().second, by.front().second);
  const Integer row_factor = by.front().second / common;
  const Integer by_factor = row.front().second / common;
  IntegerRow result;
  result.reserve(row.size() + by.size());
  auto a = row.begin() + 1, b = by.begin() + 1;
  while (a != row.end() || b != by.end()) {
    const bool has_a = b == by.end() || (a != row.end() && a->first <= b->first);
    const bool has_b = a == row.end() || (b != by.end() && b->first <= a->first);
    auto& [index, value] = result.emplace_back(has_a ? a->first : b->first, Integer());
    if (has_a)
      value = row_factor * (a++)->second;
    if (has_b)
      mpz_submul(value.get_mpz_t(), by_factor.get_mpz_t(), (b++)->second.get_mpz_t());
    if (value == 0)
      result.pop_back();
  }
  return result;
}

} // namespace

bool FunctionalSpan::insert(const SparseRow& generator) {
  IntegerRow row = integer_row(generator);
  const auto block_of = [&](const auto& entry) { return entry.first / block_size_; };
  const auto is_within_a_block = [&] { return block_of(row.front()) == block_of(row.back()); };
  if (!row.empty() && is_within_a_block()) {
    const auto within = rows_within_.find(block_of(row.front()));
    if (within != rows_within_.end() && within->second == block_size_)
      return false;
  }
  while (!row.empty()) {
    const auto by = rows_.find(row.front().first);
    if (by == rows_.end()) {
      make_row_primitive(row);
      if (is_within_a_block())
        ++rows_within_[block_of(row.front())];
      rows_.emplace(row.front().first, std::move(row));
      return true;
    }
    row = eliminated(row, by->second);
  }
  return false;
}

} // namespace thalweg
