// SPDX-License-Identifier: GPL-3.0-or-later

#include "risk/guess/score_guesses.hpp"

#include "exact/finite.hpp"

#include <array>
#include <cmath>

namespace thalweg {

namespace {

constexpr std::array ridges = {0.0, 1e-6, 1e-4, 1e-2};

Vector rounded_row(const std::vector<double>& row, int bits) {
  Vector result;
  for (const double entry : row)
    result.push_back(short_value(entry, bits));
  return result;
}

} // namespace

NewtonProblem newton_problem(const LabelledData& labelled, const SampleSet& group,
                             const std::vector<std::size_t>& basis, std::size_t block) {
  NewtonProblem problem;
  problem.class_count = labelled.loss.classes;
  for (const std::size_t i : group) {
    const Vector& x = labelled.data.inputs[i];
    std::vector<double>& row = problem.functions.emplace_back();
    for (const std::size_t entry : basis)
      row.push_back(entry < x.size() ? x[entry].get_d() : 1);
    problem.classes.push_back(labelled.classes[i][block]);
  }
  return problem;
}

std::optional<NewtonMinimum> ridged_newton_minimum(const NewtonProblem& problem) {
  std::optional<NewtonMinimum> guess;
  for (const double ridge : ridges)
    if (!guess)
      guess = floating_newton_minimum(problem, ridge);
  return guess;
}

Vector rounded_coefficients(const NewtonMinimum& minimum, int bits) {
  return rounded_row(minimum.coefficients, bits);
}

std::vector<Vector> rounded_inverse(const NewtonMinimum& minimum, int bits) {
  std::vector<Vector> result;
  for (const std::vector<double>& row : minimum.inverse)
    result.push_back(rounded_row(row, bits));
  return result;
}

Vector rounded_step(const NewtonMinimum& minimum, const Vector& gradient, int bits) {
  Vector result;
  for (const std::vector<double>& row : minimum.inverse) {
    double change = 0;
    for (std::size_t l = 0; l < gradient.size(); ++l)
      change += row[l] * gradient[l].get_d();
    result.push_back(short_value(change, bits));
  }
  return result;
}

std::optional<std::vector<Vector>> seeming_inverse(const BlockDerivatives& at, int bits) {
  const Integer denominator = 2 * at.gradient_denominator * at.gradient_denominator;
  const auto middle = [&](std::size_t row, std::size_t column) {
    const IntegerRange& entry = at.hessian[row * at.size + column];
    return fraction(entry.lower + entry.upper, denominator).get_d();
  };
  std::vector<double> scale;
  for (std::size_t k = 0; k < at.size; ++k)
    scale.push_back(std::sqrt(middle(k, k)));
  std::vector<std::vector<double>> scaled(at.size, std::vector<double>(at.size));
  for (std::size_t k = 0; k < at.size; ++k)
    for (std::size_t l = 0; l < at.size; ++l)
      scaled[k][l] = middle(k, l) / scale[k] / scale[l];
  const auto inverse = approximate_inverse(scaled);
  if (!inverse)
    return std::nullopt;
  std::vector<Vector> result;
  for (std::size_t k = 0; k < at.size; ++k) {
    if (!((*inverse)[k][k] > 0))
      return std::nullopt;
    Vector& row = result.emplace_back();
    for (std::size_t l = 0; l < at.size; ++l) {
      const double entry = (*inverse)[k][l] / scale[k] / scale[l];
      if (!std::isfinite(entry))
        return std::nullopt;
      row.push_back(short_value(entry, bits));
    }
  }
  return result;
}

} // namespace thalweg
