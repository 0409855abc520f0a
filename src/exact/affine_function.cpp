// SPDX-License-Identifier: GPL-3.0-or-later
//
// The vector space of affine functions on Q^d, coefficient by coefficient.

#include "exact/affine_function.hpp"

#include "exact/error.hpp"

namespace thalweg {

AffineFunction zero_function(std::size_t input_dimension) {
  return {Vector(input_dimension), Rational(0)};
}

AffineFunction operator+(const AffineFunction& f, const AffineFunction& g) {
  require(f.linear.size() == g.linear.size(), "affine sum: expected one input dimension");
  AffineFunction sum = f;
  for (std::size_t i = 0; i < g.linear.size(); ++i)
    sum.linear[i] += g.linear[i];
  sum.constant += g.constant;
  return sum;
}

AffineFunction operator-(const AffineFunction& f, const AffineFunction& g) {
  require(f.linear.size() == g.linear.size(), "affine difference: expected one input dimension");
  AffineFunction difference = f;
  for (std::size_t i = 0; i < g.linear.size(); ++i)
    difference.linear[i] -= g.linear[i];
  difference.constant -= g.constant;
  return difference;
}

AffineFunction operator*(const Rational& factor, const AffineFunction& f) {
  AffineFunction product = f;
  for (Rational& coefficient : product.linear)
    coefficient *= factor;
  product.constant *= factor;
  return product;
}

} // namespace thalweg
