// SPDX-License-Identifier: GPL-3.0-or-later

#include "risk/cross_entropy_fit.hpp"

#include "exact/error.hpp"
#include "exact/integer_vector.hpp"
#include "exact/linear_algebra.hpp"
#include "risk/guess/proof_sizes.hpp"
#include "risk/guess/score_guesses.hpp"
#include "risk/score_functions.hpp"

#include <algorithm>

namespace thalweg {

namespace {

constexpr int coefficient_bits = 40; ///< of a guess; rational steps add as many
constexpr int inverse_bits = 30;
constexpr int most_rational_steps = 4;
constexpr int short_bits = 16; ///< of maps about which nothing is proved

IntegerMatrix transposed(const IntegerMatrix& matrix) {
  IntegerMatrix result(matrix.column_count(), matrix.row_count());
  for (std::size_t i = 0; i < matrix.row_count(); ++i)
    for (std::size_t k = 0; k < matrix.column_count(); ++k)
      result(k, i) = matrix(i, k);
  return result;
}

/// Basis and dependencies of the entries of (x, 1) on a group.
NearbyProof proof_with_basis(const Dataset& data, const SampleSet& group) {
  NearbyProof proof;
  proof.basis = independent_entries(data, group);
  std::vector<std::size_t> others;
  for (std::size_t entry = 0; entry <= data.input_dimension(); ++entry)
    if (!std::binary_search(proof.basis.begin(), proof.basis.end(), entry))
      others.push_back(entry);
  if (others.empty())
    return proof;
  SampleSet rows;
  for (const std::size_t i :
       leftmost_independent_columns(transposed(entries(data, group, proof.basis))))
    rows.push_back(group[i]);
  const auto solution =
      linear_solution(entries(data, rows, proof.basis), entries(data, rows, others));
  require(solution.has_value(), "fit: independent columns are not independent");
  for (std::size_t k = 0; k < others.size(); ++k) {
    Vector& row = proof.dependencies.emplace_back();
    for (std::size_t j = 0; j < proof.basis.size(); ++j)
      row.push_back(fraction(solution->numerators(j, k), solution->denominator));
  }
  return proof;
}

/// Completes fit and proof of a block; false if the guess is too far away.
bool has_box(CrossEntropyFit& fit, const BlockDerivatives& at, const std::vector<Vector>& inverse) {
  const Vector steps = step_bounds(at, inverse);
  for (std::size_t choice = 0; choice < box_choices; ++choice) {
    const Vector box = guessed_box(steps, inverse, choice);
    if (!is_contraction(at, inverse, box))
      continue;
    fit.slack += gradient_slack(at, box);
    fit.proof.boxes.push_back(box);
    fit.proof.inverses.push_back(inverse);
    return true;
  }
  return false;
}

/// Of all scores of a block.
void set_coefficients(AffineMap& p, std::size_t block, const std::vector<std::size_t>& basis,
                      const Vector& coefficients) {
  for (std::size_t k = 0; k < coefficients.size(); ++k)
    coefficient(p, block, k / basis.size(), basis[k % basis.size()]) = coefficients[k];
}

/// p − Y G, with `bits` more binary digits.
void take_step(AffineMap& p, const BlockDerivatives& at, const std::vector<Vector>& inverse,
               const std::vector<std::size_t>& basis, std::size_t block, int bits) {
  const Integer grid = Integer(1) << bits;
  for (std::size_t row = 0; row < at.size; ++row) {
    Rational step;
    for (std::size_t l = 0; l < at.size; ++l)
      step += inverse[row][l] *
              fraction(at.gradient[l].lower + at.gradient[l].upper, 2 * at.gradient_denominator);
    Rational& value = coefficient(p, block, row / basis.size(), basis[row % basis.size()]);
    const Rational target = (value - step) * grid;
    value = fraction(target.get_num() / target.get_den(), grid);
  }
}

/// The coefficient of a score at entry `entry` of (x, 1).
Rational score_coefficient(const LabelledData& labelled, const AffineMap& p, std::size_t score,
                           std::size_t entry) {
  const auto of = [entry](const AffineFunction& f) {
    return entry < f.linear.size() ? f.linear[entry] : f.constant;
  };
  if (labelled.loss.kind == CrossEntropyKind::softmax)
    return of(p[score]) - of(p.back());
  return of(p[score]);
}

/// The coefficients of a score at the basis functions, those at other entries expressed by them.
Vector basis_coefficients(const LabelledData& labelled, const AffineMap& p, std::size_t score,
                          const NearbyProof& proof) {
  Vector result;
  for (const std::size_t entry : proof.basis)
    result.push_back(score_coefficient(labelled, p, score, entry));
  std::size_t other = 0;
  for (std::size_t entry = 0; entry <= labelled.data.input_dimension(); ++entry) {
    if (std::binary_search(proof.basis.begin(), proof.basis.end(), entry))
      continue;
    const Rational value = score_coefficient(labelled, p, score, entry);
    for (std::size_t j = 0; j < result.size(); ++j)
      result[j] += value * proof.dependencies[other][j];
    ++other;
  }
  return result;
}

bool complete_block(const LabelledData& labelled, const SampleSet& group, std::size_t block,
                    std::size_t bits, CrossEntropyFit& fit) {
  const std::vector<std::size_t>& basis = fit.proof.basis;
  const std::optional<NewtonMinimum> guess =
      floating_newton_minimum(newton_problem(labelled, group, basis, block), 0);
  if (!guess)
    return false;
  const std::vector<Vector> inverse = rounded_inverse(*guess, inverse_bits);
  set_coefficients(fit.p, block, basis, rounded_coefficients(*guess, coefficient_bits));
  for (int round = 0; round <= most_rational_steps; ++round) {
    const BlockDerivatives at = block_derivatives(labelled, group, fit.p, basis, block, bits);
    if (has_box(fit, at, inverse))
      return true;
    take_step(fit.p, at, inverse, basis, block, coefficient_bits * (round + 2));
  }
  return false;
}

} // namespace

std::optional<CrossEntropyFit> cross_entropy_fit(const LabelledData& labelled,
                                                 const SampleSet& group, std::size_t bits) {
  CrossEntropyFit fit{
      AffineMap(labelled.output_count(), zero_function(labelled.data.input_dimension())),
      proof_with_basis(labelled.data, group),
      {}};
  for (std::size_t o = 0; o < labelled.block_count(); ++o)
    if (!complete_block(labelled, group, o, bits, fit))
      return std::nullopt;
  return fit;
}

std::optional<CrossEntropyFit> fit_near(const LabelledData& labelled, const SampleSet& group,
                                        const AffineMap& p, std::size_t bits) {
  CrossEntropyFit fit{p, proof_with_basis(labelled.data, group), {}};
  for (std::size_t o = 0; o < labelled.block_count(); ++o) {
    const BlockDerivatives at = block_derivatives(labelled, group, p, fit.proof.basis, o, bits);
    const std::optional<std::vector<Vector>> inverse = seeming_inverse(at, inverse_bits);
    if (!inverse || !has_box(fit, at, *inverse))
      return std::nullopt;
  }
  return fit;
}

std::optional<CrossEntropyFit> seeming_changes(const LabelledData& labelled, const SampleSet& group,
                                               const AffineMap& p) {
  CrossEntropyFit guess{p, proof_with_basis(labelled.data, group), {}};
  const std::size_t size = guess.proof.basis.size();
  for (std::size_t o = 0; o < labelled.block_count(); ++o) {
    const std::optional<NewtonMinimum> minimum =
        floating_newton_minimum(newton_problem(labelled, group, guess.proof.basis, o), 0);
    if (!minimum)
      return std::nullopt;
    Vector& changes = guess.proof.boxes.emplace_back();
    const Vector coefficients = rounded_coefficients(*minimum, coefficient_bits);
    for (std::size_t a = 0; a < labelled.scores_per_block(); ++a) {
      const Vector own = basis_coefficients(labelled, p, o + a, guess.proof);
      for (std::size_t j = 0; j < size; ++j)
        changes.push_back(abs(coefficients[a * size + j] - own[j]));
    }
  }
  return guess;
}

bool seems_attained(const LabelledData& labelled, const SampleSet& group) {
  const std::vector<std::size_t> basis = independent_entries(labelled.data, group);
  for (std::size_t o = 0; o < labelled.block_count(); ++o)
    if (!floating_newton_minimum(newton_problem(labelled, group, basis, o), 0))
      return false;
  return true;
}

AffineMap low_risk_map(const LabelledData& labelled, const SampleSet& group) {
  AffineMap p(labelled.output_count(), zero_function(labelled.data.input_dimension()));
  if (group.empty())
    return p;
  const std::vector<std::size_t> basis = independent_entries(labelled.data, group);
  for (std::size_t o = 0; o < labelled.block_count(); ++o) {
    if (const std::optional<NewtonMinimum> guess =
            ridged_newton_minimum(newton_problem(labelled, group, basis, o)))
      set_coefficients(p, o, basis, rounded_coefficients(*guess, short_bits));
  }
  return p;
}

std::optional<Rational> contraction_slack(const LabelledData& labelled, const SampleSet& group,
                                          const AffineMap& p, const NearbyProof& proof,
                                          std::size_t bits) {
  Rational slack;
  for (std::size_t o = 0; o < labelled.block_count(); ++o) {
    const BlockDerivatives at = block_derivatives(labelled, group, p, proof.basis, o, bits);
    if (!is_contraction(at, proof.inverses[o], proof.boxes[o]))
      return std::nullopt;
    slack += gradient_slack(at, proof.boxes[o]);
  }
  return slack;
}

} // namespace thalweg
