// SPDX-License-Identifier: GPL-3.0-or-later
//
// Leaving a minimum without climbing (SPECIFICATION.md, section 35): a spare unit of the last
// hidden layer, one that is not read or has one value at all samples, is switched off, turned to
// where it helps, and switched on. The risk is convex along each of these pieces: constant along
// the first two, and along the last one it falls as long as it is not higher as far again behind
// the end.

#pragma once

#include "data/dataset.hpp"
#include "network/network.hpp"
#include "risk/problem.hpp"

namespace thalweg {

/// W = W_0, then the waypoints; R never rises between them.
struct Escape {
  std::vector<Network> waypoints; ///< W_1, W_2, …
  Rational risk;                  ///< R(W)
  Rational better_risk;           ///< of the last waypoint, below `risk`
};

/// Nothing if no spare unit is found that lowers the risk (spare_kink.hpp): the last hidden layer
/// has to be dense. At least one sample.
std::optional<Escape> escape_from(const Network& network, const Problem& problem);

} // namespace thalweg
