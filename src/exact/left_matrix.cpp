// SPDX-License-Identifier: GPL-3.0-or-later

#include "exact/left_matrix.hpp"

#include "exact/error.hpp"
#include "exact/flint_matrix.hpp"
#include "exact/integer_vector.hpp"

#include <bit>
#include <optional>

namespace thalweg {

struct LeftMatrix::Entries {
  Entries(std::size_t rows, std::size_t columns)
      : matrix(flint_index(rows), flint_index(columns)) {}
  FlintMatrix matrix;
};

LeftMatrix::LeftMatrix(std::size_t row_count, std::size_t column_count)
    : row_count_(row_count), column_count_(column_count),
      entries_(std::make_shared<Entries>(row_count, column_count)) {}

namespace {

/// |value| · denominator if these are words and the result is one that FLINT keeps in place.
std::optional<slong> short_magnitude(const Rational& value, const Integer& denominator) {
  mpz_srcptr numerator = value.get_num_mpz_t(), own = value.get_den_mpz_t();
  if (mpz_size(denominator.get_mpz_t()) != 1 || mpz_size(own) != 1 || mpz_size(numerator) > 1)
    return std::nullopt;
  const mp_limb_t common = mpz_getlimbn(denominator.get_mpz_t(), 0), part = mpz_getlimbn(own, 0);
  const bool is_power_of_two = (part & (part - 1)) == 0;
  const mp_limb_t factor = is_power_of_two ? common >> std::countr_zero(part) : common / part;
  mp_limb_t result = 0;
  if (factor * part != common ||
      __builtin_mul_overflow(mpz_getlimbn(numerator, 0), factor, &result) ||
      result > static_cast<mp_limb_t>(COEFF_MAX))
    return std::nullopt;
  return static_cast<slong>(result);
}

} // namespace

void LeftMatrix::set(std::size_t row, std::size_t column, const Rational& value,
                     const Integer& denominator) {
  fmpz* const entry = entries_->matrix.entry(flint_index(row), flint_index(column));
  const std::optional<slong> magnitude = short_magnitude(value, denominator);
  if (!magnitude)
    fmpz_set_mpz(entry, scaled_numerator(value, denominator).get_mpz_t());
  else if (const slong result = sgn(value) < 0 ? -*magnitude : *magnitude; COEFF_IS_MPZ(*entry))
    fmpz_set_si(entry, result);
  else
    *entry = result;
}

std::size_t LeftMatrix::longest() const {
  const slong bits = fmpz_mat_max_bits(entries_->matrix.get());
  return static_cast<std::size_t>(bits < 0 ? -bits : bits);
}

IntegerMatrix product(const LeftMatrix& a, const IntegerMatrix& b) {
  require(a.column_count() == b.row_count(), "product: expected columns of A = rows of B");
  FlintMatrix result(flint_index(a.row_count()), flint_index(b.column_count()));
  fmpz_mat_mul(result.get(), a.entries_->matrix.get(), FlintMatrix(b).get());
  return result.integers();
}

IntegerMatrix transpose_product(const LeftMatrix& a, const IntegerMatrix& b) {
  require(a.row_count() == b.row_count(), "transpose_product: expected rows of A = rows of B");
  FlintMatrix transposed(flint_index(a.column_count()), flint_index(a.row_count()));
  fmpz_mat_transpose(transposed.get(), a.entries_->matrix.get());
  FlintMatrix result(flint_index(a.column_count()), flint_index(b.column_count()));
  fmpz_mat_mul(result.get(), transposed.get(), FlintMatrix(b).get());
  return result.integers();
}

} // namespace thalweg
