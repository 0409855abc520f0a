// SPDX-License-Identifier: GPL-3.0-or-later
//
// Eight functions at a time, so that their sums do not wait for each other.

#include "exact/screen/affine_functions.hpp"

#include "exact/error.hpp"
#include "exact/watched_work.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace thalweg {

namespace {

constexpr long no_exponent = -1'000'000'000; // of 0

/// Up to 2^-50 of itself.
FloatingNumber floating_number(const Integer& numerator, const Integer& denominator) {
  if (sgn(numerator) == 0)
    return {};
  long above = 0, below = 0;
  const double top = mpz_get_d_2exp(&above, numerator.get_mpz_t());
  const double bottom = mpz_get_d_2exp(&below, denominator.get_mpz_t());
  return {top / bottom, above - below};
}

} // namespace

double scaled_double(double value, long exponent) {
  return std::ldexp(value, static_cast<int>(std::clamp(exponent, -5000L, 5000L)));
}

double floating_quotient(const Integer& numerator, const Integer& denominator, long exponent) {
  const FloatingNumber number = floating_number(numerator, denominator);
  return scaled_double(number.mantissa, number.exponent - exponent);
}

FloatingPoints::FloatingPoints(const std::vector<Vector>& points, std::size_t dimension)
    : count_(points.size()), dimension_(dimension), coordinates_(points.size() * dimension),
      exponents_(dimension, no_exponent) {
  for (const Vector& x : points) {
    require(x.size() == dimension, "floating points: expected points of one dimension");
    for (std::size_t k = 0; k < dimension; ++k)
      if (sgn(x[k]) != 0)
        exponents_[k] =
            std::max(exponents_[k], 1 + static_cast<long>(mpz_sizeinbase(x[k].get_num_mpz_t(), 2)) -
                                        static_cast<long>(mpz_sizeinbase(x[k].get_den_mpz_t(), 2)));
  }
  for (long& exponent : exponents_)
    if (exponent == no_exponent)
      exponent = 0;
  for (std::size_t i = 0; i < count_; ++i) {
    if (i % 4096 == 0)
      require_time();
    for (std::size_t k = 0; k < dimension; ++k)
      coordinates_[i * dimension + k] =
          floating_quotient(points[i][k].get_num(), points[i][k].get_den(), exponents_[k]);
  }
}

FloatingFunctions::FloatingFunctions(const FloatingPoints& points, const AffineMap& functions)
    : dimension_(points.dimension()) {
  for (const AffineFunction& f : functions) {
    std::vector<FloatingNumber> coefficients = {
        floating_number(f.constant.get_num(), f.constant.get_den())};
    for (const Rational& a : f.linear)
      coefficients.push_back(floating_number(a.get_num(), a.get_den()));
    append(points, std::move(coefficients));
  }
}

FloatingFunctions::FloatingFunctions(const FloatingPoints& points,
                                     const std::vector<IntegerAffineFunction>& functions)
    : dimension_(points.dimension()) {
  for (const IntegerAffineFunction& f : functions) {
    std::vector<FloatingNumber> coefficients = {
        floating_number(f.coefficients.back(), f.denominator)};
    for (std::size_t k = 0; k < f.input_dimension(); ++k)
      coefficients.push_back(floating_number(f.coefficients[k], f.denominator));
    append(points, std::move(coefficients));
  }
}

void FloatingFunctions::append(const FloatingPoints& points,
                               std::vector<FloatingNumber> coefficients) {
  require(coefficients.size() == dimension_ + 1, "floating functions: expected one dimension");
  long exponent = no_exponent;
  for (std::size_t k = 0; k <= dimension_; ++k)
    if (coefficients[k].mantissa != 0) {
      if (k > 0)
        coefficients[k].exponent += points.exponent(k - 1);
      exponent = std::max(exponent, coefficients[k].exponent);
    }
  if (exponent == no_exponent)
    exponent = 0;
  const std::size_t lane = count() % block;
  if (lane == 0)
    coefficients_.resize(coefficients_.size() + block * (dimension_ + 1));
  double* const place = coefficients_.data() + coefficients_.size() - block * (dimension_ + 1);
  double magnitude = 0;
  bool is_constant = true;
  for (std::size_t k = 0; k <= dimension_; ++k) {
    const double scaled =
        scaled_double(coefficients[k].mantissa, coefficients[k].exponent - exponent);
    place[k * block + lane] = scaled;
    magnitude += std::abs(scaled);
    is_constant = is_constant && (k == 0 || coefficients[k].mantissa == 0);
  }
  exponents_.push_back(exponent);
  errors_.push_back(static_cast<double>(dimension_ + 16) * 0x1p-52 * magnitude);
  is_constant_.push_back(is_constant);
}

void FloatingFunctions::evaluate(const double* coordinates, double* values) const {
  const double* coefficient = coefficients_.data();
  for (std::size_t first = 0; first < count(); first += block) {
    std::array<double, block> sums;
    for (std::size_t j = 0; j < block; ++j)
      sums[j] = coefficient[j];
    coefficient += block;
    for (std::size_t k = 0; k < dimension_; ++k, coefficient += block) {
      const double x = coordinates[k];
      for (std::size_t j = 0; j < block; ++j)
        sums[j] += coefficient[j] * x;
    }
    for (std::size_t j = 0; j < block; ++j)
      values[first + j] = sums[j];
  }
}

double FloatingFunctions::value(std::size_t j, const double* coordinates) const {
  const double* coefficient =
      coefficients_.data() + j / block * block * (dimension_ + 1) + j % block;
  double sum = *coefficient;
  for (std::size_t k = 0; k < dimension_; ++k)
    sum += coefficient[(k + 1) * block] * coordinates[k];
  return sum;
}

int FloatingFunctions::clear_sign(std::size_t j, const FloatingPoints& points,
                                  std::size_t point) const {
  const double here = value(j, points.coordinates(point));
  return here > error(j) ? 1 : here < -error(j) ? -1 : 0;
}

} // namespace thalweg
