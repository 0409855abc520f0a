// SPDX-License-Identifier: GPL-3.0-or-later
//
// Fits are solved by `affine_least_squares`. Sums of squares are sums of integers: with D_j and E
// the least common denominators of the columns x_j and y on the group, and an affine function
// p(x) = (Σ_j a_j D_j x_j + b)/q with integers a, b, q, the residual is
// p(x) − y = (E Σ_j a_j (D_j x_j) + E b − q (E y)) / (q E).

#include "risk/affine_fit.hpp"

#include "exact/error.hpp"
#include "exact/integer_vector.hpp"
#include "exact/linear_algebra.hpp"

namespace thalweg {

namespace {

/// Adds up the squares of the residuals of one output coordinate.
class SquaredResiduals {
public:
  SquaredResiduals(AffineFunction p, const std::vector<Integer>& input_scale,
                   const Integer& target_scale)
      : target_scale_(target_scale) {
    for (std::size_t j = 0; j < input_scale.size(); ++j)
      p.linear[j] /= Rational(input_scale[j]);
    IntegerAffineFunction scaled = integer_affine_function(p);
    coefficients_ = std::move(scaled.coefficients);
    for (Integer& coefficient : coefficients_)
      coefficient *= target_scale_;
    function_denominator_ = std::move(scaled.denominator);
  }

  /// `scaled_input` holds the integers D_j x_j.
  void add(const std::vector<Integer>& scaled_input, const Rational& target) {
    residual_ = coefficients_.back();
    for (std::size_t j = 0; j < scaled_input.size(); ++j)
      mpz_addmul(residual_.get_mpz_t(), coefficients_[j].get_mpz_t(), scaled_input[j].get_mpz_t());
    const Integer scaled_target = scaled_numerator(target, target_scale_);
    mpz_submul(residual_.get_mpz_t(), function_denominator_.get_mpz_t(), scaled_target.get_mpz_t());
    mpz_addmul(sum_.get_mpz_t(), residual_.get_mpz_t(), residual_.get_mpz_t());
  }

  Rational sum() const {
    const Integer denominator = function_denominator_ * target_scale_;
    return fraction(sum_, denominator * denominator);
  }

private:
  Integer target_scale_;              ///< E
  std::vector<Integer> coefficients_; ///< E a_1, …, E a_d, E b
  Integer function_denominator_;      ///< q
  Integer residual_, sum_;            ///< over q E and (q E)²
};

} // namespace

AffineMap affine_fit(const Dataset& data, const SampleSet& group) {
  AffineMap fit(data.target_dimension(), zero_function(data.input_dimension()));
  if (group.empty())
    return fit;
  AffineLeastSquares solution = affine_least_squares(
      data.inputs, data.targets, group, data.input_dimension(), data.target_dimension());
  for (std::size_t output = 0; output < fit.size(); ++output)
    for (std::size_t k = 0; k < solution.columns.size(); ++k) {
      const std::size_t column = solution.columns[k];
      Rational& place = column == 0 ? fit[output].constant : fit[output].linear[column - 1];
      place = std::move(solution.coefficients[output][k]);
    }
  return fit;
}

Rational sum_of_squares(const Dataset& data, const SampleSet& group, const AffineMap& p) {
  require(p.size() == data.target_dimension(), "sum_of_squares: expected one function per target");
  const std::vector<Integer> input_scale =
      column_denominators(data.inputs, group, data.input_dimension());
  const std::vector<Integer> target_scale =
      column_denominators(data.targets, group, data.target_dimension());
  std::vector<SquaredResiduals> outputs;
  for (std::size_t output = 0; output < p.size(); ++output)
    outputs.emplace_back(p[output], input_scale, target_scale[output]);

  std::vector<Integer> scaled_input(data.input_dimension());
  for (const std::size_t sample : group) {
    for (std::size_t j = 0; j < scaled_input.size(); ++j)
      scaled_input[j] = scaled_numerator(data.inputs[sample][j], input_scale[j]);
    for (std::size_t output = 0; output < p.size(); ++output)
      outputs[output].add(scaled_input, data.targets[sample][output]);
  }
  Rational total;
  for (const SquaredResiduals& output : outputs)
    total += output.sum();
  return total;
}

GroupFits group_fits(const Dataset& data, const Grouping& groups) {
  require(data.sample_count() > 0, "group_fits: expected at least one sample");
  require(groups.group_of_sample.size() == data.sample_count(),
          "group_fits: expected one group per sample");
  GroupFits result;
  Rational total;
  for (const SampleSet& group : groups.members()) {
    result.pieces.push_back(affine_fit(data, group));
    total += sum_of_squares(data, group, result.pieces.back());
  }
  result.risk = total / Rational(static_cast<unsigned long>(data.sample_count()));
  return result;
}

} // namespace thalweg
