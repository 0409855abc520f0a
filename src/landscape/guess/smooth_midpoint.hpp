// SPDX-License-Identifier: GPL-3.0-or-later
//
// The value of a smooth activation at the middle of two arguments that are known by their values.

#pragma once

#include "landscape/smooth_activation.hpp"

namespace thalweg {

/// h((v1 + v2)/2)
double guessed_midpoint(const SmoothActivation& h, const Rational& given1, const Rational& given2);

/// The same rounded down to this many decimals, and up. Throws NotFinite.
Interval guessed_midpoint_bounds(const SmoothActivation& h, const Rational& given1,
                                 const Rational& given2, int decimals);

} // namespace thalweg
