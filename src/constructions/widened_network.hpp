// SPDX-License-Identifier: GPL-3.0-or-later
//
// The same function by a larger lattice network. More layers: the outputs are carried on. More
// units in a layer: carried nodes are repeated with outgoing weights 0. Every unit keeps a meaning
// over the trees, so that the larger network is proven to compute them like the smaller one, and
// units that are added are active wherever no shift is exceeded. This is how networks from coarse
// and fine partitions get one architecture (liu2021: "the number of minima grows with size").

#pragma once

#include "constructions/lattice_network.hpp"

namespace thalweg {

/// Units of each hidden layer.
std::vector<std::size_t> hidden_widths(const Network& network);

/// The least hidden widths that both networks fit into; at a depth that only one of them has, the
/// other needs one unit per output.
std::vector<std::size_t> common_widths(const Network& a, const Network& b);

/// The network with these hidden widths, for trees and shifts it was made of (as in
/// labelled_lattice_network). InternalError if it does not fit.
LabelledNetwork widened(LabelledNetwork labelled, const std::vector<LatticeTree>& trees,
                        const std::vector<Vector>& shifts, const std::vector<std::size_t>& widths);

} // namespace thalweg
