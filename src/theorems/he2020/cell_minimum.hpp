// SPDX-License-Identifier: GPL-3.0-or-later
//
// he2020, Theorem 3: one hidden layer, d_y = 1, a convex loss: a minimum within a cell is global in
// it. The instance has units that are shared between patterns, so that it is no fit group by group:
// two ReLU units [c − x]_+ and [x + c]_+ on the samples −k, …, k, both on near 0, one on each side.
// With F = [c − x]_+ − 2[x + c]_+ + 1 the targets are F(x_i) − g_i, where g ≠ 0 is orthogonal to
// all that the cell can reach: 1, (1, x) on x < c, and (1, x) on x > −c.

#pragma once

#include "data/dataset.hpp"
#include "network/network.hpp"

#include <cstdint>

namespace thalweg {

struct SharedUnits {
  Dataset data;
  Network network;
};

/// k = `reach` ≥ 3, and c is half way between samples, near k/3. g is the part of a pseudo-random
/// vector that the reachable maps do not explain.
SharedUnits shared_units(std::size_t reach, std::uint64_t seed);

} // namespace thalweg
