// SPDX-License-Identifier: GPL-3.0-or-later
//
// he2020, Theorem 2, with two and more hidden layers: networks and boxes of parameters around them
// whose cells can be counted.

#pragma once

#include "theorems/instance.hpp"

namespace thalweg {

/// The instance `theorem2-deep-cells`: wide boxes, every sample is a wall of most units.
Instance he2020_deep_cells();

/// The instance `theorem2-cells-around`: boxes around a point where all hidden units are on walls.
Instance he2020_cells_around();

} // namespace thalweg
