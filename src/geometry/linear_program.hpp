// SPDX-License-Identifier: GPL-3.0-or-later
//
// Exact linear programming: the maximum of c·x over { x ∈ Q^d : a_i·x ≤ b_i, i < m }, x free.
// Each of the three ends comes with its proof (strong duality, Farkas, a ray), multiplied out
// exactly before it is returned. A simplex method in floating point guesses the basis; where the
// guess fails, the same method over Q with Bland's rule starts from it and decides.
//
// Meant for many small programs: d ≤ 30, m up to some hundreds, dense.

#pragma once

#include "geometry/guess/simplex_basis.hpp"
#include "geometry/halfspace.hpp"

namespace thalweg {

/// How a linear program ends, with the proof.
struct LinearProgramResult {
  LinearProgramStatus status = LinearProgramStatus::optimal;
  /// optimal: the maximum.
  Rational value;
  /// optimal: where it is attained; unbounded: a feasible point. Empty vector when infeasible.
  Vector point;
  /// unbounded: r with a_i·r ≤ 0 for all i and c·r > 0.
  Vector ray;
  /// optimal: μ ≥ 0 with Σ μ_i a_i = c and Σ μ_i b_i = value; infeasible: Σ μ_i a_i = 0 and
  /// Σ μ_i b_i < 0. At most d, respectively d + 1, of them.
  Multipliers multipliers;

  bool is_optimal() const { return status == LinearProgramStatus::optimal; }
  bool is_infeasible() const { return status == LinearProgramStatus::infeasible; }
  bool is_unbounded() const { return status == LinearProgramStatus::unbounded; }
};

/// The halfspaces, prepared for several objectives. Value type; m = 0 and d = 0 are allowed, zero
/// normals too.
class ConstraintSystem {
public:
  /// All normals have `dimension` entries (else InputError).
  ConstraintSystem(std::size_t dimension, const std::vector<Halfspace>& halfspaces);

  std::size_t dimension() const { return dimension_; }
  std::size_t halfspace_count() const { return rows_.size(); }

  /// The maximum of objective·x over all halfspaces, `objective` with dimension() entries.
  LinearProgramResult maximum(const Vector& objective) const;

  /// The same without the halfspaces marked in `skipped` (halfspace_count() entries).
  LinearProgramResult maximum(const Vector& objective, const std::vector<bool>& skipped) const;

  /// The same for exactly the halfspaces `chosen` (distinct indices). Multipliers keep the
  /// numbering of the whole list.
  LinearProgramResult maximum_over(const Vector& objective,
                                   const std::vector<std::size_t>& chosen) const;

private:
  std::size_t dimension_;
  std::vector<IntegerHalfspace> rows_;
  GuessedRows guesses_;
};

/// The maximum of objective·x over the intersection of the halfspaces (normals as long as
/// `objective`).
LinearProgramResult maximum(const Vector& objective, const std::vector<Halfspace>& halfspaces);

} // namespace thalweg
