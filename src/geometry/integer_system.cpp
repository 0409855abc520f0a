// SPDX-License-Identifier: GPL-3.0-or-later
//
// Bareiss elimination: after step k every remaining entry is a (k+1)×(k+1) minor, so the division
// by the previous pivot leaves no remainder.

#include "geometry/integer_system.hpp"

#include "exact/error.hpp"
#include "exact/linear_algebra.hpp"

#include <utility>

namespace thalweg {
namespace {

constexpr std::size_t most_eliminated = 30; ///< unknowns; lifting is faster beyond

/// The same by p-adic lifting.
std::optional<IntegerVector> lifted_solution(const IntegerRows& augmented) {
  const std::size_t n = augmented.size();
  IntegerMatrix matrix(n, n), right(n, 1);
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t j = 0; j < n; ++j)
      matrix(i, j) = augmented[i][j];
    right(i, 0) = augmented[i][n];
  }
  std::optional<RationalMatrix> solution = linear_solution(matrix, right);
  if (!solution)
    return std::nullopt;
  IntegerVector result{std::vector<Integer>(n), std::move(solution->denominator)};
  for (std::size_t i = 0; i < n; ++i)
    result.numerators[i] = std::move(solution->numerators(i, 0));
  return result;
}

/// Upper triangular form of the first rows.size() columns; ±1 for the row exchanges, 0 if singular.
int triangularise(IntegerRows& rows) {
  const std::size_t n = rows.size();
  int sign = 1;
  Integer previous = 1, product;
  for (std::size_t k = 0; k < n; ++k) {
    std::size_t pivot = k;
    while (pivot < n && sgn(rows[pivot][k]) == 0)
      ++pivot;
    if (pivot == n)
      return 0;
    if (pivot != k) {
      std::swap(rows[pivot], rows[k]);
      sign = -sign;
    }
    for (std::size_t i = k + 1; i < n; ++i) {
      for (std::size_t j = k + 1; j < rows[i].size(); ++j) {
        mpz_mul(product.get_mpz_t(), rows[i][j].get_mpz_t(), rows[k][k].get_mpz_t());
        mpz_submul(product.get_mpz_t(), rows[i][k].get_mpz_t(), rows[k][j].get_mpz_t());
        mpz_divexact(rows[i][j].get_mpz_t(), product.get_mpz_t(), previous.get_mpz_t());
      }
      rows[i][k] = 0;
    }
    previous = rows[k][k];
  }
  return sign;
}

} // namespace

std::optional<IntegerVector> square_solution(IntegerRows augmented) {
  const std::size_t n = augmented.size();
  for (const auto& row : augmented)
    require(row.size() == n + 1, "square_solution takes n rows of n + 1 entries");
  if (n > most_eliminated)
    return lifted_solution(augmented);
  if (triangularise(augmented) == 0)
    return std::nullopt;
  IntegerVector result;
  result.numerators.resize(n);
  if (n == 0)
    return result;
  result.denominator = augmented[n - 1][n - 1];
  Integer sum;
  for (std::size_t k = n; k-- > 0;) { // x_k = (b_k det − Σ_{j>k} a_kj x_j) / a_kk, exact by Cramer
    mpz_mul(sum.get_mpz_t(), augmented[k][n].get_mpz_t(), result.denominator.get_mpz_t());
    for (std::size_t j = k + 1; j < n; ++j)
      mpz_submul(sum.get_mpz_t(), augmented[k][j].get_mpz_t(), result.numerators[j].get_mpz_t());
    mpz_divexact(result.numerators[k].get_mpz_t(), sum.get_mpz_t(), augmented[k][k].get_mpz_t());
  }
  if (sgn(result.denominator) < 0) {
    result.denominator = -result.denominator;
    for (Integer& numerator : result.numerators)
      numerator = -numerator;
  }
  return result;
}

Integer determinant(IntegerRows matrix) {
  const std::size_t n = matrix.size();
  if (n == 0)
    return 1;
  const int sign = triangularise(matrix);
  if (sign == 0)
    return 0;
  return sign > 0 ? matrix[n - 1][n - 1] : Integer(-matrix[n - 1][n - 1]);
}

} // namespace thalweg
