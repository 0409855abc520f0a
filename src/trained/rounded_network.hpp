// SPDX-License-Identifier: GPL-3.0-or-later
//
// A network near a given one with short decimals, for numbers that stay short when they are
// multiplied.

#pragma once

#include "network/network.hpp"

namespace thalweg {

/// Every parameter rounded to the nearest multiple of 10^−digits, halves away from 0.
Network rounded_network(const Network& network, unsigned digits);

} // namespace thalweg
