// SPDX-License-Identifier: GPL-3.0-or-later
//
// The constants of a pattern class for the radius bound (radius_problem.hpp): the part that costs
// time, one evaluation of every unit at every sample, in floating point with error bounds.

#pragma once

#include "exact/screen/affine_functions.hpp"
#include "landscape/screen/radius_problem.hpp"

namespace thalweg {

/// All constants of class `c`; `points` are the inputs of all samples. Keeps references to all
/// arguments.
RadiusClass radius_constants(const RadiusLayers& layers, const Dataset& data,
                             const std::shared_ptr<const FloatingPoints>& points,
                             const PatternClass& c);

} // namespace thalweg
