// SPDX-License-Identifier: GPL-3.0-or-later
//
// How large the nodes of a max-min tree get over the samples.

#pragma once

#include "constructions/screen/screened_inputs.hpp"
#include "cpwl/lattice_tree.hpp"

namespace thalweg {

/// Upper bounds of |value| of every node over the inputs.
Vector greatest_node_magnitudes(const LatticeTree& tree, const ScreenedInputs& inputs);

} // namespace thalweg
