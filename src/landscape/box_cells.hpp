// SPDX-License-Identifier: GPL-3.0-or-later
//
// he2020, Theorem 2, for any depth: the cells into which the walls cut a box of parameters. A unit
// is at the breakpoint β for x exactly if its bias is β − w·h(x); while weights and earlier biases
// range over the box, this number is inside the range of the bias or outside of it, and the numbers
// of one unit never meet: then a unit with m of them in the box has m + 1 choices whatever the
// parameters before it are, and there are Π (m + 1) cells (proof: certificates/SPECIFICATION.md,
// section 51). On every wall a point at which the risk has a kink.

#pragma once

#include "data/dataset.hpp"
#include "landscape/sum_bounds.hpp"
#include "risk/problem.hpp"

namespace thalweg {

/// Unit `unit` of hidden layer `layer` is at a breakpoint for an input.
struct BoxWall {
  std::size_t layer;
  std::size_t unit;
  std::size_t input; ///< index in `inputs_once`
  std::size_t breakpoint;
};

struct CellsOfBox {
  std::vector<LayerRadii> radii; ///< of each hidden layer
  std::vector<BoxWall> walls;    ///< in the box: by layer, unit, input, breakpoint
  Integer cells;
  /// For each wall the biases of the hidden layers, [layer][unit], at a kink of the risk.
  std::vector<std::vector<Vector>> kinks;
};

/// The inputs of the samples, each once, by first appearance.
std::vector<Vector> inputs_once(const Dataset& data);

/// The cells of the open box around a dense network with biases; the last layer is unbounded.
/// ClaimError if the bounds do not say which walls are in the box, or in which order, or if 1000
/// tries find no kink on one of them.
CellsOfBox cells_of_box(const Network& network, const Problem& problem,
                        const std::vector<LayerRadii>& radii);

} // namespace thalweg
