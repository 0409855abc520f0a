// SPDX-License-Identifier: GPL-3.0-or-later
//
// A composed unit is first written over the least common multiple of its terms' denominators and
// then divided by its content once, which is far cheaper than canonical rationals at every step.

#include "landscape/affine_composition.hpp"

#include "exact/error.hpp"

#include <algorithm>

namespace thalweg {

std::vector<IntegerAffineFunction> coordinate_functions(std::size_t input_dimension) {
  std::vector<IntegerAffineFunction> result(input_dimension);
  for (std::size_t k = 0; k < input_dimension; ++k) {
    result[k].coefficients.assign(input_dimension + 1, Integer(0));
    result[k].coefficients[k] = 1;
  }
  return result;
}

namespace {

bool is_zero(const IntegerAffineFunction& f) {
  return std::all_of(f.coefficients.begin(), f.coefficients.end(),
                     [](const Integer& a) { return a == 0; });
}

void divide_by_content(IntegerAffineFunction& f) {
  Integer content = f.denominator;
  for (std::size_t k = 0; k < f.coefficients.size() && content != 1; ++k)
    mpz_gcd(content.get_mpz_t(), content.get_mpz_t(), f.coefficients[k].get_mpz_t());
  if (content == 1)
    return;
  mpz_divexact(f.denominator.get_mpz_t(), f.denominator.get_mpz_t(), content.get_mpz_t());
  for (Integer& a : f.coefficients)
    mpz_divexact(a.get_mpz_t(), a.get_mpz_t(), content.get_mpz_t());
}

/// row·h + bias, the functions having `coefficient_count` coefficients.
IntegerAffineFunction composed_unit(const SparseRow& row, const Rational& bias,
                                    const std::vector<IntegerAffineFunction>& h,
                                    std::size_t coefficient_count) {
  IntegerAffineFunction result;
  result.denominator = bias.get_den();
  for (const auto& [index, weight] : row)
    enlarge_denominator(result.denominator, Integer(weight.get_den() * h[index].denominator));
  result.coefficients.assign(coefficient_count, Integer(0));
  result.coefficients.back() = scaled_numerator(bias, result.denominator);
  for (const auto& [index, weight] : row) {
    const Integer term_denominator = weight.get_den() * h[index].denominator;
    const Integer factor = weight.get_num() * (result.denominator / term_denominator);
    for (std::size_t k = 0; k < coefficient_count; ++k)
      mpz_addmul(result.coefficients[k].get_mpz_t(), factor.get_mpz_t(),
                 h[index].coefficients[k].get_mpz_t());
  }
  divide_by_content(result);
  return result;
}

} // namespace

std::vector<IntegerAffineFunction> composed(const Layer& layer,
                                            const std::vector<IntegerAffineFunction>& h,
                                            std::size_t input_dimension) {
  require(layer.kind != LayerKind::max_pooling,
          "composition: expected a layer whose rows are known, found max pooling");
  std::vector<bool> vanishes;
  for (const IntegerAffineFunction& f : h)
    vanishes.push_back(is_zero(f));
  std::vector<IntegerAffineFunction> result;
  for (std::size_t unit = 0; unit < layer.unit_count(); ++unit) {
    SparseRow row;
    for (const auto& entry : layer.weights[unit])
      if (!vanishes[entry.first])
        row.push_back(entry);
    result.push_back(composed_unit(row, layer.biases[unit], h, input_dimension + 1));
  }
  return result;
}

std::vector<IntegerAffineFunction> selected(const Layer& layer,
                                            const std::vector<std::size_t>& pieces,
                                            const std::vector<IntegerAffineFunction>& h) {
  std::vector<IntegerAffineFunction> result;
  for (std::size_t unit = 0; unit < layer.unit_count(); ++unit)
    result.push_back(h[layer.choices[unit][pieces[unit]].first]);
  return result;
}

IntegerAffineFunction scaled(const IntegerAffineFunction& f, const Rational& slope,
                             const Rational& intercept) {
  if (slope == 1 && intercept == 0)
    return f;
  IntegerAffineFunction result;
  if (slope == 0) {
    result.denominator = intercept.get_den();
    result.coefficients.assign(f.coefficients.size(), Integer(0));
    result.coefficients.back() = intercept.get_num();
    return result;
  }
  const Integer slope_denominator = slope.get_den() * f.denominator;
  result.denominator = intercept.get_den();
  enlarge_denominator(result.denominator, slope_denominator);
  const Integer factor = slope.get_num() * (result.denominator / slope_denominator);
  for (const Integer& a : f.coefficients)
    result.coefficients.push_back(factor * a);
  result.coefficients.back() += scaled_numerator(intercept, result.denominator);
  divide_by_content(result);
  return result;
}

std::vector<IntegerAffineFunction> activated(const Layer& layer,
                                             const std::vector<std::size_t>& pieces,
                                             const std::vector<IntegerAffineFunction>& z) {
  std::vector<IntegerAffineFunction> result;
  for (std::size_t unit = 0; unit < z.size(); ++unit)
    result.push_back(
        scaled(z[unit], slope_in_use(layer, pieces[unit]), intercept_in_use(layer, pieces[unit])));
  return result;
}

AffineMap rational_map(const std::vector<IntegerAffineFunction>& functions) {
  AffineMap result;
  for (const IntegerAffineFunction& f : functions) {
    AffineFunction& g = result.emplace_back();
    for (std::size_t k = 0; k < f.input_dimension(); ++k)
      g.linear.push_back(fraction(f.coefficients[k], f.denominator));
    g.constant = fraction(f.coefficients.back(), f.denominator);
  }
  return result;
}

} // namespace thalweg
