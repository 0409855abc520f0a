// SPDX-License-Identifier: GPL-3.0-or-later
//
// he2020, Theorem 2, for any depth: the cells into which the walls cut a box of parameters. A unit
// is at the breakpoint β for x exactly if its bias is β − w·h(x); while weights and earlier biases
// range over the box, this number is inside the range of the bias or outside of it, and the numbers
// of one unit never meet: then a unit with m of them in the box has m + 1 choices whatever the
// parameters before it are, and there are Π (m + 1) cells (proof: certificates/SPECIFICATION.md,
// section 46). On every wall a point at which the risk has a kink.

#pragma once

#include "landscape/wall_kinks.hpp"

namespace thalweg {

struct CellsOfBox {
  std::vector<LayerRadii> radii; ///< of each hidden layer
  std::vector<BoxWall> walls;    ///< in the box: by layer, unit, input, breakpoint
  Integer cells;
  std::vector<WallKink> kinks; ///< for each wall
};

/// The cells of the open box around a dense network with biases; the last layer is unbounded.
/// ClaimError if the bounds do not say which walls are in the box, or in which order, or if 1000
/// tries find no kink on one of them.
CellsOfBox cells_of_box(const Network& network, const Problem& problem,
                        const std::vector<LayerRadii>& radii);

} // namespace thalweg
