// SPDX-License-Identifier: GPL-3.0-or-later
//
// he2020, Theorem 2: the walls between the cells of parameters are where the risk is not smooth.
// For every sample i and every breakpoint β of the hidden layer, parameters at which unit 0 is at β
// for x_i and nothing else is at a breakpoint: moving its bias alone, the derivative of n R jumps
// by Σ g_o v_o (s_+ − s_−), summed over the samples at x_i, g the derivatives of the losses, v the
// outgoing weights of unit 0. A point of every wall where this is not 0 shows that the wall is one
// of R.

#pragma once

#include "data/dataset.hpp"
#include "network/network.hpp"
#include "risk/problem.hpp"

namespace thalweg {

/// One network for every wall, by sample, then by breakpoint, of the architecture of `network`: one
/// hidden layer with biases. Parameters are small integers and quarters; the first ones that fit.
/// Throws ClaimError if 1000 tries find none (a loss that is 0 near a wall, say).
std::vector<Network> wall_kinks(const Network& network, const Problem& problem);

} // namespace thalweg
