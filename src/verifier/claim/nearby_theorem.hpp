// SPDX-License-Identifier: Apache-2.0
//
// What the theorem says about the claims of nearby_minimum.hpp.

#pragma once

#include "claim/nearby_minimum.hpp"

namespace thalweg::verifier {

Told told(const NearbyMinimum& claim);
/// `risk_lower` is that of the minimum.
Told told(const NoMinimiser& claim);

} // namespace thalweg::verifier
