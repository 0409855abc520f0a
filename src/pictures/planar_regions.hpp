// SPDX-License-Identifier: GPL-3.0-or-later
//
// The linear regions of a network of two inputs on a box, as polygons with exact corners: the
// picture of landscape/linear_regions.hpp, which proves them, without linear programs. On a polygon
// where all earlier units keep their pieces a pre-activation is affine, so that its values at the
// corners say where it meets a breakpoint: there the polygon is cut; and where two entries of a max
// pooling window are equal and the largest so far.

#pragma once

#include "pictures/planar_polygon.hpp"

namespace thalweg {

/// A convex polygon with interior points on which the network is affine.
struct RegionPolygon {
  Polygon corners;
  AffineMap map;
};

/// The polygons that cover [lower, upper], lower < upper in both coordinates; nothing if there are
/// more than `most`.
std::optional<std::vector<RegionPolygon>>
planar_regions(const Network& network, const Vector& lower, const Vector& upper, std::size_t most);

} // namespace thalweg
