// SPDX-License-Identifier: GPL-3.0-or-later
//
// he2020, Theorem 1, "infinitely many": the minimum depends on a number η (all first-layer biases
// and, against them, the biases of the next layer: b1 = [w~_0 − η1; −η1], b2 = η1), and every η
// that keeps the units on their pieces gives a minimum of the same risk.

#pragma once

#include "data/dataset.hpp"
#include "landscape/ray.hpp"

namespace thalweg {

/// All samples use one piece of each unit of the first layer (InternalError). Every bias of that
/// layer grows, by 1 or half of the way to the nearest breakpoint above, and the biases of the next
/// layer take it back.
Direction shifted_biases(const Network& network, const Dataset& data);

} // namespace thalweg
