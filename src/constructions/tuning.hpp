// SPDX-License-Identifier: GPL-3.0-or-later
//
// Making the certified radius large: the slack of a construction and a positive factor per unit
// (powers of two) are chosen so that the first-order radius bound grows. The bound's ratio
// G_{l,j}/distance is a posynomial in the factors, so in logarithms the problem is convex; floating
// point descends on a smooth maximum over the endangered samples. The result is exact and is
// certified afresh by the caller.

#pragma once

#include "constructions/construction.hpp"
#include "partition/choice.hpp"

namespace thalweg {

struct TunedNetwork {
  Network network;
  Rational radius;       ///< certified for `network`
  Rational naive_radius; ///< certified for slack 1 and no rescaling
};

/// The construction with tuned constants. Deterministic.
TunedNetwork tuned_network(ConstructionKind kind, const Dataset& data, const Partition& partition,
                           const std::vector<AffineMap>& pieces, const Progress& progress = {});

} // namespace thalweg
