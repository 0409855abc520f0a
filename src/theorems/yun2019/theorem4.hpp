// SPDX-License-Identifier: GPL-3.0-or-later
//
// yun2019, Theorem 4: in a deep linear network whose hidden widths are at least min(d_x, d_y) a
// critical point with ∇l_0 ≠ 0 is a saddle. A family of them for any data, d_x > d_y, without
// biases: let G = Σ_i y_i x_iᵀ ≠ 0 and w ≠ 0 with G w = 0. All rows of the first layer are wᵀ, the
// layers between are the identity, and the last one is 0: F = 0. The gradient vanishes: those of
// all layers but the last contain the last one, and that of the last one contains G w = 0.
//
// Let o be an output with G_o ≠ 0, m = Σ_i (w·x_i)², and t the least power of two above m/|G_o|²
// (1 if m = 0). With D: the last layer's entry (o, o) and t G_o in row o of the first one,
//   n (R(W + εD) − R(W)) = ε² (m − 2 t |G_o|²) + 2 t ε³ Σ (w·x)(G_o·x) + … < 0 for small ε > 0;
// and with −t in place of t it is ε² (m + 2 t |G_o|²) + … > 0.

#pragma once

#include "theorems/instance.hpp"

namespace thalweg {

/// `layer_count` ≥ 2. With the claims `not_local_minimum` and `saddle`. UsageError unless d_x >
/// d_y; ClaimError if G = 0.
Outcome yun_theorem4_saddle(const Dataset& data, std::size_t layer_count);

} // namespace thalweg
