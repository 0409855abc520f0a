// SPDX-License-Identifier: GPL-3.0-or-later
//
// Running affine functions through a layer: if the activations of a layer are affine functions of
// the input on some set of samples, so are the pre-activations of the next layer, and, on samples
// that use the same pieces, its activations. All on integers over one denominator per unit.

#pragma once

#include "exact/integer_vector.hpp"
#include "network/network.hpp"

namespace thalweg {

/// The identity of Q^d as d affine functions.
std::vector<IntegerAffineFunction> coordinate_functions(std::size_t input_dimension);

/// W h + b where h are affine functions on Q^input_dimension, in lowest terms per unit.
std::vector<IntegerAffineFunction> composed(const DenseLayer& layer,
                                            const std::vector<IntegerAffineFunction>& h,
                                            std::size_t input_dimension);

/// slope·f + intercept in lowest terms.
IntegerAffineFunction scaled(const IntegerAffineFunction& f, const Rational& slope,
                             const Rational& intercept);

/// The coefficients as rationals.
AffineMap rational_map(const std::vector<IntegerAffineFunction>& functions);

} // namespace thalweg
