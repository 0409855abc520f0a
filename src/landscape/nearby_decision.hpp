// SPDX-License-Identifier: GPL-3.0-or-later
//
// From a network W to a local minimum W* near it (nearby_minimum.hpp), or what is missing for it.
// No sample may be on a wall; on every upper class an optimal map must be near that of W, the
// inputs of the layer must span what the layers below can reach, the layer must move the scores of
// every class alone, and the patterns must hold far enough. One of these steps may fail: then
// nothing is decided, and what is missing is said.

#pragma once

#include "landscape/nearby_minimum.hpp"

namespace thalweg {

using NearbyDecision = std::variant<NearbyMinimum, Undecided>;

/// For any network with the dimensions of the data, a layer of which moves: the first one is meant
/// if all layers are dense. Unsupported unless the layers from this one on are dense and it has
/// biases. What `Undecided` says of distances is a guess, what it says of classes without an
/// optimal map is proved.
NearbyDecision nearby_decision(const LabelledData& labelled, Network network,
                               std::size_t layer = 0);

} // namespace thalweg
