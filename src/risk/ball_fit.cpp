// SPDX-License-Identifier: GPL-3.0-or-later

#include "risk/ball_fit.hpp"

#include "exact/power_of_two.hpp"
#include "risk/guess/proof_sizes.hpp"
#include "risk/guess/score_guesses.hpp"
#include "risk/score_functions.hpp"
#include "risk/table_fit.hpp"

#include <algorithm>

namespace thalweg {

namespace {

constexpr int guess_bits = 40; ///< of a guess
constexpr int step_bits = 30;  ///< of the steps that follow
constexpr int most_exact_steps = 2;
constexpr std::size_t weight_bits = 32; ///< of w, as the verifier computes it

/// b(x_i), by sample of the group.
std::vector<Vector> functions_at(const LabelledData& labelled, const SampleSet& group,
                                 const std::vector<std::size_t>& basis) {
  std::vector<Vector> result;
  for (const std::size_t i : group) {
    const Vector& x = labelled.data.inputs[i];
    Vector& row = result.emplace_back();
    for (const std::size_t entry : basis)
      row.push_back(entry < x.size() ? x[entry] : Rational(1));
  }
  return result;
}

/// What the blocks of a group have at p.
struct GroupSlope {
  struct Block {
    Vector gradient; ///< about G
    Vector bounds;   ///< of |G_J|
  };
  std::vector<Block> blocks;
  Vector weights; ///< w by sample
};

/// `weights` are over 4^bits and only fall.
GroupSlope::Block block_slope(const LabelledData& labelled, const SampleSet& group,
                              const std::vector<Vector>& outputs,
                              const std::vector<Vector>& functions, std::size_t block,
                              std::size_t bits, std::vector<Integer>& weights) {
  const Integer one = Integer(1) << bits;
  const std::size_t size = functions.front().size();
  Vector lower(size * labelled.scores_per_block()), upper = lower;
  for (std::size_t k = 0; k < group.size(); ++k) {
    const std::vector<IntegerRange> at =
        block_enclosure(scores(labelled, block, outputs[k]), bits).probabilities;
    for (std::size_t a = 0; a < labelled.scores_per_block(); ++a) {
      weights[k] = std::min(weights[k], Integer(at[a].lower * at.back().lower));
      const Integer known = labelled.classes[group[k]][block] == a ? one : Integer(0);
      for (std::size_t j = 0; j < size; ++j) {
        const Rational& b = functions[k][j];
        lower[a * size + j] += b * ((b < 0 ? at[a].upper : at[a].lower) - known);
        upper[a * size + j] += b * ((b < 0 ? at[a].lower : at[a].upper) - known);
      }
    }
  }
  GroupSlope::Block slope;
  for (std::size_t k = 0; k < lower.size(); ++k) {
    slope.bounds.push_back(std::max(Rational(-lower[k]), upper[k]) / one);
    slope.gradient.push_back((lower[k] + upper[k]) / (2 * one));
  }
  return slope;
}

GroupSlope group_slope(const LabelledData& labelled, const SampleSet& group, const AffineMap& p,
                       const std::vector<Vector>& functions, std::size_t bits) {
  std::vector<Vector> outputs;
  for (const std::size_t i : group) {
    Vector& of_sample = outputs.emplace_back();
    for (const AffineFunction& f : p)
      of_sample.push_back(f(labelled.data.inputs[i]));
  }
  std::vector<Integer> weights(group.size(), Integer(1) << (2 * bits));
  GroupSlope slope;
  for (std::size_t o = 0; o < labelled.block_count(); ++o)
    slope.blocks.push_back(block_slope(labelled, group, outputs, functions, o, bits, weights));
  for (const Integer& weight : weights)
    slope.weights.push_back(
        fraction(weight >> (2 * bits - weight_bits), Integer(1) << weight_bits));
  return slope;
}

/// A number below the least eigenvalue of Σ w b bᵀ, or nothing if it seems to be singular.
std::optional<Rational> strength_of(const std::vector<Vector>& functions, const Vector& weights) {
  const std::size_t size = functions.front().size();
  std::vector<Vector> moments(size, Vector(size));
  for (std::size_t i = 0; i < functions.size(); ++i)
    for (std::size_t j = 0; j < size; ++j)
      for (std::size_t k = 0; k < size; ++k)
        moments[j][k] += weights[i] * functions[i][j] * functions[i][k];
  const std::optional<Rational> strength = guessed_strength(moments);
  if (!strength)
    return std::nullopt;
  for (std::size_t j = 0; j < size; ++j)
    moments[j][j] -= *strength;
  return is_positive_semidefinite(std::move(moments)) ? strength : std::nullopt;
}

Rational squared_length(const Vector& entries) {
  Rational sum;
  for (const Rational& entry : entries)
    sum += entry * entry;
  return sum;
}

bool is_inside(const BallProof& proof, const Vector& bounds) {
  const Rational kept = 1 - 3 * proof.reach * proof.size;
  const Rational inwards = kept * proof.strength * proof.reach;
  return kept > 0 && squared_length(bounds) < inwards * inwards;
}

/// The proof and slack for a map whose slope is known; false if the minimiser is too far away.
bool has_proof(BallFit& fit, const std::vector<Vector>& functions, const GroupSlope& slope) {
  const std::optional<Rational> strength = strength_of(functions, slope.weights);
  if (!strength)
    return false;
  std::vector<Vector> bounds;
  for (const GroupSlope::Block& block : slope.blocks)
    bounds.push_back(block.bounds);
  const std::optional<BallSizes> sizes = guessed_ball_sizes(functions, bounds, *strength);
  if (!sizes)
    return false;
  fit.proof.strength = *strength;
  fit.proof.size = sizes->size;
  fit.proof.reach = sizes->reach;
  for (const Vector& of_block : bounds) {
    if (!is_inside(fit.proof, of_block))
      return false;
    for (const Rational& bound : of_block)
      fit.slack += bound * fit.proof.reach;
  }
  return true;
}

} // namespace

std::optional<BallFit> ball_fit(const LabelledData& labelled, const SampleSet& group,
                                std::size_t bits) {
  BallFit fit{
      AffineMap(labelled.output_count(), zero_function(labelled.data.input_dimension())), {}, {}};
  fit.proof.basis = independent_entries(labelled.data, group);
  const std::vector<std::size_t>& basis = fit.proof.basis;
  const std::vector<Vector> functions = functions_at(labelled, group, basis);
  std::vector<NewtonMinimum> guesses;
  for (std::size_t o = 0; o < labelled.block_count(); ++o) {
    std::optional<NewtonMinimum> guess =
        floating_newton_minimum(newton_problem(labelled, group, basis, o), 0);
    if (!guess)
      return std::nullopt;
    const Vector coefficients = rounded_coefficients(*guess, guess_bits);
    for (std::size_t k = 0; k < coefficients.size(); ++k)
      coefficient(fit.p, o, k / basis.size(), basis[k % basis.size()]) = coefficients[k];
    guesses.push_back(*std::move(guess));
  }
  for (int step = 0; step < most_exact_steps; ++step) {
    const GroupSlope slope = group_slope(labelled, group, fit.p, functions, bits);
    for (std::size_t o = 0; o < guesses.size(); ++o) {
      const Vector changes = rounded_step(guesses[o], slope.blocks[o].gradient, step_bits);
      for (std::size_t k = 0; k < changes.size(); ++k)
        coefficient(fit.p, o, k / basis.size(), basis[k % basis.size()]) -= changes[k];
    }
  }
  if (!has_proof(fit, functions, group_slope(labelled, group, fit.p, functions, bits)))
    return std::nullopt;
  return fit;
}

std::optional<BallFit> ball_near(const LabelledData& labelled, const SampleSet& group, AffineMap p,
                                 std::size_t bits) {
  BallFit fit{std::move(p), {}, {}};
  fit.proof.basis = independent_entries(labelled.data, group);
  const std::vector<Vector> functions = functions_at(labelled, group, fit.proof.basis);
  if (!has_proof(fit, functions, group_slope(labelled, group, fit.p, functions, bits)))
    return std::nullopt;
  return fit;
}

} // namespace thalweg
