// SPDX-License-Identifier: GPL-3.0-or-later
//
// Networks of two inputs: their linear regions as polygons with the samples.

#pragma once

#include "pictures/pictures.hpp"
#include "pictures/planar_polygon.hpp"
#include "pictures/specification.hpp"
#include "pictures/subject.hpp"

namespace thalweg {

/// For W, and for W2 if there is one: the regions on a box around the samples, coloured by the
/// first output at their middle, and the samples by their target. Of more than two inputs two are
/// chosen by `slice` (planar_polygon.hpp), the others are those of the mean of the samples. Empty
/// without two inputs and where more than the first layer, a dense one, reads the inputs of a
/// slice; networks with thousands of regions have no picture.
std::vector<Picture> region_pictures(const Subject& subject,
                                     const std::vector<std::string>& slice = {});

/// Corners of polygon number r for the template "polygons", each with what is in `more`.
void append_corners(PictureJson& rows, std::size_t r, const Polygon& corners,
                    const PictureJson& more);

/// A little more than these points, in the plane of two of their coordinates.
struct PlaneBox {
  Vector lower, upper;
};
PlaneBox box_around(const std::vector<Vector>& points, std::size_t first, std::size_t second);

/// The axes of the template "polygons".
void name_axes(PictureJson& values, const std::string& x, const std::string& y,
               const PlaneBox& box);

} // namespace thalweg
