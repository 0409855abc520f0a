// SPDX-License-Identifier: GPL-3.0-or-later
//
// The members of a pattern class of a network (class_members.hpp), and bounds over all of them. A
// first pass evaluates every unit at every member in floating point with an error bound; exact
// values are made and remembered where they are asked for.

#pragma once

#include "exact/screen/affine_functions.hpp"
#include "landscape/screen/radius_problem.hpp"

namespace thalweg {

/// The parts of a RadiusClass that come from its members.
struct MeasuredMembers {
  std::vector<long double> largest_magnitudes;
  RadiusClass::Table<long double> least_distances;
  std::shared_ptr<const ClassMembers> members;
};

/// `points` are the inputs of all samples. The members keep references to all arguments.
MeasuredMembers measured_members(const RadiusLayers& layers, const Dataset& data,
                                 const std::shared_ptr<const FloatingPoints>& points,
                                 const PatternClass& c);

} // namespace thalweg
