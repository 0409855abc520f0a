// SPDX-License-Identifier: GPL-3.0-or-later
//
// Vectors and affine functions as integers over one common denominator: no greatest common divisor
// is taken until a result leaves this form. A point x = X/D is kept homogeneously as (X_1, …, X_d,
// D), an affine function f(x) = (A·x + b)/q as the integers (A_1, …, A_d, b) and q, so that f(x) =
// (A·X + b D) / (q D) costs d + 1 integer products. Meant for many functions at many points.

#pragma once

#include "exact/affine_function.hpp"

namespace thalweg {

/// numerators[i] / denominator. Invariant: denominator > 0; not necessarily in lowest terms.
struct IntegerVector {
  std::vector<Integer> numerators;
  Integer denominator = 1;
};

/// `common` becomes the least common multiple of itself and `denominator`; both are positive.
void enlarge_denominator(Integer& common, const Integer& denominator);

/// value · denominator, which must be an integer (else InternalError).
Integer scaled_numerator(const Rational& value, const Integer& denominator);
/// The same into an integer that is there.
void set_scaled_numerator(Integer& numerator, const Rational& value, const Integer& denominator);

/// The vector over its least common denominator.
IntegerVector over_common_denominator(const Vector& values);

/// The least common denominator of each column of the rows with the given indices; 1 without rows.
std::vector<Integer> column_denominators(const std::vector<Vector>& rows,
                                         const std::vector<std::size_t>& indices,
                                         std::size_t column_count);

/// Σ a_i b_i; as many entries in b as in a (not checked: inner loops).
Integer dot(const std::vector<Integer>& a, const std::vector<Integer>& b);

/// Divides by the greatest common divisor; zeros stay.
void make_primitive(std::vector<Integer>& entries);

/// The entries in lowest terms.
Vector rationals(const IntegerVector& values);

/// (X_1, …, X_d, D) for the point X/D, D > 0.
struct HomogeneousPoint {
  std::vector<Integer> coordinates;

  std::size_t dimension() const { return coordinates.size() - 1; }
  const Integer& denominator() const { return coordinates.back(); }
};

HomogeneousPoint homogeneous_point(const Vector& x);
std::vector<HomogeneousPoint> homogeneous_points(const std::vector<Vector>& points);

/// x ↦ (A·x + b)/q with the integers coefficients = (A_1, …, A_d, b) and denominator = q > 0.
struct IntegerAffineFunction {
  std::vector<Integer> coefficients;
  Integer denominator = 1;

  std::size_t input_dimension() const { return coefficients.size() - 1; }
};

/// f over the least common denominator of its coefficients.
IntegerAffineFunction integer_affine_function(const AffineFunction& f);
std::vector<IntegerAffineFunction> integer_affine_functions(const AffineMap& functions);

/// Sets `result` to f(x)·f.denominator·x.denominator(): it has the sign of f(x). Reuses the memory
/// of `result`. Same dimensions, not checked here (this is the inner loop).
void value_numerator(Integer& result, const IntegerAffineFunction& f, const HomogeneousPoint& x);

/// Sets `results[j]` to the value numerator of functions[j] at x; resizes `results`.
void value_numerators(std::vector<Integer>& results,
                      const std::vector<IntegerAffineFunction>& functions,
                      const HomogeneousPoint& x);

/// f(x) in lowest terms.
Rational value(const IntegerAffineFunction& f, const HomogeneousPoint& x);

/// The sign of f(x).
int value_sign(const IntegerAffineFunction& f, const HomogeneousPoint& x);

} // namespace thalweg
