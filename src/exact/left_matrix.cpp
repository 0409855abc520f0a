// SPDX-License-Identifier: GPL-3.0-or-later

#include "exact/left_matrix.hpp"

#include "exact/error.hpp"
#include "exact/flint_matrix.hpp"
#include "exact/integer_vector.hpp"

#include <bit>

namespace thalweg {

struct LeftMatrix::Entries {
  Entries(std::size_t rows, std::size_t columns)
      : matrix(flint_index(rows), flint_index(columns)) {}
  FlintMatrix matrix;
};

LeftMatrix::LeftMatrix(std::size_t row_count, std::size_t column_count)
    : row_count_(row_count), column_count_(column_count),
      entries_(std::make_shared<Entries>(row_count, column_count)) {}

void LeftMatrix::set(std::size_t row, std::size_t column, const Rational& value,
                     const Integer& denominator) {
  fmpz* const entry = entries_->matrix.entry(flint_index(row), flint_index(column));
  mpz_srcptr numerator = value.get_num_mpz_t(), own = value.get_den_mpz_t();
  if (mpz_size(denominator.get_mpz_t()) == 1 && mpz_size(own) == 1 && mpz_fits_slong_p(numerator)) {
    const mp_limb_t common = mpz_getlimbn(denominator.get_mpz_t(), 0), part = mpz_getlimbn(own, 0);
    long result = 0;
    if (const mp_limb_t factor =
            std::has_single_bit(part) ? common >> std::countr_zero(part) : common / part;
        factor * part == common && factor <= static_cast<mp_limb_t>(LONG_MAX) &&
        !__builtin_mul_overflow(mpz_get_si(numerator), static_cast<long>(factor), &result)) {
      fmpz_set_si(entry, result);
      return;
    }
  }
  fmpz_set_mpz(entry, scaled_numerator(value, denominator).get_mpz_t());
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
