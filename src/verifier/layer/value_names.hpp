// SPDX-License-Identifier: Apache-2.0
//
// Which values of a network at one sample are equal whatever its parameters are, as long as the
// pieces in use stay (specification, section 36): each gets a *name*, and equal names are equal
// values. Name 0 is the value 0. So a pre-activation named 0 is on no wall that it could leave, and
// two entries of a window with one name never part.

#pragma once

#include "layer/network.hpp"

namespace thalweg::verifier {

struct ValueNames {
  List<List<std::size_t>> z; ///< [layer][unit], output layer included
  List<List<std::size_t>> h; ///< of x, then of σ(z) of each layer
};

ValueNames value_names(const Network& network, const ForwardPass& pass);

} // namespace thalweg::verifier
