// SPDX-License-Identifier: GPL-3.0-or-later
//
// Closed halfspaces { x : normal·x ≤ offset } of Q^d, and the halfspaces that follow from others.
//
// Farkas: if μ ≥ 0, then every point of ∩_i { a_i·x ≤ b_i } satisfies (Σ μ_i a_i)·x ≤ Σ μ_i b_i.
// Such lists of multipliers are the witnesses of everything in this folder. A normal may be zero:
// then the halfspace is all of Q^d (offset ≥ 0) or empty (offset < 0).

#pragma once

#include "exact/integer_vector.hpp"

namespace thalweg {

/// { x : normal·x ≤ offset }; `normal` has the dimension of the space.
struct Halfspace {
  Vector normal;
  Rational offset;

  bool contains(const Vector& x) const { return dot(normal, x) <= offset; }
  bool contains_in_interior(const Vector& x) const { return dot(normal, x) < offset; }
  bool operator==(const Halfspace&) const = default;
};

/// { x : normal·x ≥ offset }, written with the negated normal.
Halfspace opposite(const Halfspace& halfspace);

/// { x : f(x) ≤ 0 } and { x : f(x) ≥ 0 }. The constant function 0 gives all of Q^d.
Halfspace where_not_positive(const AffineFunction& f);
Halfspace where_not_negative(const AffineFunction& f);

bool has_zero_normal(const Halfspace& halfspace);

/// (normal, offset)·denominator: integers, not reduced. The same set for a positive denominator.
struct IntegerHalfspace {
  std::vector<Integer> normal;
  Integer offset;
  Integer denominator = 1; ///< > 0; divides the integers to give the halfspace back

  bool operator==(const IntegerHalfspace&) const = default;
};

/// The halfspace over its least common denominator.
IntegerHalfspace over_common_denominator(const Halfspace& halfspace);

/// The same set with coprime integers (all zero stays): equal sets with a non-zero normal have
/// equal primitive forms.
Halfspace primitive(const Halfspace& halfspace);

/// One positive multiplier of the halfspace number `index` of some list.
struct Multiplier {
  std::size_t index;
  Rational value;
  bool operator==(const Multiplier&) const = default;
};

/// Sparse multipliers μ ≥ 0: indices strictly increasing, values > 0.
using Multipliers = std::vector<Multiplier>;

/// The halfspace Σ μ_i (normal_i, offset_i) of Q^dimension; 0·x ≤ 0 without multipliers.
Halfspace combination(const std::vector<Halfspace>& halfspaces, const Multipliers& multipliers,
                      std::size_t dimension);

/// Do the multipliers (indices in range and increasing, values > 0) prove that every point of the
/// intersection of `halfspaces` lies in `target`, that is: the combination has the normal of
/// `target` and no larger offset?
bool is_implication(const std::vector<Halfspace>& halfspaces, const Multipliers& multipliers,
                    const Halfspace& target);

} // namespace thalweg
