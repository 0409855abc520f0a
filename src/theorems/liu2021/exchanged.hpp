// SPDX-License-Identifier: GPL-3.0-or-later
//
// liu2021 for other activations than ReLU: with the two pieces h of a corner,
//   [z]_+ = (h(z) − s_− z)/(s_+ − s_−),
// where z is carried by a unit of its own unless s_− = 0. The units that carry stay on one piece,
// so two samples have equal patterns exactly if they had before: a ReLU network with one pattern
// per group becomes such a network.

#pragma once

#include "network/network.hpp"

namespace thalweg {

/// The network with another activation, equal to the ReLU network on the inputs. Dense layers with
/// biases; the architecture depends on that of the network and the activation only.
Network exchanged_activation(const Network& relu_network, const Activation& activation,
                             const std::vector<Vector>& inputs);

} // namespace thalweg
