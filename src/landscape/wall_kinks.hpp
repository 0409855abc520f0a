// SPDX-License-Identifier: GPL-3.0-or-later
//
// he2020, Theorem 2: the walls between the cells of parameters are where the risk is not smooth.
// On a wall, and no other, a unit is at a breakpoint β for one input: moving its bias alone, the
// derivative of n R jumps by Σ g_o d_o (s_+ − s_−), summed over the samples with this input, g the
// derivatives of the losses, d those of the outputs by the output of the unit. A point of the wall
// where this is not 0 shows that the wall is one of R (proof: certificates/SPECIFICATION.md,
// section 23).

#pragma once

#include "landscape/sum_bounds.hpp"
#include "network/network.hpp"
#include "risk/problem.hpp"

namespace thalweg {

/// Unit `unit` of hidden layer `layer` is at a breakpoint for an input.
struct BoxWall {
  std::size_t layer;
  std::size_t unit;
  std::size_t input; ///< index in `inputs_once`
  std::size_t breakpoint;
};

/// Which wall it is, for messages.
std::string wall_words(const BoxWall& wall);

/// The biases of the hidden layers, [layer][unit], at a kink of the risk.
using WallKink = std::vector<Vector>;

/// The inputs of the samples, each once, by first appearance.
std::vector<Vector> inputs_once(const Dataset& data);

/// The walls of unit 0 of the first layer, by input, then by breakpoint.
std::vector<BoxWall> walls_of_first_unit(const Network& network, const Dataset& data);

/// A kink for each wall, at a dense network that differs from W in biases of hidden layers alone,
/// by less than the radii if there are any; these are drawn until they fit. On a wall of this W no
/// two inputs may be at a breakpoint together. ClaimError if 1000 tries find no kink (a loss that
/// is 0 near a wall, say).
std::vector<WallKink> wall_kinks(const Network& network, const Problem& problem,
                                 const std::vector<BoxWall>& walls,
                                 const std::vector<LayerRadii>& radii = {});

} // namespace thalweg
