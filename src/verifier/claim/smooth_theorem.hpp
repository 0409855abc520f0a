// SPDX-License-Identifier: Apache-2.0
//
// What the theorem says about networks of a smooth activation. Nothing is decided here.

#pragma once

#include "claim/smooth.hpp"

namespace thalweg::verifier {

/// With the pivots of the positive definite form.
Told told(const SmoothMinimum& claim, const List<Interval>& pivots);

Told told(const SmoothZeroLoss& claim, const SmoothMinimum& minimum);

} // namespace thalweg::verifier
