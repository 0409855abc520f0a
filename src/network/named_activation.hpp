// SPDX-License-Identifier: GPL-3.0-or-later
//
// Activations by name (certificates/NETWORKS.md): relu, identity, abs, hard_tanh, relu6,
// hard_sigmoid, leaky_relu:a and prelu:a. Each is a table of breakpoints and pieces.

#pragma once

#include "network/activation.hpp"

#include <string_view>

namespace thalweg {

/// The activation with this name; nothing if there is none. `leaky_relu:1/100` has the slope 1/100
/// for z < 0, any number that `parse_number` reads. Equal tables are equal activations:
/// `leaky_relu:0` is `relu`.
std::optional<Activation> named_activation(std::string_view name);

/// relu() or identity_activation() if the table is theirs, else the table itself.
Activation recognised(Activation table);

/// "relu, identity, …" for messages.
std::string activation_names();

} // namespace thalweg
