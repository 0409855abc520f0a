// SPDX-License-Identifier: GPL-3.0-or-later
//
// The constants of a pattern class for the radius bound (radius_problem.hpp): the part that costs
// time, one evaluation of every unit at every sample.

#pragma once

#include "exact/integer_vector.hpp"
#include "landscape/radius_problem.hpp"

namespace thalweg {

/// All constants of class `c`; `points` are the inputs of all samples.
RadiusClass radius_constants(const RadiusLayers& layers, const PatternClass& c,
                             const std::vector<HomogeneousPoint>& points);

} // namespace thalweg
