// SPDX-License-Identifier: GPL-3.0-or-later
//
// Within a pattern class the pre-activations z_l of a layer are an affine function of those of any
// earlier layer m, with the matrix J_{l,m} = ∂z_l/∂z_m: J_{m,m} = 1 and J_{l,m} = V_l S J_{·,m},
// V_l the linear view of layer l (layer.hpp), S the diagonal matrix of the slopes in use at its
// inputs, and J_{·,m} the rows of the units that they come from. Sparse, exact. Layers are counted
// from 0.

#pragma once

#include "landscape/pattern_classes.hpp"

namespace thalweg {

/// The slope in use at every unit of hidden layer `layer`.
Vector class_slopes(const Network& network, const PatternClass& c, std::size_t layer);

/// J[l][m] for hidden layers m < l, as sparse rows: J[l][m][j] lists (a, ∂z_{l,j}/∂z_{m,a}) ≠ 0.
/// J[l][m] is empty if layer m has no parameters: nobody asks for it.
using ClassJacobian = std::vector<std::vector<std::vector<SparseRow>>>;
ClassJacobian class_jacobian(const Network& network, const PatternClass& c);

/// The row of J that belongs to one unit: entry m ≤ layer holds ∂z_{layer,unit}/∂z_m, dense, for
/// all m.
std::vector<Vector> unit_jacobian(const Network& network, const PatternClass& c, std::size_t layer,
                                  std::size_t unit);

} // namespace thalweg
