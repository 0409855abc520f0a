// SPDX-License-Identifier: GPL-3.0-or-later
//
// Comparing many affine functions at many points. All functions are put over one common
// denominator, so that at one point their values are compared as integers. On a polytope p_j ≥ p_k
// is decided at the vertices: both directions for all j at once are the order of the functions
// around p_k.

#pragma once

#include "exact/integer_vector.hpp"

#include <boost/dynamic_bitset.hpp>

namespace thalweg {

/// A set of indices of functions.
using FunctionSet = boost::dynamic_bitset<>;

/// Its elements, increasing.
std::vector<std::size_t> elements(const FunctionSet& set);

/// The set of `elements` among 0..size−1.
FunctionSet function_set(std::size_t size, const std::vector<std::size_t>& elements);

/// Where functions lie relative to one of them, p, on a set X of points: on all of X.
struct FunctionOrder {
  FunctionSet above;          ///< p_j ≥ p, p itself included
  FunctionSet below;          ///< p_j ≤ p, p itself included
  FunctionSet strictly_above; ///< p_j > p
  FunctionSet strictly_below; ///< p_j < p
};

/// A list of affine functions of one dimension, prepared for comparisons.
class FunctionValues {
public:
  explicit FunctionValues(const std::vector<AffineFunction>& functions);

  std::size_t function_count() const { return coefficients_.size(); }

  /// The order relative to functions[reference] on `points`; all sets full if there are none.
  FunctionOrder order_on(const std::vector<Vector>& points, std::size_t reference) const;
  FunctionOrder order_at(const Vector& point, std::size_t reference) const;

  /// Have two functions one value at the point?
  bool has_tie(const Vector& point) const;

private:
  void compare(FunctionOrder& order, const Vector& point, std::size_t reference) const;

  std::vector<IntegerAffineFunction> coefficients_; ///< all with one denominator
};

struct Polytope;

/// A point of the interior of `polytope` (bounded, with interior, given with its vertices) where no
/// other function has the value of functions[reference], or, without a reference, where all
/// functions have different values. The functions are pairwise different.
Vector untied_point(const FunctionValues& values, const Polytope& polytope,
                    const std::vector<Vector>& vertices,
                    std::optional<std::size_t> reference = std::nullopt);

} // namespace thalweg
