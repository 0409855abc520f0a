// SPDX-License-Identifier: GPL-3.0-or-later

#include "landscape/fixed_point_layer.hpp"

#include "exact/error.hpp"
#include "exact/integer_vector.hpp"

#include <algorithm>
#include <bit>

namespace thalweg {

namespace {

/// A common denominator is short if it has at most this many times the bits of the longest single
/// one, and a few more.
constexpr std::size_t bits_factor = 2, more_bits = 64;

/// Rows with at least one entry in this many are multiplied as a dense matrix.
constexpr std::size_t full_from_share = 8;

/// The common denominator of numbers that are shown to it one by one.
class CommonDenominator {
public:
  void add(const Rational& value) {
    if (!is_short_)
      return;
    mpz_srcptr own = value.get_den_mpz_t();
    const bool is_word = mpz_size(own) == 1;
    const mp_limb_t lowest = mpz_getlimbn(own, 0);
    longest_ = std::max(longest_, is_word ? static_cast<std::size_t>(std::bit_width(lowest))
                                          : mpz_sizeinbase(own, 2));
    if (is_word && (lowest & (lowest - 1)) == 0
            ? (mpz_getlimbn(common_.get_mpz_t(), 0) & (lowest - 1)) == 0
            : mpz_divisible_p(common_.get_mpz_t(), own) != 0)
      return;
    enlarge_denominator(common_, value.get_den());
    is_short_ = mpz_sizeinbase(common_.get_mpz_t(), 2) <= bits_factor * longest_ + more_bits;
  }
  bool is_short() const { return is_short_; }
  const Integer& value() const { return common_; }

private:
  Integer common_ = 1;
  std::size_t longest_ = 0;
  bool is_short_ = true;
};

} // namespace

std::optional<RationalMatrix> fixed_point_columns(const std::vector<Vector>& columns,
                                                  std::size_t row_count) {
  CommonDenominator common;
  for (const Vector& column : columns)
    for (const Rational& value : column)
      common.add(value);
  if (!common.is_short())
    return std::nullopt;
  RationalMatrix result{IntegerMatrix(row_count, columns.size()), common.value()};
  for (std::size_t column = 0; column < columns.size(); ++column)
    for (std::size_t row = 0; row < row_count; ++row)
      set_scaled_numerator(result.numerators(row, column), columns[column][row], common.value());
  return result;
}

bool has_short_denominator(const Vector& values) {
  CommonDenominator common;
  for (const Rational& value : values)
    common.add(value);
  return common.is_short();
}

std::optional<FixedPointRows> fixed_point_rows(const std::vector<SparseRow>& rows,
                                               std::size_t column_count) {
  CommonDenominator common;
  std::size_t term_count = 0;
  for (const SparseRow& row : rows) {
    term_count += row.size();
    for (const auto& [k, weight] : row)
      common.add(weight);
  }
  if (!common.is_short())
    return std::nullopt;
  FixedPointRows result{column_count, {}, {}, common.value()};
  if (term_count * full_from_share >= rows.size() * column_count) {
    result.full = LeftMatrix(rows.size(), column_count);
    for (std::size_t j = 0; j < rows.size(); ++j)
      for (const auto& [k, weight] : rows[j])
        result.full.set(j, k, weight, common.value());
    return result;
  }
  for (const SparseRow& row : rows) {
    auto& integers = result.sparse.emplace_back();
    integers.reserve(row.size());
    for (const auto& [k, weight] : row)
      integers.emplace_back(k, scaled_numerator(weight, common.value()));
  }
  return result;
}

RationalMatrix product(const FixedPointRows& rows, const RationalMatrix& matrix) {
  RationalMatrix result{{}, rows.denominator * matrix.denominator};
  if (rows.sparse.empty()) {
    result.numerators = product(rows.full, matrix.numerators);
    return result;
  }
  const std::size_t columns = matrix.numerators.column_count();
  result.numerators = IntegerMatrix(rows.row_count(), columns);
  for (std::size_t j = 0; j < rows.sparse.size(); ++j)
    for (const auto& [k, weight] : rows.sparse[j])
      for (std::size_t column = 0; column < columns; ++column)
        mpz_addmul(result.numerators(j, column).get_mpz_t(), weight.get_mpz_t(),
                   matrix.numerators(k, column).get_mpz_t());
  return result;
}

RationalMatrix transpose_product(const FixedPointRows& rows, const RationalMatrix& matrix) {
  RationalMatrix result{{}, rows.denominator * matrix.denominator};
  if (rows.sparse.empty()) {
    result.numerators = transpose_product(rows.full, matrix.numerators);
    return result;
  }
  const std::size_t columns = matrix.numerators.column_count();
  result.numerators = IntegerMatrix(rows.column_count, columns);
  for (std::size_t j = 0; j < rows.sparse.size(); ++j)
    for (const auto& [k, weight] : rows.sparse[j])
      for (std::size_t column = 0; column < columns; ++column)
        mpz_addmul(result.numerators(k, column).get_mpz_t(), weight.get_mpz_t(),
                   matrix.numerators(j, column).get_mpz_t());
  return result;
}

Vector rational_column(const RationalMatrix& matrix, std::size_t column) {
  Vector result;
  result.reserve(matrix.numerators.row_count());
  for (std::size_t row = 0; row < matrix.numerators.row_count(); ++row)
    result.push_back(fraction(matrix.numerators(row, column), matrix.denominator));
  return result;
}

BatchActivation::BatchActivation(const Activation& activation, const Integer& z_denominator)
    : denominator_(z_denominator) {
  Integer slope_denominator = 1;
  for (const Rational& slope : activation.slopes)
    enlarge_denominator(slope_denominator, slope.get_den());
  denominator_ *= slope_denominator;
  for (const Rational& intercept : activation.intercepts)
    enlarge_denominator(denominator_, intercept.get_den());
  for (std::size_t q = 0; q < activation.slopes.size(); ++q) {
    slopes_.push_back(scaled_numerator(activation.slopes[q], denominator_ / z_denominator));
    intercepts_.push_back(scaled_numerator(activation.intercepts[q], denominator_));
  }
  for (const Rational& breakpoint : activation.breakpoints)
    breakpoints_.push_back({breakpoint.get_den(), breakpoint.get_num() * z_denominator});
}

BatchActivation::Place BatchActivation::place(const Integer& z) const {
  std::size_t piece = 0;
  for (; piece < breakpoints_.size(); ++piece) {
    const auto& [s, p] = breakpoints_[piece];
    const int order = p == 0 ? sgn(z) : cmp(Integer(s * z), p); // of z and p/s
    if (order <= 0)
      return {piece, order == 0};
  }
  return {piece, false};
}

void BatchActivation::apply(Integer& h, const Integer& z) const {
  const std::size_t piece = place(z).piece;
  if (slopes_[piece] == 1)
    h = z;
  else if (slopes_[piece] != 0)
    mpz_mul(h.get_mpz_t(), slopes_[piece].get_mpz_t(), z.get_mpz_t());
  if (intercepts_[piece] != 0)
    h += intercepts_[piece];
}

} // namespace thalweg
