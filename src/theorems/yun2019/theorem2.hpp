// SPDX-License-Identifier: GPL-3.0-or-later
//
// yun2019, Theorem 2, for activations like ReLU, on the data of `equal_predictions_in_plane`, two
// hidden units.
//   minimum    W1 = [v v; v v] with v = 1/(4 s_+), b1 = 0, W2 = [2/3 2/3], b2 = 0;
//   zero loss  W1 = [v1 v2; v3 v4], b1 = 0, b2 = 0, W2 = [h(v3) −h(v1)] / (h(v3) h((v1 + v2)/2) −
//              h(v1) h((v3 + v4)/2)), where h(v1)h(v4) = h(v2)h(v3) (C2.1, C2.2).
// For s_− = 0 the paper's v = 1, −1, 3, −1; for s_− > 0 we take v = 1, −1, −1, (s_−/s_+)².

#pragma once

#include "theorems/decided.hpp"

namespace thalweg {

/// `activation` as `two_piece_activation` gives it.
NetworkPair yun_theorem2(const Activation& activation);

} // namespace thalweg
