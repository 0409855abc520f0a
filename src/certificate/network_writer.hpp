// SPDX-License-Identifier: GPL-3.0-or-later
//
// The text of a network in a certificate: one unit or filter per line, all keys of every layer.

#pragma once

#include "certificate/json_text.hpp"
#include "network/network.hpp"

namespace thalweg {

/// {"layers":[…]}, with "input_shape" in front if the network has one. The network is well-formed.
void put_network(JsonText& text, const Network& network);

} // namespace thalweg
