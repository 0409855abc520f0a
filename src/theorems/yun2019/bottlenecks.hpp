// SPDX-License-Identifier: GPL-3.0-or-later
//
// What yun2019, Theorem 4, excludes: hidden layers narrower than min(d_x, d_y). For the squared
// loss the minima of linear networks are then those of Baldi and Hornik (1989): the fit M loses all
// but its s largest singular values, s the width of the bottleneck. They lift to ReLU networks in
// which all units are on at all samples (Goldblum et al. 2020), where they are local minima, and
// spurious if a kink helps. Lifted stationarity does not hold: maps of higher rank have a lower
// risk.
//
// Data of critical_points.hpp. All hidden layers have s units:
//   W_1 = V_Sᵀ, W_l = I, W_L = U_S diag(s_S), S the s largest singular values;
// ReLU: the biases of the first layer keep its units at 1 or more at all samples, and the last
// layer takes them back and adds the mean of the targets.
// The better network is found with one hidden layer (trained/better_network.hpp); for it the noise
// of the data is larger.

#pragma once

#include "theorems/instance.hpp"

namespace thalweg {

Instance yun_bottlenecks();

} // namespace thalweg
