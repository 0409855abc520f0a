// SPDX-License-Identifier: GPL-3.0-or-later
//
// The JSON of a layer as far as it has one form in network files and certificates: everything but
// activation, weights and biases.

#pragma once

#include "network/layer.hpp"

namespace thalweg {

/// "[1,28,28]"
std::string extents_text(const Shape& extents);

/// The keys of the layer's kind without `kind`, `activation`, `weights` and `biases`, all of them,
/// without braces: `"kernel":[3],"stride":[1],…`, `"with":0`; empty for dense layers.
std::string geometry_text(const Layer& layer);

} // namespace thalweg
