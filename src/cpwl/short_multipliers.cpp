// SPDX-License-Identifier: GPL-3.0-or-later
//
// Selections are enumerated depth first; each partial selection keeps the normals eliminated, so
// that the multipliers of a full one are read off the eliminated target.

#include "cpwl/short_multipliers.hpp"

#include "exact/error.hpp"

#include <algorithm>

namespace thalweg {
namespace {

constexpr std::size_t selection_limit = 400;

std::size_t bits(const Multipliers& multipliers) {
  std::size_t sum = 0;
  for (const Multiplier& multiplier : multipliers)
    sum += bit_size(multiplier.value) + 8; // eight for the index: fewer multipliers are shorter
  return sum;
}

/// Σ_{s=1}^{d} (n choose s), or a number above the limit.
std::size_t selection_count(std::size_t halfspace_count, std::size_t dimension) {
  std::size_t sum = 0, binomial = 1;
  for (std::size_t s = 1; s <= std::min(dimension, halfspace_count); ++s) {
    binomial = binomial * (halfspace_count - s + 1) / s;
    sum += binomial;
    if (sum > selection_limit)
      break;
  }
  return sum;
}

/// A vector with the multipliers it was made of: vector = Σ coefficients_i · a_i, i ∈ selection.
struct Eliminated {
  Vector vector;
  std::size_t pivot = 0; ///< vector[pivot] = 1
  Vector coefficients;   ///< one per element of the selection so far
};

class Selections {
public:
  Selections(const Polytope& polytope, const Halfspace& target)
      : halfspaces_(polytope.halfspaces), target_(target) {}

  /// The shortest proof by a selection, or nothing.
  std::optional<Multipliers> best() {
    extend(0);
    return best_;
  }

private:
  void extend(std::size_t first) {
    consider();
    if (selection_.size() == target_.normal.size())
      return;
    for (std::size_t i = first; i < halfspaces_.size(); ++i)
      if (push(i)) {
        extend(i + 1);
        selection_.pop_back();
        basis_.pop_back();
      }
  }

  /// Adds halfspace i unless its normal depends on the selection.
  bool push(std::size_t i) {
    Eliminated next{halfspaces_[i].normal, 0, Vector(selection_.size() + 1)};
    next.coefficients.back() = 1;
    for (const Eliminated& earlier : basis_) {
      const Rational factor = next.vector[earlier.pivot];
      if (sgn(factor) == 0)
        continue;
      for (std::size_t k = 0; k < next.vector.size(); ++k)
        next.vector[k] -= factor * earlier.vector[k];
      for (std::size_t k = 0; k < earlier.coefficients.size(); ++k)
        next.coefficients[k] -= factor * earlier.coefficients[k];
    }
    while (next.pivot < next.vector.size() && sgn(next.vector[next.pivot]) == 0)
      ++next.pivot;
    if (next.pivot == next.vector.size())
      return false;
    const Rational scale = next.vector[next.pivot];
    for (Rational& entry : next.vector)
      entry /= scale;
    for (Rational& entry : next.coefficients)
      entry /= scale;
    selection_.push_back(i);
    basis_.push_back(std::move(next));
    return true;
  }

  /// Is the target's normal a positive combination of the selected ones, with a small offset?
  void consider() {
    Vector rest = target_.normal;
    Vector values(selection_.size());
    for (const Eliminated& element : basis_) {
      const Rational factor = rest[element.pivot];
      if (sgn(factor) == 0)
        continue;
      for (std::size_t k = 0; k < rest.size(); ++k)
        rest[k] -= factor * element.vector[k];
      for (std::size_t k = 0; k < element.coefficients.size(); ++k)
        values[k] += factor * element.coefficients[k];
    }
    if (std::any_of(rest.begin(), rest.end(), [](const Rational& r) { return sgn(r) != 0; }))
      return;
    Rational offset = 0;
    Multipliers multipliers;
    for (std::size_t k = 0; k < values.size(); ++k) {
      if (sgn(values[k]) <= 0) // zero: a smaller selection has been considered
        return;
      offset += values[k] * halfspaces_[selection_[k]].offset;
      multipliers.push_back({selection_[k], values[k]});
    }
    if (offset <= target_.offset && (!best_ || bits(multipliers) < bits(*best_)))
      best_ = std::move(multipliers);
  }

  const std::vector<Halfspace>& halfspaces_;
  const Halfspace& target_;
  std::vector<std::size_t> selection_;
  std::vector<Eliminated> basis_;
  std::optional<Multipliers> best_;
};

/// Largest remainders: `weights`·denominator rounded to integers with the sum `denominator`.
std::vector<Integer> rounded(const Multipliers& weights, unsigned denominator) {
  std::vector<Integer> result;
  std::vector<std::pair<Rational, std::size_t>> remainders;
  Integer rest = denominator;
  for (std::size_t k = 0; k < weights.size(); ++k) {
    const Rational scaled = weights[k].value * denominator;
    Integer& floor = result.emplace_back();
    mpz_fdiv_q(floor.get_mpz_t(), scaled.get_num_mpz_t(), scaled.get_den_mpz_t());
    remainders.emplace_back(Rational(floor - scaled), k);
    rest -= floor;
  }
  std::sort(remainders.begin(), remainders.end());
  for (std::size_t k = 0; k < remainders.size() && sgn(rest) > 0; ++k, --rest)
    ++result[remainders[k].second];
  return result;
}

bool is_bounding(const std::vector<Integer>& weights, const std::vector<Vector>& values) {
  return std::all_of(values.begin(), values.end(), [&](const Vector& row) {
    Rational sum = 0;
    for (std::size_t k = 0; k < weights.size(); ++k)
      sum += weights[k] * row[k];
    return sgn(sum) <= 0;
  });
}

} // namespace

std::optional<Multipliers> short_multipliers(const Polytope& polytope, const Halfspace& target) {
  if (selection_count(polytope.halfspaces.size(), polytope.dimension) <= selection_limit)
    if (std::optional<Multipliers> found = Selections(polytope, target).best())
      return found;
  return subset_multipliers(polytope, target);
}

Multipliers short_weights(const Multipliers& weights, const std::vector<Vector>& values) {
  constexpr unsigned largest_denominator = 64;
  for (unsigned denominator = 1; denominator <= largest_denominator; ++denominator) {
    const std::vector<Integer> candidate = rounded(weights, denominator);
    if (!is_bounding(candidate, values))
      continue;
    Multipliers result;
    for (std::size_t k = 0; k < weights.size(); ++k)
      if (sgn(candidate[k]) > 0)
        result.push_back({weights[k].index, fraction(candidate[k], denominator)});
    return result;
  }
  return weights;
}

} // namespace thalweg
