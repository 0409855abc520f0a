// SPDX-License-Identifier: GPL-3.0-or-later
//
// Evaluation of affine functions on all samples over common denominators.

#include "constructions/input_table.hpp"

#include "exact/error.hpp"
#include "exact/watched_work.hpp"

#include <algorithm>
#include <cmath>

namespace thalweg {
namespace {

/// An affine function with integer coefficients over one denominator, acting on the integer table.
struct IntegerFunction {
  std::vector<Integer> linear;
  Integer constant;
  Integer denominator;
};

IntegerFunction integer_function(const AffineFunction& f, const std::vector<Integer>& columns) {
  IntegerFunction result;
  Vector scaled;
  result.denominator = f.constant.get_den();
  for (std::size_t a = 0; a < columns.size(); ++a) {
    scaled.push_back(f.linear[a] / Rational(columns[a]));
    result.denominator = lcm(result.denominator, scaled.back().get_den());
  }
  for (const Rational& value : scaled)
    result.linear.push_back(value.get_num() * (result.denominator / value.get_den()));
  result.constant = f.constant.get_num() * (result.denominator / f.constant.get_den());
  return result;
}

/// numerator / denominator · 2^−exponent truncated to 53 bits.
double truncated_quotient(const Integer& numerator, const Integer& denominator, long exponent) {
  if (numerator == 0)
    return 0;
  const long shift = 55 + static_cast<long>(mpz_sizeinbase(denominator.get_mpz_t(), 2)) -
                     static_cast<long>(mpz_sizeinbase(numerator.get_mpz_t(), 2));
  Integer quotient;
  if (shift >= 0) {
    quotient = numerator << static_cast<mp_bitcnt_t>(shift);
    mpz_tdiv_q(quotient.get_mpz_t(), quotient.get_mpz_t(), denominator.get_mpz_t());
  } else {
    const Integer divisor = denominator << static_cast<mp_bitcnt_t>(-shift);
    mpz_tdiv_q(quotient.get_mpz_t(), numerator.get_mpz_t(), divisor.get_mpz_t());
  }
  return std::ldexp(quotient.get_d(), static_cast<int>(std::max(-shift - exponent, -4000L)));
}

} // namespace

InputTable::InputTable(const std::vector<Vector>& inputs, std::size_t input_dimension)
    : sample_count_(inputs.size()), input_dimension_(input_dimension),
      denominators_(input_dimension, Integer(1)), greatest_(input_dimension) {
  for (const Vector& x : inputs) {
    require(x.size() == input_dimension, "input table: expected inputs of equal length");
    for (std::size_t a = 0; a < input_dimension; ++a) {
      denominators_[a] = lcm(denominators_[a], x[a].get_den());
      greatest_[a] = std::max(greatest_[a], Rational(abs(x[a])));
    }
  }
  numerators_.reserve(sample_count_ * input_dimension_);
  for (const Vector& x : inputs)
    for (std::size_t a = 0; a < input_dimension; ++a)
      numerators_.push_back(x[a].get_num() * (denominators_[a] / x[a].get_den()));
}

SampleValues InputTable::values(const AffineFunction& f) const {
  require_time();
  require(f.linear.size() == input_dimension_, "input table: expected a function of its inputs");
  const IntegerFunction integers = integer_function(f, denominators_);
  SampleValues result{std::vector<Integer>(sample_count_, integers.constant), integers.denominator};
  for (std::size_t a = 0; a < input_dimension_; ++a) {
    if (integers.linear[a] == 0)
      continue;
    for (std::size_t i = 0; i < sample_count_; ++i)
      mpz_addmul(result.numerators[i].get_mpz_t(), integers.linear[a].get_mpz_t(),
                 numerators_[i * input_dimension_ + a].get_mpz_t());
  }
  return result;
}

std::vector<double> InputTable::truncated_values(const AffineFunction& f, long exponent) const {
  const SampleValues exact = values(f);
  std::vector<double> result;
  result.reserve(sample_count_);
  for (const Integer& numerator : exact.numerators)
    result.push_back(truncated_quotient(numerator, exact.denominator, exponent));
  return result;
}

long InputTable::magnitude_exponent(const AffineFunction& f) const {
  Rational bound = abs(f.constant);
  for (std::size_t a = 0; a < input_dimension_; ++a)
    bound += abs(f.linear[a]) * greatest_[a];
  if (bound == 0)
    return -4000;
  return 1 + static_cast<long>(mpz_sizeinbase(bound.get_num_mpz_t(), 2)) -
         static_cast<long>(mpz_sizeinbase(bound.get_den_mpz_t(), 2));
}

Rational greatest_magnitude(const SampleValues& values) {
  Integer greatest = 0;
  for (const Integer& numerator : values.numerators)
    if (mpz_cmpabs(numerator.get_mpz_t(), greatest.get_mpz_t()) > 0)
      greatest = numerator;
  return fraction(abs(greatest), values.denominator);
}

std::optional<Rational> least_magnitude(const SampleValues& values, const SampleSet& subset) {
  if (subset.empty())
    return std::nullopt;
  Integer least = values.numerators[subset.front()];
  for (std::size_t i : subset)
    if (mpz_cmpabs(values.numerators[i].get_mpz_t(), least.get_mpz_t()) < 0)
      least = values.numerators[i];
  return fraction(abs(least), values.denominator);
}

} // namespace thalweg
