// SPDX-License-Identifier: GPL-3.0-or-later
//
// Conversions to and from common denominators, and dot products with mpz_addmul.

#include "exact/integer_vector.hpp"

#include "exact/error.hpp"

#include <optional>

namespace thalweg {

void enlarge_denominator(Integer& common, const Integer& denominator) {
  if (!mpz_divisible_p(common.get_mpz_t(), denominator.get_mpz_t()))
    mpz_lcm(common.get_mpz_t(), common.get_mpz_t(), denominator.get_mpz_t());
}

namespace {

/// k if a = 2^k.
std::optional<mp_bitcnt_t> binary_logarithm(mpz_srcptr a) {
  const mp_bitcnt_t lowest = mpz_scan1(a, 0);
  if (lowest + 1 == mpz_sizeinbase(a, 2))
    return lowest;
  return std::nullopt;
}

} // namespace

void set_scaled_numerator(Integer& numerator, const Rational& value, const Integer& denominator) {
  if (value == 0) {
    numerator = 0;
    return;
  }
  if (mpz_size(denominator.get_mpz_t()) == 1 && mpz_size(value.get_den_mpz_t()) == 1) {
    const mp_limb_t common = mpz_getlimbn(denominator.get_mpz_t(), 0);
    const mp_limb_t own = mpz_getlimbn(value.get_den_mpz_t(), 0), factor = common / own;
    require(factor * own == common, "scaled_numerator: expected a multiple of the denominator");
    mpz_mul_ui(numerator.get_mpz_t(), value.get_num_mpz_t(), factor);
    return;
  }
  const auto common = binary_logarithm(denominator.get_mpz_t());
  const auto own = common ? binary_logarithm(value.get_den_mpz_t()) : std::nullopt;
  if (own && *own <= *common) {
    mpz_mul_2exp(numerator.get_mpz_t(), value.get_num_mpz_t(), *common - *own);
    return;
  }
  require(mpz_divisible_p(denominator.get_mpz_t(), value.get_den_mpz_t()) != 0,
          "scaled_numerator: expected a multiple of the denominator");
  mpz_divexact(numerator.get_mpz_t(), denominator.get_mpz_t(), value.get_den_mpz_t());
  mpz_mul(numerator.get_mpz_t(), numerator.get_mpz_t(), value.get_num_mpz_t());
}

Integer scaled_numerator(const Rational& value, const Integer& denominator) {
  Integer numerator;
  set_scaled_numerator(numerator, value, denominator);
  return numerator;
}

IntegerVector over_common_denominator(const Vector& values) {
  IntegerVector result;
  for (const Rational& entry : values)
    enlarge_denominator(result.denominator, entry.get_den());
  result.numerators.reserve(values.size());
  for (const Rational& entry : values)
    result.numerators.push_back(scaled_numerator(entry, result.denominator));
  return result;
}

std::vector<Integer> column_denominators(const std::vector<Vector>& rows,
                                         const std::vector<std::size_t>& indices,
                                         std::size_t column_count) {
  std::vector<Integer> result(column_count, Integer(1));
  for (const std::size_t index : indices)
    for (std::size_t column = 0; column < column_count; ++column)
      enlarge_denominator(result[column], rows[index][column].get_den());
  return result;
}

namespace {

constexpr std::size_t batch_from_bits = 2048;

/// A divisor of `denominator` that every gcd(numerator, denominator) divides: the common part of
/// the denominator and the product of all non-zero numerators. For long numbers it is found faster
/// than one of these greatest common divisors after the other, and it is nearly always short.
Integer cancelling_part(const std::vector<Integer>& numerators, const Integer& denominator) {
  if (mpz_sizeinbase(denominator.get_mpz_t(), 2) < batch_from_bits)
    return denominator;
  Integer product = 1;
  for (const Integer& numerator : numerators) {
    if (sgn(numerator) == 0)
      continue;
    mpz_mul(product.get_mpz_t(), product.get_mpz_t(), numerator.get_mpz_t());
    mpz_tdiv_r(product.get_mpz_t(), product.get_mpz_t(), denominator.get_mpz_t());
  }
  return gcd(product, denominator);
}

} // namespace

Integer dot(const std::vector<Integer>& a, const std::vector<Integer>& b) {
  Integer sum;
  for (std::size_t i = 0; i < a.size(); ++i)
    mpz_addmul(sum.get_mpz_t(), a[i].get_mpz_t(), b[i].get_mpz_t());
  return sum;
}

void make_primitive(std::vector<Integer>& entries) {
  Integer content;
  for (const Integer& entry : entries) {
    mpz_gcd(content.get_mpz_t(), content.get_mpz_t(), entry.get_mpz_t());
    if (content == 1)
      return;
  }
  if (content != 0)
    for (Integer& entry : entries)
      mpz_divexact(entry.get_mpz_t(), entry.get_mpz_t(), content.get_mpz_t());
}

Vector rationals(const IntegerVector& values) {
  require(sgn(values.denominator) > 0, "rationals: expected a positive denominator");
  const Integer part = cancelling_part(values.numerators, values.denominator);
  Vector result(values.numerators.size());
  Integer common;
  for (std::size_t i = 0; i < result.size(); ++i) {
    const Integer& numerator = values.numerators[i];
    if (sgn(numerator) == 0)
      continue;
    mpz_gcd(common.get_mpz_t(), numerator.get_mpz_t(), part.get_mpz_t());
    mpz_divexact(result[i].get_num_mpz_t(), numerator.get_mpz_t(), common.get_mpz_t());
    mpz_divexact(result[i].get_den_mpz_t(), values.denominator.get_mpz_t(), common.get_mpz_t());
  }
  return result;
}

HomogeneousPoint homogeneous_point(const Vector& x) {
  IntegerVector integers = over_common_denominator(x);
  integers.numerators.push_back(std::move(integers.denominator));
  return {std::move(integers.numerators)};
}

std::vector<HomogeneousPoint> homogeneous_points(const std::vector<Vector>& points) {
  std::vector<HomogeneousPoint> result;
  result.reserve(points.size());
  for (const Vector& x : points)
    result.push_back(homogeneous_point(x));
  return result;
}

IntegerAffineFunction integer_affine_function(const AffineFunction& f) {
  IntegerAffineFunction result;
  result.denominator = f.constant.get_den();
  for (const Rational& coefficient : f.linear)
    enlarge_denominator(result.denominator, coefficient.get_den());
  result.coefficients.reserve(f.linear.size() + 1);
  for (const Rational& coefficient : f.linear)
    result.coefficients.push_back(scaled_numerator(coefficient, result.denominator));
  result.coefficients.push_back(scaled_numerator(f.constant, result.denominator));
  return result;
}

std::vector<IntegerAffineFunction> integer_affine_functions(const AffineMap& functions) {
  std::vector<IntegerAffineFunction> result;
  result.reserve(functions.size());
  for (const AffineFunction& f : functions)
    result.push_back(integer_affine_function(f));
  return result;
}

void value_numerator(Integer& result, const IntegerAffineFunction& f, const HomogeneousPoint& x) {
  const std::size_t last = f.coefficients.size() - 1;
  mpz_mul(result.get_mpz_t(), f.coefficients[last].get_mpz_t(), x.coordinates[last].get_mpz_t());
  for (std::size_t i = 0; i < last; ++i)
    mpz_addmul(result.get_mpz_t(), f.coefficients[i].get_mpz_t(), x.coordinates[i].get_mpz_t());
}

void value_numerators(std::vector<Integer>& results,
                      const std::vector<IntegerAffineFunction>& functions,
                      const HomogeneousPoint& x) {
  results.resize(functions.size());
  for (std::size_t j = 0; j < functions.size(); ++j)
    value_numerator(results[j], functions[j], x);
}

Rational value(const IntegerAffineFunction& f, const HomogeneousPoint& x) {
  require(f.coefficients.size() == x.coordinates.size(), "value: expected one dimension");
  Integer numerator;
  value_numerator(numerator, f, x);
  return fraction(numerator, f.denominator * x.denominator());
}

int value_sign(const IntegerAffineFunction& f, const HomogeneousPoint& x) {
  require(f.coefficients.size() == x.coordinates.size(), "value_sign: expected one dimension");
  Integer numerator;
  value_numerator(numerator, f, x);
  return sgn(numerator);
}

} // namespace thalweg
