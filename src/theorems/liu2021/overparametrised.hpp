// SPDX-License-Identifier: GPL-3.0-or-later
//
// liu2021, introduction: networks with more parameters than samples, which can fit every sample,
// still have spurious minima. Hidden layers of n − 1 ReLU units. With a·x_i distinct, in their
// order t_1 < t_2 < …, and θ_k half way between t_k and t_{k+1},
//   minimum  F = the optimal affine map, by units that are always on;
//   better   F_o = c_0 + Σ_k c_k [a·x − θ_k]_+, through any wanted values at the samples: risk 0.
// For cross-entropy the wanted values have margins m for every sample: the risk is at most
// log(1 + (C − 1) exp(−m)); the infimum over all networks of the architecture is 0, and none
// attains it. That is a certificate of its own, about the second network.

#pragma once

#include "theorems/instance.hpp"

namespace thalweg {

Instance liu2021_overparametrised();

} // namespace thalweg
