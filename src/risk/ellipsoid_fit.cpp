// SPDX-License-Identifier: GPL-3.0-or-later

#include "risk/ellipsoid_fit.hpp"

#include "exact/integer_vector.hpp"
#include "exact/linear_algebra.hpp"
#include "exact/upward.hpp"
#include "risk/guess/reach.hpp"
#include "risk/guess/score_guesses.hpp"
#include "risk/score_functions.hpp"

#include <algorithm>

namespace thalweg {

namespace {

constexpr int guess_bits = 40; ///< of a guess
constexpr int step_bits = 30;  ///< of the steps that follow
constexpr int most_exact_steps = 4;
constexpr std::size_t weight_bits = 32; ///< of w, as the verifier computes it
constexpr std::size_t root_bits = 64;   ///< of √⁺

/// √⁺q of section 20.
Rational root_above(const Rational& q) {
  if (q == 0)
    return 0;
  const Integer root = sqrt(Integer((q.get_num() * q.get_den()) << (2 * root_bits)));
  return rounded_up(root + 1, Integer(q.get_den() << root_bits)).rational();
}

/// What a group has at p.
struct GroupSlope {
  std::vector<std::vector<IntegerRange>> gradients; ///< by block, G over 2^bits · denominator
  RationalMatrix inverse;                           ///< A⁻¹ / (2^32 · denominator²)
  IntegerMatrix functions;                          ///< b(x_i) · denominator
  Integer denominator;
};

/// b(x_i) over one denominator, by sample of the group.
void set_functions(GroupSlope& slope, const LabelledData& labelled, const SampleSet& group,
                   const std::vector<std::size_t>& basis) {
  slope.denominator = 1;
  for (const std::size_t i : group)
    for (const Rational& entry : labelled.data.inputs[i])
      slope.denominator = lcm(slope.denominator, entry.get_den());
  slope.functions = IntegerMatrix(group.size(), basis.size());
  for (std::size_t k = 0; k < group.size(); ++k) {
    const Vector& x = labelled.data.inputs[group[k]];
    for (std::size_t j = 0; j < basis.size(); ++j)
      slope.functions(k, j) =
          basis[j] < x.size() ? Integer(x[basis[j]] * slope.denominator) : slope.denominator;
  }
}

/// G of one block; `weights` are over 4^bits and only fall.
std::vector<IntegerRange> block_gradient(const LabelledData& labelled, const SampleSet& group,
                                         const std::vector<Vector>& outputs,
                                         const IntegerMatrix& functions, std::size_t block,
                                         std::size_t bits, std::vector<Integer>& weights) {
  const std::size_t size = functions.column_count();
  std::vector<IntegerRange> gradient(size * labelled.scores_per_block());
  for (std::size_t k = 0; k < group.size(); ++k) {
    const std::vector<IntegerRange> p =
        block_enclosure(scores(labelled, block, outputs[k]), bits).probabilities;
    for (std::size_t a = 0; a < labelled.scores_per_block(); ++a) {
      weights[k] = std::min(weights[k], Integer(p[a].lower * p.back().lower));
      const Integer known =
          labelled.classes[group[k]][block] == a ? Integer(1) << bits : Integer(0);
      for (std::size_t j = 0; j < size; ++j)
        add_multiple(gradient[a * size + j], functions(k, j),
                     {p[a].lower - known, p[a].upper - known});
    }
  }
  return gradient;
}

/// (Σ w b bᵀ · 2^32 · denominator²)⁻¹; nothing if it is singular.
std::optional<RationalMatrix> inverse_moments(const IntegerMatrix& functions,
                                              const std::vector<Integer>& weights) {
  const std::size_t size = functions.column_count();
  IntegerMatrix weighted = functions;
  IntegerMatrix unit(size, size);
  for (std::size_t j = 0; j < size; ++j) {
    unit(j, j) = 1;
    for (std::size_t k = 0; k < weights.size(); ++k)
      weighted(k, j) *= weights[k];
  }
  return linear_solution(transpose_product(functions, weighted), unit);
}

/// The slope of Σ ℓ at p; nothing if the moments are singular.
std::optional<GroupSlope> group_slope(const LabelledData& labelled, const SampleSet& group,
                                      const AffineMap& p, const std::vector<std::size_t>& basis,
                                      std::size_t bits) {
  std::vector<Vector> outputs;
  for (const std::size_t i : group) {
    Vector& of_sample = outputs.emplace_back();
    for (const AffineFunction& f : p)
      of_sample.push_back(f(labelled.data.inputs[i]));
  }
  GroupSlope slope;
  set_functions(slope, labelled, group, basis);
  std::vector<Integer> weights(group.size(), Integer(1) << (2 * bits));
  for (std::size_t o = 0; o < labelled.block_count(); ++o)
    slope.gradients.push_back(
        block_gradient(labelled, group, outputs, slope.functions, o, bits, weights));
  for (Integer& weight : weights)
    weight >>= 2 * bits - weight_bits;
  std::optional<RationalMatrix> inverse = inverse_moments(slope.functions, weights);
  if (!inverse)
    return std::nullopt;
  slope.inverse = *std::move(inverse);
  return slope;
}

IntegerRange product(const IntegerRange& a, const IntegerRange& b) {
  const auto [least, greatest] =
      std::minmax({Integer(a.lower * b.lower), Integer(a.lower * b.upper),
                   Integer(a.upper * b.lower), Integer(a.upper * b.upper)});
  return {least, greatest};
}

/// The upper end of Σ_a G_aᵀ A⁻¹ G_a.
Rational dual_square(const RationalMatrix& inverse, const std::vector<IntegerRange>& gradient,
                     std::size_t bits) {
  const std::size_t size = inverse.numerators.row_count();
  IntegerRange sum;
  for (std::size_t first = 0; first < gradient.size(); first += size)
    for (std::size_t j = 0; j < size; ++j)
      for (std::size_t k = 0; k < size; ++k)
        add_multiple(sum, inverse.numerators(j, k),
                     product(gradient[first + j], gradient[first + k]));
  return fraction(sum.upper << weight_bits, inverse.denominator << (2 * bits));
}

/// max_i b(x_i)ᵀ A⁻¹ b(x_i)
Rational largest_leverage(const GroupSlope& slope) {
  const IntegerMatrix images = product(slope.functions, slope.inverse.numerators);
  Integer largest = 0;
  for (std::size_t i = 0; i < images.row_count(); ++i) {
    Integer sum;
    for (std::size_t j = 0; j < images.column_count(); ++j)
      sum += images(i, j) * slope.functions(i, j);
    largest = std::max(largest, sum);
  }
  return fraction(largest << weight_bits, slope.inverse.denominator);
}

/// O295 for dual squares up to `largest`.
bool is_inside(const Rational& reach, const Rational& leverage, const Rational& largest) {
  const Rational kept = 1 - 3 * root_above(reach * reach * leverage);
  return kept > 0 && largest < kept * kept * reach * reach;
}

/// The proof, moves and slack for a map whose slope is known; false if the minimiser is too far
/// away.
bool has_proof(EllipsoidFit& fit, const GroupSlope& slope, std::size_t bits) {
  Rational largest;
  for (const std::vector<IntegerRange>& gradient : slope.gradients)
    largest = std::max(largest, dual_square(slope.inverse, gradient, bits));
  const Rational leverage = largest_leverage(slope);
  for (std::size_t choice = 0; choice < reach_choices; ++choice) {
    const std::optional<Rational> reach = guessed_reach(largest, choice);
    if (!reach || !is_inside(*reach, leverage, largest))
      continue;
    fit.proof.reach = *reach;
    fit.slack = Rational(slope.gradients.size()) * *reach * *reach;
    const Integer scale = (slope.denominator * slope.denominator) << weight_bits;
    for (std::size_t j = 0; j < slope.inverse.numerators.row_count(); ++j)
      fit.moves.push_back(
          root_above(*reach * *reach *
                     fraction(scale * slope.inverse.numerators(j, j), slope.inverse.denominator)));
    return true;
  }
  return false;
}

/// The middle of G of a block.
Vector middle(const GroupSlope& slope, std::size_t block, std::size_t bits) {
  Vector result;
  for (const IntegerRange& entry : slope.gradients[block])
    result.push_back(fraction(entry.lower + entry.upper, Integer(slope.denominator << (bits + 1))));
  return result;
}

} // namespace

std::optional<EllipsoidFit> ellipsoid_fit(const LabelledData& labelled, const SampleSet& group,
                                          std::size_t bits, int least_steps) {
  EllipsoidFit fit{
      AffineMap(labelled.output_count(), zero_function(labelled.data.input_dimension())),
      {independent_entries(labelled.data, group), {}},
      {},
      {}};
  const std::vector<std::size_t>& basis = fit.proof.basis;
  const auto add = [&](std::size_t block, const Vector& changes) {
    for (std::size_t k = 0; k < changes.size(); ++k)
      coefficient(fit.p, block, k / basis.size(), basis[k % basis.size()]) += changes[k];
  };
  std::vector<NewtonMinimum> guesses;
  for (std::size_t o = 0; o < labelled.block_count(); ++o) {
    std::optional<NewtonMinimum> guess =
        floating_newton_minimum(newton_problem(labelled, group, basis, o), 0);
    if (!guess)
      return std::nullopt;
    add(o, rounded_coefficients(*guess, guess_bits));
    guesses.push_back(*std::move(guess));
  }
  for (int step = 0; step <= most_exact_steps; ++step) {
    const std::optional<GroupSlope> slope = group_slope(labelled, group, fit.p, basis, bits);
    if (!slope)
      return std::nullopt;
    if (step >= least_steps && has_proof(fit, *slope, bits))
      return fit;
    for (std::size_t o = 0; o < guesses.size(); ++o)
      add(o, rounded_step(guesses[o], middle(*slope, o, bits), step_bits));
  }
  return std::nullopt;
}

std::optional<EllipsoidFit> ellipsoid_near(const LabelledData& labelled, const SampleSet& group,
                                           AffineMap p, std::size_t bits) {
  EllipsoidFit fit{std::move(p), {independent_entries(labelled.data, group), {}}, {}, {}};
  const std::optional<GroupSlope> slope =
      group_slope(labelled, group, fit.p, fit.proof.basis, bits);
  if (!slope || !has_proof(fit, *slope, bits))
    return std::nullopt;
  return fit;
}

} // namespace thalweg
