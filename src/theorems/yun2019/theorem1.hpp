// SPDX-License-Identifier: GPL-3.0-or-later
//
// yun2019, Theorem 1: one hidden layer, d_y = 1, h(z) = s_+ z (z > 0), s_− z (z ≤ 0), s_+ > 0, s_−
// ≥ 0, s_+ ≠ s_−. With the affine fit w̄·x + w̄_0 = ȳ and η = min(−1, 2 min ȳ_i):
//   minimum  W1 = [w̄; 0; …], b1 = [w̄_0 − η; −η; …], W2 = (1/s_+)[1 0 …], b2 = η;
//   better   W1 = [w̃; −w̃; 0; …], b1 = [w̃_0 − β + γ; −w̃_0 + β + γ; 0; …],
//            W2 = (1/(s_+ + s_−))[1 −1 0 …], b2 = β      (pair_step.hpp).

#pragma once

#include "theorems/decided.hpp"

namespace thalweg {

/// The activation by name, of the kind that the theorem speaks of; UsageError otherwise.
Activation two_piece_activation(const std::string& name);

/// Both networks, with `width` ≥ 2 hidden units. One target; inputs distinct; no affine fit.
NetworkPair yun_theorem1(const Dataset& data, const Activation& activation, std::size_t width);

/// x = −1, 0, 1 and y = 0, 1, 0: all predictions of the fit are 1/3.
Dataset equal_predictions_on_line();

/// The data of Theorem 2: x = (1, 0), (0, 1), (1/2, 1/2) and y = 0, 0, 1; the same predictions.
Dataset equal_predictions_in_plane();

/// Case 2: x = (l, −1), (l, 0), (l, 1) for each of `levels` levels l = 0, 1, …, y = l − c (1, −2,
/// 1) with c > 0 in quarters by `seed`: the fit is l, and every sum of residuals below a cut is 0.
Dataset levelled_data(std::size_t levels, std::uint64_t seed);

} // namespace thalweg
