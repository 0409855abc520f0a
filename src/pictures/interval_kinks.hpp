// SPDX-License-Identifier: GPL-3.0-or-later
//
// Where a network of one input bends: all x in an interval at which some unit of some hidden layer
// is at a breakpoint, whether the output bends there or not. Between two of them the network is
// affine, so that its graph is drawn exactly and no thin piece is missed.

#pragma once

#include "network/network.hpp"

namespace thalweg {

/// The ends of [lower, upper] and the points between them, increasing; lower < upper. Of max
/// pooling the points where two entries of a window are equal, the largest or not. A unit that is
/// constant at a breakpoint has no point. Layer by layer: between the points of the layers before,
/// a pre-activation is affine.
Vector interval_kinks(const Network& network, const Rational& lower, const Rational& upper);

} // namespace thalweg
