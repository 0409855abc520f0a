// SPDX-License-Identifier: GPL-3.0-or-later
//
// Networks of two inputs: their linear regions as polygons with the samples.

#pragma once

#include "pictures/pictures.hpp"
#include "pictures/subject.hpp"

namespace thalweg {

/// For W, and for W2 if there is one: the regions on a box around the samples, coloured by the
/// first output at their middle, and the samples by their target. Empty unless d_x = 2 and there is
/// no max pooling; networks with thousands of regions have no picture.
std::vector<Picture> region_pictures(const Subject& subject);

} // namespace thalweg
