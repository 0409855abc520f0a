// SPDX-License-Identifier: GPL-3.0-or-later
//
// From rational samples and losses to integers over common denominators.

#include "risk/piecewise_problem.hpp"

#include "exact/error.hpp"

namespace thalweg {

namespace {

/// Breakpoints and derivatives w(c_1 + 2 c_2 o) as rationals.
struct RationalFunction {
  Vector breakpoints, slopes, intercepts;
};

RationalFunction rational_function(const WeightedLoss& loss, const Rational& target,
                                   const Rational& weight) {
  LossPieces pieces = loss_pieces(loss.loss, target);
  RationalFunction result;
  for (const Polynomial& polynomial : pieces.polynomials) {
    const Vector& c = polynomial.coefficients();
    require(c.size() <= 3, "piecewise_problem: expected losses of degree at most 2");
    result.intercepts.push_back(c.size() > 1 ? Rational(weight * c[1]) : Rational(0));
    result.slopes.push_back(c.size() > 2 ? Rational(2 * weight * c[2]) : Rational(0));
  }
  result.breakpoints = std::move(pieces.breakpoints);
  return result;
}

std::vector<Integer> scaled(const Vector& values, const Integer& denominator) {
  std::vector<Integer> result;
  result.reserve(values.size());
  for (const Rational& value : values)
    result.push_back(scaled_numerator(value, denominator));
  return result;
}

void enlarge(Integer& common, const Vector& values) {
  for (const Rational& value : values)
    enlarge_denominator(common, value.get_den());
}

} // namespace

Design design(const Problem& problem, const SampleSet& group) {
  Design result;
  for (const std::size_t sample : group)
    if (sgn(problem.loss.sample_weight(sample)) > 0)
      result.samples.push_back(sample);
  if (result.samples.empty())
    return result;
  const std::size_t dimension = problem.data.input_dimension();
  std::vector<Integer> scales = column_denominators(problem.data.inputs, result.samples, dimension);
  scales.insert(scales.begin(), 1);
  IntegerMatrix all(result.samples.size(), dimension + 1);
  for (std::size_t i = 0; i < result.samples.size(); ++i) {
    all(i, 0) = 1;
    for (std::size_t j = 1; j <= dimension; ++j)
      all(i, j) = scaled_numerator(problem.data.inputs[result.samples[i]][j - 1], scales[j]);
  }
  result.columns = leftmost_independent_columns(all);
  for (const std::size_t column : result.columns)
    result.scales.push_back(scales[column]);
  if (result.columns.size() == dimension + 1) {
    result.rows = std::move(all);
    return result;
  }
  result.rows = IntegerMatrix(result.samples.size(), result.columns.size());
  for (std::size_t i = 0; i < result.samples.size(); ++i)
    for (std::size_t k = 0; k < result.columns.size(); ++k)
      result.rows(i, k) = all(i, result.columns[k]);
  return result;
}

PiecewiseFunctions piecewise_functions(const Problem& problem, const Design& design,
                                       std::size_t output) {
  PiecewiseFunctions result;
  std::vector<RationalFunction> functions;
  functions.reserve(design.sample_count());
  for (const std::size_t sample : design.samples) {
    functions.push_back(rational_function(problem.loss, problem.data.targets[sample][output],
                                          problem.loss.sample_weight(sample)));
    enlarge(result.value_denominator, functions.back().breakpoints);
  }
  for (RationalFunction& f : functions) {
    for (Rational& slope : f.slopes)
      slope /= Rational(result.value_denominator);
    enlarge(result.slope_denominator, f.slopes);
    enlarge(result.slope_denominator, f.intercepts);
  }
  result.of_sample.reserve(functions.size());
  for (const RationalFunction& f : functions)
    result.of_sample.push_back({scaled(f.breakpoints, result.value_denominator),
                                scaled(f.slopes, result.slope_denominator),
                                scaled(f.intercepts, result.slope_denominator)});
  return result;
}

std::vector<Integer> row_products(const IntegerMatrix& rows, const std::vector<Integer>& vector) {
  std::vector<Integer> result(rows.row_count());
  for (std::size_t i = 0; i < result.size(); ++i)
    for (std::size_t j = 0; j < vector.size(); ++j)
      mpz_addmul(result[i].get_mpz_t(), rows(i, j).get_mpz_t(), vector[j].get_mpz_t());
  return result;
}

std::vector<Integer> row_sum(const IntegerMatrix& rows, const std::vector<Integer>& factors) {
  std::vector<Integer> result(rows.column_count());
  for (std::size_t i = 0; i < factors.size(); ++i)
    if (sgn(factors[i]) != 0)
      for (std::size_t j = 0; j < result.size(); ++j)
        mpz_addmul(result[j].get_mpz_t(), rows(i, j).get_mpz_t(), factors[i].get_mpz_t());
  return result;
}

} // namespace thalweg
