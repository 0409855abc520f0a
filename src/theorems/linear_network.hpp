// SPDX-License-Identifier: GPL-3.0-or-later
//
// Deep linear networks (yun2019, Theorem 4; he2020, Corollary): the identity as activation, every
// hidden layer of width min(d_x, d_y), the least with which every affine map can be computed.

#pragma once

#include "exact/affine_function.hpp"
#include "network/network.hpp"

namespace thalweg {

/// `layer_count` ≥ 2 layers that compute the map: it is one layer, the first if d_y ≤ d_x, else the
/// last, and the others are the identity. Without biases the constants of the map must be 0
/// (InternalError).
Network linear_network(const AffineMap& map, std::size_t layer_count, bool has_biases);

} // namespace thalweg
