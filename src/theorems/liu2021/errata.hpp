// SPDX-License-Identifier: GPL-3.0-or-later
//
// What is wrong in liu2021, by the squared loss. Each network is as the paper would have it, or its
// repair; landscape/decision.hpp says what it is.

#pragma once

#include "data/dataset.hpp"
#include "theorems/decided.hpp"

namespace thalweg {

struct NetworkOnData {
  Dataset data;
  Network network;
};

/// Samples with one predictor need not share a pattern: min(p1, p2, p3) with p1 = x + 3/2, p2 = −x
/// + 8/5, p3 = 0 at x = −3, …, 3. As min(min(p1, p2), p3), where p1 − p2 changes sign among the
/// samples of p3, and as min(p1, min(p2, p3)).
NetworkOnData shared_pattern_first();
NetworkOnData shared_pattern_second();

/// Two rows that hold one piece tie wherever it wins: max(min(p, p + 1), min(p, p + 2)) with p =
/// 2/3, the fit of y = |x| at −1, 0, 1.
NetworkOnData tied_rows();

/// Theorem 2 with later weights fixed to 1: filter 1 with bias b + B, b = −1/8, B = 1, the pixels
/// added up; and the repair, where the optimal weights of the pixels are in the dense layer.
NetworkOnData fixed_ones();
NetworkOnData free_weights();

/// y = x at 0 and 1 is fitted by an affine function, and yet: all units dead at the best constant
/// 1/2, and F = [x + 1]_+ − 1.
NetworkPair dead_units();
Dataset fittable_data();

} // namespace thalweg
