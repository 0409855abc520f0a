// SPDX-License-Identifier: GPL-3.0-or-later

#include "risk/guess/score_guesses.hpp"

#include "exact/finite.hpp"

#include <array>

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

Vector rounded_step(const NewtonMinimum& minimum, const Vector& gradient, int bits) {
  Vector result;
  for (const std::vector<double>& row : minimum.inverse) {
    double change = 0;
    for (std::size_t l = 0; l < gradient.size(); ++l)
      change -= row[l] * gradient[l].get_d();
    result.push_back(short_value(change, bits));
  }
  return result;
}

} // namespace thalweg
