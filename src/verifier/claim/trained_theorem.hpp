// SPDX-License-Identifier: Apache-2.0
//
// What the theorem says about the minimum near a trained network.

#pragma once

#include "claim/trained_minimum.hpp"

namespace thalweg::verifier {

Told told(const TrainedMinimum& claim);

} // namespace thalweg::verifier
