// SPDX-License-Identifier: GPL-3.0-or-later
//
// By FLINT (2.9). Systems of fewer than 20 unknowns are solved by fraction-free
// elimination, larger ones by Dixon's p-adic lifting; every solution is multiplied out.
//
// Independent columns of a Gram matrix G = AᵀA are those of A (G v = 0 iff A v = 0); so we look at
// the smaller of the two, A if it has more columns than rows. The indices are guessed from the
// echelon form modulo a prime. Proof of the guess S: for some rows T (of G: those of S) the matrix
// G_TS or A_TS is invertible modulo p, hence over Q; and every other column is a combination,
// multiplied out, of the columns of S before it. A prime that misleads is replaced; after a few of
// them an exact echelon form decides.

#include "exact/linear_algebra.hpp"

#include "exact/error.hpp"
#include "exact/flint_matrix.hpp"
#include "exact/integer_vector.hpp"

#include <flint/fmpz.h>
#include <flint/nmod_mat.h>
#include <flint/ulong_extras.h>

#include <algorithm>

namespace thalweg {

namespace {

using Indices = std::vector<std::size_t>;

constexpr slong dixon_from_size = 20;
constexpr int prime_attempts = 4;
constexpr mp_limb_t first_prime_after = mp_limb_t(1) << 62;

IntegerMatrix multiplied(const FlintMatrix& a, const FlintMatrix& b) {
  FlintMatrix result(a.rows(), b.columns());
  fmpz_mat_mul(result.get(), a.get(), b.get());
  return result.integers();
}

/// An fmpz_t that cleans up after itself.
class FlintInteger {
public:
  FlintInteger() { fmpz_init(value_); }
  FlintInteger(const FlintInteger&) = delete;
  FlintInteger& operator=(const FlintInteger&) = delete;
  ~FlintInteger() { fmpz_clear(value_); }
  fmpz* get() { return value_; }
  const fmpz* get() const { return value_; }

private:
  fmpz_t value_;
};

/// The rows and columns of `from` with the given indices.
void set_submatrix(FlintMatrix& to, const FlintMatrix& from, const Indices& rows,
                   const Indices& columns) {
  for (std::size_t i = 0; i < rows.size(); ++i)
    for (std::size_t j = 0; j < columns.size(); ++j)
      fmpz_set(to.entry(flint_index(i), flint_index(j)),
               from.entry(flint_index(rows[i]), flint_index(columns[j])));
}

Indices all_indices(slong count) {
  Indices result(static_cast<std::size_t>(count));
  for (std::size_t i = 0; i < result.size(); ++i)
    result[i] = i;
  return result;
}

/// The indices below `count` that are not in `indices` (increasing).
Indices other_indices(const Indices& indices, slong count) {
  Indices result;
  for (const std::size_t index : all_indices(count))
    if (!std::binary_search(indices.begin(), indices.end(), index))
      result.push_back(index);
  return result;
}

/// Is A X = denominator · B?
bool is_solution(const FlintMatrix& a, const FlintMatrix& x, const FlintInteger& denominator,
                 const FlintMatrix& b) {
  FlintMatrix left(b.rows(), b.columns()), right(b.rows(), b.columns());
  fmpz_mat_mul(left.get(), a.get(), x.get());
  fmpz_mat_scalar_mul_fmpz(right.get(), b.get(), denominator.get());
  return fmpz_mat_equal(left.get(), right.get()) != 0;
}

/// A X = denominator · B with denominator > 0, multiplied out; false if A is singular.
bool solve(FlintMatrix& x, FlintInteger& denominator, const FlintMatrix& a, const FlintMatrix& b) {
  if (fmpz_mat_is_empty(a.get()) || fmpz_mat_is_empty(b.get())) {
    fmpz_one(denominator.get());
    return true;
  }
  const bool is_small = a.rows() < dixon_from_size;
  const int is_solved =
      is_small ? fmpz_mat_solve_fflu(x.get(), denominator.get(), a.get(), b.get())
               : fmpz_mat_solve_dixon_den(x.get(), denominator.get(), a.get(), b.get());
  if (!is_solved)
    return false;
  if (fmpz_sgn(denominator.get()) < 0) {
    fmpz_neg(denominator.get(), denominator.get());
    fmpz_mat_neg(x.get(), x.get());
  }
  require(fmpz_sgn(denominator.get()) > 0 && is_solution(a, x, denominator, b),
          "linear_algebra: FLINT returned a wrong solution");
  return true;
}

/// The pivot columns of A modulo `prime`.
Indices pivots_modulo(const FlintMatrix& a, mp_limb_t prime) {
  nmod_mat_t reduced;
  nmod_mat_init(reduced, a.rows(), a.columns(), prime);
  fmpz_mat_get_nmod_mat(reduced, a.get());
  Indices pivots;
  if (nmod_mat_rank(reduced) == a.columns()) {
    pivots = all_indices(a.columns());
  } else {
    const slong rank = nmod_mat_rref(reduced);
    for (slong row = 0, column = 0; row < rank; ++row, ++column) {
      while (nmod_mat_entry(reduced, row, column) == 0)
        ++column;
      pivots.push_back(static_cast<std::size_t>(column));
    }
  }
  nmod_mat_clear(reduced);
  return pivots;
}

/// The pivot columns of A over Q, slowly.
Indices exact_pivots(const FlintMatrix& a) {
  FlintMatrix echelon(a.rows(), a.columns());
  FlintInteger denominator;
  const slong rank = fmpz_mat_rref(echelon.get(), denominator.get(), a.get());
  Indices pivots;
  for (slong row = 0, column = 0; row < rank; ++row, ++column) {
    while (fmpz_is_zero(echelon.entry(row, column)))
      ++column;
    pivots.push_back(static_cast<std::size_t>(column));
  }
  return pivots;
}

/// Given that the columns `pivots` are independent on as many rows `pivot_rows`: is every other
/// column a combination of those among them that come before it?
bool are_leftmost(const FlintMatrix& a, const Indices& pivot_rows, const Indices& pivots) {
  const Indices others = other_indices(pivots, a.columns());
  if (others.empty())
    return true;
  const Indices all = all_indices(a.rows());
  const slong rank = flint_index(pivots.size()), count = flint_index(others.size());
  FlintMatrix square(rank, rank), right(rank, count), combinations(rank, count);
  set_submatrix(square, a, pivot_rows, pivots);
  set_submatrix(right, a, pivot_rows, others);
  FlintInteger denominator;
  if (!solve(combinations, denominator, square, right))
    return false;
  for (slong i = 0; i < rank; ++i)
    for (slong j = 0; j < count; ++j)
      if (pivots[static_cast<std::size_t>(i)] > others[static_cast<std::size_t>(j)] &&
          !fmpz_is_zero(combinations.entry(i, j)))
        return false;
  FlintMatrix chosen(a.rows(), rank), dropped(a.rows(), count);
  set_submatrix(chosen, a, all, pivots);
  set_submatrix(dropped, a, all, others);
  return is_solution(chosen, combinations, denominator, dropped);
}

enum class MatrixKind { gram, general };

/// Rows on which the columns `pivots`, independent modulo `prime`, are so too.
Indices pivot_rows_modulo(const FlintMatrix& a, const Indices& pivots, mp_limb_t prime) {
  FlintMatrix chosen(a.rows(), flint_index(pivots.size()));
  FlintMatrix transpose(chosen.columns(), chosen.rows());
  set_submatrix(chosen, a, all_indices(a.rows()), pivots);
  fmpz_mat_transpose(transpose.get(), chosen.get());
  return pivots_modulo(transpose, prime);
}

/// The leftmost independent columns of a matrix, proven (see the head of this file).
Indices independent_columns(const FlintMatrix& a, MatrixKind kind) {
  mp_limb_t prime = first_prime_after;
  for (int attempt = 0; attempt < prime_attempts; ++attempt) {
    prime = n_nextprime(prime, 1);
    const Indices pivots = pivots_modulo(a, prime);
    const Indices pivot_rows =
        kind == MatrixKind::gram ? pivots : pivot_rows_modulo(a, pivots, prime);
    if (are_leftmost(a, pivot_rows, pivots))
      return pivots;
  }
  return exact_pivots(a);
}

bool is_wide(const FlintMatrix& a) {
  return a.columns() > a.rows();
}

/// entry(i, first + j) = rows[samples[i]][j] · denominators[j].
void set_scaled_rows(FlintMatrix& matrix, std::size_t first, const std::vector<Vector>& rows,
                     const Indices& samples, const std::vector<Integer>& denominators) {
  for (std::size_t i = 0; i < samples.size(); ++i)
    for (std::size_t j = 0; j < denominators.size(); ++j) {
      const Rational& value = rows[samples[i]][j];
      fmpz* entry = matrix.entry(flint_index(i), flint_index(first + j));
      if (mpz_cmp(value.get_den_mpz_t(), denominators[j].get_mpz_t()) == 0)
        fmpz_set_mpz(entry, value.get_num_mpz_t());
      else
        fmpz_set_mpz(entry, scaled_numerator(value, denominators[j]).get_mpz_t());
    }
}

/// XᵀX B = denominator · XᵀY, with rows of B for the independent columns of X only.
struct NormalSolution {
  Indices columns;
  IntegerMatrix numerators;
  Integer denominator;
};

RationalMatrix rational_matrix(const FlintMatrix& numerators, const FlintInteger& denominator) {
  RationalMatrix result;
  result.numerators = numerators.integers();
  fmpz_get_mpz(result.denominator.get_mpz_t(), denominator.get());
  return result;
}

} // namespace

IntegerMatrix product(const IntegerMatrix& a, const IntegerMatrix& b) {
  require(a.column_count() == b.row_count(), "product: expected columns of A = rows of B");
  return multiplied(FlintMatrix(a), FlintMatrix(b));
}

IntegerMatrix transpose_product(const IntegerMatrix& a, const IntegerMatrix& b) {
  require(a.row_count() == b.row_count(), "transpose_product: expected rows of A = rows of B");
  return multiplied(FlintMatrix(a, true), FlintMatrix(b));
}

std::vector<MatrixEntry> largest_in_rows_of_product(const IntegerMatrix& a,
                                                    const IntegerMatrix& b) {
  require(a.column_count() == b.column_count(), "product: expected columns of A = columns of B");
  const FlintMatrix left(a), right(b, true);
  FlintMatrix result(left.rows(), right.columns());
  fmpz_mat_mul(result.get(), left.get(), right.get());
  std::vector<MatrixEntry> largest;
  for (slong i = 0; i < result.rows(); ++i) {
    slong best = 0;
    for (slong j = 1; j < result.columns(); ++j)
      if (fmpz_cmpabs(result.entry(i, j), result.entry(i, best)) > 0)
        best = j;
    MatrixEntry& entry = largest.emplace_back(MatrixEntry{static_cast<std::size_t>(best), 0});
    fmpz_get_mpz(entry.value.get_mpz_t(), result.entry(i, best));
  }
  return largest;
}

std::optional<RationalMatrix> linear_solution(const IntegerMatrix& a, const IntegerMatrix& b) {
  require(a.row_count() == a.column_count(), "linear_solution: expected a square matrix");
  require(a.row_count() == b.row_count(), "linear_solution: expected one right side per row");
  const FlintMatrix left(a), right(b);
  FlintMatrix solution(right.rows(), right.columns());
  FlintInteger denominator;
  if (!solve(solution, denominator, left, right))
    return std::nullopt;
  return rational_matrix(solution, denominator);
}

std::vector<std::size_t> leftmost_independent_columns(const IntegerMatrix& a) {
  const FlintMatrix matrix(a);
  if (is_wide(matrix))
    return independent_columns(matrix, MatrixKind::general);
  FlintMatrix transpose(matrix.columns(), matrix.rows());
  FlintMatrix gram(matrix.columns(), matrix.columns());
  fmpz_mat_transpose(transpose.get(), matrix.get());
  fmpz_mat_mul(gram.get(), transpose.get(), matrix.get());
  return independent_columns(gram, MatrixKind::gram);
}

namespace {

/// Solves XᵀX B = XᵀY; all its equations are multiplied out.
NormalSolution tall_normal_solution(const FlintMatrix& design, const FlintMatrix& targets) {
  FlintMatrix transpose(design.columns(), design.rows());
  FlintMatrix gram(design.columns(), design.columns()), right(design.columns(), targets.columns());
  fmpz_mat_transpose(transpose.get(), design.get());
  fmpz_mat_mul(gram.get(), transpose.get(), design.get());
  fmpz_mat_mul(right.get(), transpose.get(), targets.get());

  NormalSolution result;
  result.columns = independent_columns(gram, MatrixKind::gram);
  const slong rank = flint_index(result.columns.size());
  FlintMatrix coefficients(rank, targets.columns());
  FlintInteger denominator;
  if (rank == gram.columns()) {
    require(solve(coefficients, denominator, gram, right), "least squares: singular Gram matrix");
  } else {
    const Indices all = all_indices(gram.rows()), all_targets = all_indices(targets.columns());
    FlintMatrix square(rank, rank), chosen_right(rank, targets.columns());
    FlintMatrix chosen(gram.rows(), rank);
    set_submatrix(square, gram, result.columns, result.columns);
    set_submatrix(chosen_right, right, result.columns, all_targets);
    set_submatrix(chosen, gram, all, result.columns);
    require(solve(coefficients, denominator, square, chosen_right) &&
                is_solution(chosen, coefficients, denominator, right),
            "least squares: the normal equations do not hold");
  }
  result.numerators = coefficients.integers();
  fmpz_get_mpz(result.denominator.get_mpz_t(), denominator.get());
  return result;
}

/// Solves XᵀX B = XᵀY; all its equations are multiplied out, for a wide X those of its independent
/// columns, of which the others are combinations.
NormalSolution normal_solution(const FlintMatrix& design, const FlintMatrix& targets) {
  if (!is_wide(design))
    return tall_normal_solution(design, targets);
  Indices columns = independent_columns(design, MatrixKind::general);
  FlintMatrix chosen(design.rows(), flint_index(columns.size()));
  set_submatrix(chosen, design, all_indices(design.rows()), columns);
  NormalSolution result = tall_normal_solution(chosen, targets);
  require(result.columns.size() == columns.size(), "least squares: dependent columns were chosen");
  result.columns = std::move(columns);
  return result;
}

} // namespace

AffineLeastSquares affine_least_squares(const std::vector<Vector>& inputs,
                                        const std::vector<Vector>& targets,
                                        const std::vector<std::size_t>& samples,
                                        std::size_t input_dimension, std::size_t target_dimension) {
  // Scaled columns are as independent as they were; the solution is scaled back at the end.
  const std::vector<Integer> input_scale = column_denominators(inputs, samples, input_dimension);
  const std::vector<Integer> target_scale = column_denominators(targets, samples, target_dimension);
  FlintMatrix design(flint_index(samples.size()), flint_index(input_dimension + 1));
  FlintMatrix right(flint_index(samples.size()), flint_index(target_dimension));
  for (std::size_t i = 0; i < samples.size(); ++i)
    fmpz_one(design.entry(flint_index(i), 0));
  set_scaled_rows(design, 1, inputs, samples, input_scale);
  set_scaled_rows(right, 0, targets, samples, target_scale);

  NormalSolution solution = normal_solution(design, right);
  AffineLeastSquares result{std::move(solution.columns), {}};
  for (std::size_t output = 0; output < target_dimension; ++output) {
    IntegerVector column{{}, solution.denominator};
    for (std::size_t k = 0; k < result.columns.size(); ++k)
      column.numerators.push_back(std::move(solution.numerators(k, output)));
    Vector coefficients = rationals(column);
    for (std::size_t k = 0; k < result.columns.size(); ++k) {
      const std::size_t index = result.columns[k];
      const Integer scale = index == 0 ? Integer(1) : input_scale[index - 1];
      coefficients[k] *= fraction(scale, target_scale[output]);
    }
    result.coefficients.push_back(std::move(coefficients));
  }
  return result;
}

} // namespace thalweg
