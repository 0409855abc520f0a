// SPDX-License-Identifier: GPL-3.0-or-later
//
// Affine functions x ↦ a·x + b on Q^d, and affine maps Q^d → Q^m as one function per output.

#pragma once

#include "exact/rational.hpp"

namespace thalweg {

/// x ↦ linear·x + constant; `linear` has the input dimension (which may be 0).
struct AffineFunction {
  Vector linear;
  Rational constant;

  Rational operator()(const Vector& x) const { return dot(linear, x) + constant; }
  bool operator==(const AffineFunction&) const = default;
};

/// One affine function per output coordinate.
using AffineMap = std::vector<AffineFunction>;

/// The function that is 0 on Q^d.
AffineFunction zero_function(std::size_t input_dimension);

AffineFunction operator+(const AffineFunction& f, const AffineFunction& g);
AffineFunction operator-(const AffineFunction& f, const AffineFunction& g);
AffineFunction operator*(const Rational& factor, const AffineFunction& f);

} // namespace thalweg
