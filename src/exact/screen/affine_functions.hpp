// SPDX-License-Identifier: GPL-3.0-or-later
//
// Affine functions at many points in floating point, each value with a bound of its error: a value
// that is farther from a number than its error is on the same side of it as the exact one. Where
// that does not decide, the caller evaluates exactly.
//
// Coordinate k of a point is x_k = 2^{e_k} ξ_k with |ξ_k| < 1, and ξ_k is known up to 2^-50; the
// coefficients of a function are scaled by one power of two, its *exponent*, so that the largest is
// about 1, and are known up to 2^-50 of themselves. With M the sum of the magnitudes of all d + 1
// coefficients, sums and products of doubles add at most (d + 4) 2^-53 M, so that (d + 16) 2^-52 M
// bounds the error. No overflow can occur; what is tiny beside M may vanish within the bound.

#pragma once

#include "exact/integer_vector.hpp"

namespace thalweg {

/// Points of Q^d as scaled doubles.
class FloatingPoints {
public:
  /// All points have dimension d, which may be 0.
  FloatingPoints(const std::vector<Vector>& points, std::size_t dimension);

  std::size_t count() const { return count_; }
  std::size_t dimension() const { return dimension_; }
  const double* coordinates(std::size_t point) const {
    return coordinates_.data() + point * dimension_;
  }
  /// e_k
  long exponent(std::size_t coordinate) const { return exponents_[coordinate]; }

private:
  std::size_t count_, dimension_;
  std::vector<double> coordinates_; ///< ξ, point by point
  std::vector<long> exponents_;
};

/// mantissa·2^exponent with ½ < |mantissa| < 2, or 0.
struct FloatingNumber {
  double mantissa = 0;
  long exponent = 0;
};

/// Functions of such points, for instance of all units of a layer. Keeps no reference.
class FloatingFunctions {
public:
  FloatingFunctions(const FloatingPoints& points, const AffineMap& functions);
  FloatingFunctions(const FloatingPoints& points,
                    const std::vector<IntegerAffineFunction>& functions);

  std::size_t count() const { return exponents_.size(); }
  /// Room for so many values is needed: the count, rounded up.
  std::size_t padded_count() const { return coefficients_.size() / (dimension_ + 1); }

  /// Sets values[j] with |f_j(x) − 2^exponent(j) values[j]| ≤ 2^exponent(j) error(j).
  void evaluate(const double* coordinates, double* values) const;
  /// The same for function j alone.
  double value(std::size_t j, const double* coordinates) const;

  /// The sign of f_j at the point; 0 where it is not clear.
  int clear_sign(std::size_t j, const FloatingPoints& points, std::size_t point) const;

  long exponent(std::size_t j) const { return exponents_[j]; }
  double error(std::size_t j) const { return errors_[j]; }
  /// Has f_j one value everywhere?
  bool is_constant(std::size_t j) const { return is_constant_[j]; }

private:
  void append(const FloatingPoints& points, std::vector<FloatingNumber> coefficients);

  static constexpr std::size_t block = 8;
  std::size_t dimension_;
  std::vector<double> coefficients_; ///< [block of functions][1, ξ_1, …, ξ_d][function in block]
  std::vector<long> exponents_;
  std::vector<double> errors_;
  std::vector<bool> is_constant_;
};

/// value·2^exponent; infinite or 0 beyond the range of doubles.
double scaled_double(double value, long exponent);

/// About numerator/denominator·2^−exponent, up to 2^-50 of itself; infinite or 0 beyond the range.
double floating_quotient(const Integer& numerator, const Integer& denominator, long exponent);

} // namespace thalweg
