// SPDX-License-Identifier: GPL-3.0-or-later
//
// Moving the outputs of every pattern class by chosen affine functions, through the first layer
// alone. As long as no pattern changes, an output on class c is Σ_u α_{c,u} z_u + constant, z the
// pre-activations of the first layer and α the product of the later weights and slopes of c. If B
// is a right inverse of the matrix α (rows: outputs of the classes), the move of row u of the first
// layer by Σ_s B_{u,s} q_s changes output s by exactly the affine function q_s, and no other.

#pragma once

#include "landscape/pattern_classes.hpp"

namespace thalweg {

/// B by unit of the first layer, over the columns s = class · |combinations| + k: the number
/// Σ_o combinations[k][o] F_o on that class. Few columns of α are used, of large entries. Nothing
/// if the rows of α are dependent. Dense layers (InternalError otherwise).
std::optional<std::vector<SparseRow>> first_layer_response(const Network& network,
                                                           const PatternClasses& classes,
                                                           const std::vector<Vector>& combinations);

/// α: for every s the derivatives by the pre-activations of the first layer.
std::vector<Vector> first_layer_derivatives(const Network& network, const PatternClasses& classes,
                                            const std::vector<Vector>& combinations);

} // namespace thalweg
