// SPDX-License-Identifier: GPL-3.0-or-later
//
// The samples of a group become two integer matrices: X with the columns 1, D_1 x_1, …, D_d x_d and
// Y with E_o y_o, every D and E the least common denominator of its column on the group. Scaling
// columns does not change which of them are independent; the coefficients are scaled back at the
// end. Sums of squares are taken over one denominator per output as well.

#include "risk/affine_fit.hpp"

#include "exact/error.hpp"
#include "exact/integer_vector.hpp"
#include "exact/linear_algebra.hpp"

namespace thalweg {

namespace {

/// Least common denominator of each column on the group.
std::vector<Integer> column_denominators(const std::vector<Vector>& rows, const SampleSet& group,
                                         std::size_t column_count) {
  std::vector<Integer> result(column_count, Integer(1));
  for (const std::size_t sample : group)
    for (std::size_t column = 0; column < column_count; ++column)
      enlarge_denominator(result[column], rows[sample][column].get_den());
  return result;
}

/// One row per sample of the group: rows[sample][j]·denominators[j] from column `first` on.
void set_scaled_rows(IntegerMatrix& matrix, std::size_t first, const std::vector<Vector>& rows,
                     const SampleSet& group, const std::vector<Integer>& denominators) {
  for (std::size_t i = 0; i < group.size(); ++i)
    for (std::size_t j = 0; j < denominators.size(); ++j)
      matrix(i, first + j) = scaled_numerator(rows[group[i]][j], denominators[j]);
}

AffineMap zero_map(const Dataset& data) {
  return AffineMap(data.target_dimension(), zero_function(data.input_dimension()));
}

/// p_o as integers for samples scaled by `denominators`: with q = result.denominator,
/// p_o(x) = (Σ_j coefficients_j · D_j x_j + coefficients_d) / q.
IntegerAffineFunction scaled_function(const AffineFunction& p,
                                      const std::vector<Integer>& denominators) {
  AffineFunction scaled = p;
  for (std::size_t j = 0; j < denominators.size(); ++j)
    scaled.linear[j] /= Rational(denominators[j]);
  return integer_affine_function(scaled);
}

} // namespace

AffineMap affine_fit(const Dataset& data, const SampleSet& group) {
  AffineMap fit = zero_map(data);
  if (group.empty())
    return fit;
  const std::vector<Integer> input_scale =
      column_denominators(data.inputs, group, data.input_dimension());
  const std::vector<Integer> target_scale =
      column_denominators(data.targets, group, data.target_dimension());
  IntegerMatrix design(group.size(), data.input_dimension() + 1);
  IntegerMatrix targets(group.size(), data.target_dimension());
  for (std::size_t i = 0; i < group.size(); ++i)
    design(i, 0) = 1;
  set_scaled_rows(design, 1, data.inputs, group, input_scale);
  set_scaled_rows(targets, 0, data.targets, group, target_scale);

  const LeastSquares solution = least_squares(design, targets);
  for (std::size_t output = 0; output < fit.size(); ++output) {
    const Integer denominator = solution.coefficients.denominator * target_scale[output];
    for (std::size_t k = 0; k < solution.columns.size(); ++k) {
      const Integer& numerator = solution.coefficients.numerators(k, output);
      const std::size_t column = solution.columns[k];
      if (column == 0)
        fit[output].constant = fraction(numerator, denominator);
      else
        fit[output].linear[column - 1] = fraction(numerator * input_scale[column - 1], denominator);
    }
  }
  return fit;
}

Rational sum_of_squares(const Dataset& data, const SampleSet& group, const AffineMap& p) {
  require(p.size() == data.target_dimension(), "sum_of_squares: expected one function per target");
  const std::size_t dimension = data.input_dimension();
  const std::vector<Integer> input_scale = column_denominators(data.inputs, group, dimension);
  const std::vector<Integer> target_scale =
      column_denominators(data.targets, group, data.target_dimension());
  IntegerMatrix inputs(group.size(), dimension);
  set_scaled_rows(inputs, 0, data.inputs, group, input_scale);

  Rational total;
  for (std::size_t output = 0; output < p.size(); ++output) {
    const IntegerAffineFunction f = scaled_function(p[output], input_scale);
    // The residual over the denominator q E: E (q p(x)) − q (E y).
    const Integer& scale = target_scale[output];
    std::vector<Integer> coefficients = f.coefficients;
    for (Integer& coefficient : coefficients)
      coefficient *= scale;
    Integer residual, sum;
    for (std::size_t i = 0; i < group.size(); ++i) {
      const Integer target = scaled_numerator(data.targets[group[i]][output], scale);
      residual = coefficients[dimension];
      for (std::size_t j = 0; j < dimension; ++j)
        mpz_addmul(residual.get_mpz_t(), coefficients[j].get_mpz_t(), inputs(i, j).get_mpz_t());
      mpz_submul(residual.get_mpz_t(), f.denominator.get_mpz_t(), target.get_mpz_t());
      mpz_addmul(sum.get_mpz_t(), residual.get_mpz_t(), residual.get_mpz_t());
    }
    const Integer denominator = f.denominator * scale;
    total += fraction(sum, denominator * denominator);
  }
  return total;
}

GroupFits group_fits(const Dataset& data, const Grouping& groups) {
  require(groups.group_of_sample.size() == data.sample_count(),
          "group_fits: expected one group per sample");
  GroupFits result;
  Rational total;
  for (const SampleSet& group : groups.members()) {
    result.pieces.push_back(affine_fit(data, group));
    total += sum_of_squares(data, group, result.pieces.back());
  }
  require(data.sample_count() > 0, "group_fits: expected at least one sample");
  result.risk = total / Rational(static_cast<unsigned long>(data.sample_count()));
  return result;
}

} // namespace thalweg
