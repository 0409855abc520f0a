// SPDX-License-Identifier: GPL-3.0-or-later
//
// From what a layer says (kind, shapes, window, filters) to its linear view. Used where layers are
// made, changed and checked; everybody else reads `Layer::weights` and `Layer::choices`.

#pragma once

#include "network/layer.hpp"

namespace thalweg {

/// The row of the unit: of the linear view, or of `choices` for max pooling. Not for dense layers.
SparseRow expanded_row(const Layer& layer, std::size_t unit);

/// Fills in `weights`, `biases` and `choices` of a layer that is not dense; `output_shape` is set.
void expand(Layer& layer);

} // namespace thalweg
