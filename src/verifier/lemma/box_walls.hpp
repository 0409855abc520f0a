// SPDX-License-Identifier: Apache-2.0
//
// The walls in a box of parameters of a dense network of any depth (specification, section 46): a
// unit is at the breakpoint β for x exactly if its bias is β − w·h(x), with h(x) the outputs of the
// layer before. Intervals of these numbers over the whole box say which walls are in it; intervals
// of their differences, layer by layer, that those of one unit are always in the same order.

#pragma once

#include "layer/network.hpp"

namespace thalweg::verifier {

/// By how much the weights and the biases of a layer may differ from those of W, both excluded.
struct LayerRadii {
  Fraction weights;
  Fraction biases;
};

/// Where unit `unit` of hidden layer `layer` is at a breakpoint for an input.
struct BoxWall {
  std::size_t layer; ///< from 0
  std::size_t unit;
  std::size_t input; ///< index in the list of inputs
  std::size_t breakpoint;
};

/// By layer, unit, input and breakpoint. Stops if it is not certain that a wall is in the box, or
/// outside, for all weights and earlier biases of it (O301), or that two walls of a unit in the box
/// do not meet (O302); `place` is that of the radii.
List<BoxWall> walls_in_box(const Network& network, const List<List<Fraction>>& inputs,
                           const List<LayerRadii>& radii, const std::string& place);

} // namespace thalweg::verifier
