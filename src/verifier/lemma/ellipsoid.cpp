// SPDX-License-Identifier: Apache-2.0

#include "lemma/ellipsoid.hpp"

#include "number/decimal.hpp"
#include "number/definite_inverse.hpp"
#include "number/root.hpp"
#include "text/obligation.hpp"

namespace thalweg::verifier {

namespace {

constexpr std::size_t weight_bits = 32;

/// The gradient of a block, G_{(a,j)} over 2^bits · denominator, at a·functions + j. The weights,
/// over 4^bits, fall to the least p_a p_{C−1} of each sample.
List<Range> block_gradient(const ScoredClass& scored, std::size_t bits, std::size_t block,
                           List<Integer>& weights) {
  const Loss& loss = scored.problem.loss;
  const std::size_t size = scored.functions.front().size();
  const std::size_t score_count = loss.cross_entropy->classes - 1;
  List<Range> gradient(score_count * size);
  for (std::size_t k = 0; k < scored.members.size(); ++k) {
    Meter::tick();
    const std::size_t i = scored.members[k];
    const List<Range> p = block_at(scores(loss, block, scored.outputs[i]), bits).probabilities;
    const std::size_t y = class_of(loss, scored.problem.data.samples[i], block);
    for (std::size_t a = 0; a < score_count; ++a) {
      weights[k] = std::min(weights[k], Integer(p[a].lower * p.back().lower));
      const Integer known = a == y ? Integer(1) << bits : Integer(0);
      for (std::size_t j = 0; j < size; ++j)
        add_multiple(gradient[a * size + j], scored.functions[k][j],
                     {p[a].lower - known, p[a].upper - known});
    }
  }
  return gradient;
}

/// Σ_i w_i b bᵀ, times 2^32 · denominator²
List<List<Integer>> weighted_moments(const ScoredClass& scored, const List<Integer>& weights) {
  const std::size_t size = scored.functions.front().size();
  Meter::require_room(size, size, 2 * sizeof(Integer));
  List<List<Integer>> result(size, List<Integer>(size));
  for (std::size_t j = 0; j < size; ++j)
    for (std::size_t k = 0; k <= j; ++k) {
      Meter::tick();
      Sum sum;
      for (std::size_t i = 0; i < weights.size(); ++i)
        sum.add(weights[i] * scored.functions[i][j], scored.functions[i][k]);
      result[j][k] = result[k][j] = sum.take();
    }
  return result;
}

/// bᵀ a b
Integer quadratic(const List<List<Integer>>& a, const List<Integer>& b) {
  Sum sum;
  for (std::size_t j = 0; j < b.size(); ++j) {
    Sum row;
    for (std::size_t k = 0; k < b.size(); ++k)
      row.add(a[j][k], b[k]);
    sum.add(row.take(), b[j]);
  }
  return sum.take();
}

Range product(const Range& a, const Range& b) {
  const auto [least, greatest] =
      std::minmax({a.lower * b.lower, a.lower * b.upper, a.upper * b.lower, a.upper * b.upper});
  return {least, greatest};
}

/// The upper end of Σ_a Σ_{j,k} adjugate_jk G_{(a,j)} G_{(a,k)}.
Integer dual_square(const List<List<Integer>>& adjugate, const List<Range>& gradient) {
  const std::size_t size = adjugate.size();
  Range sum{};
  for (std::size_t first = 0; first < gradient.size(); first += size)
    for (std::size_t j = 0; j < size; ++j) {
      Meter::tick();
      for (std::size_t k = 0; k < size; ++k)
        add_multiple(sum, adjugate[j][k], product(gradient[first + j], gradient[first + k]));
    }
  return sum.upper;
}

Fraction square(const Fraction& a) {
  return a * a;
}

} // namespace

Ellipsoid check_ellipsoid(const ScoredClass& scored, const Fraction& reach, std::size_t bits,
                          const std::string& place) {
  const std::size_t blocks = block_count(scored.problem.loss, scored.problem.data);
  List<Integer> weights(scored.members.size(), Integer(1) << (2 * bits));
  List<List<Range>> gradients;
  for (std::size_t o = 0; o < blocks; ++o)
    gradients.push_back(block_gradient(scored, bits, o, weights));
  for (Integer& weight : weights)
    weight >>= 2 * bits - weight_bits;
  const std::optional<DefiniteInverse> inverse =
      definite_inverse(weighted_moments(scored, weights));
  if (const Check check{inverse.has_value()})
    check.say({"nearby_minimum.dependent", place + "/basis",
               "functions whose weighted moments are positive definite", "others"});
  Integer largest = 0; // bᵀ A⁻¹ b · determinant / 2^32
  for (const List<Integer>& b : scored.functions) {
    Meter::tick();
    largest = std::max(largest, quadratic(inverse->adjugate, b));
  }
  const Integer& determinant = inverse->determinant;
  const Fraction change = root_above(square(reach) * fraction(largest << weight_bits, determinant));
  const Fraction kept = Fraction{1, 1} - Fraction{3, 1} * change;
  for (const List<Range>& gradient : gradients) {
    const Fraction outwards = // the denominators of b cancel
        fraction(dual_square(inverse->adjugate, gradient) << weight_bits,
                 determinant << (2 * bits));
    if (const Check check{sign(kept) > 0 && outwards < square(kept * reach)})
      check.say({"nearby_minimum.ellipsoid", place + "/reach",
                 "an ellipsoid at whose boundary the sum of losses rises: 3 m = " +
                     decimal(Fraction{3, 1} * change) + " below 1, and " + decimal(outwards) +
                     " below the square of " + decimal(kept * reach),
                 shown(reach)});
  }
  Ellipsoid result;
  const Integer scale = (scored.denominator * scored.denominator) << weight_bits;
  for (std::size_t j = 0; j < inverse->adjugate.size(); ++j)
    result.moves.push_back(
        root_above(square(reach) * fraction(scale * inverse->adjugate[j][j], determinant)));
  return result;
}

} // namespace thalweg::verifier
