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

/// z of all units, the input of the layer being the affine functions h on Q^input_dimension, in
/// lowest terms per unit. Not for max pooling.
std::vector<IntegerAffineFunction> composed(const Layer& layer,
                                            const std::vector<IntegerAffineFunction>& h,
                                            std::size_t input_dimension);

/// z of max pooling where unit j selects entry `pieces[j]` of its window.
std::vector<IntegerAffineFunction> selected(const Layer& layer,
                                            const std::vector<std::size_t>& pieces,
                                            const std::vector<IntegerAffineFunction>& h);

/// slope·f + intercept in lowest terms.
IntegerAffineFunction scaled(const IntegerAffineFunction& f, const Rational& slope,
                             const Rational& intercept);

/// The outputs of units that use these pieces, from their z.
std::vector<IntegerAffineFunction> activated(const Layer& layer,
                                             const std::vector<std::size_t>& pieces,
                                             const std::vector<IntegerAffineFunction>& z);

/// The coefficients as rationals.
AffineMap rational_map(const std::vector<IntegerAffineFunction>& functions);

} // namespace thalweg
