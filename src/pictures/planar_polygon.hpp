// SPDX-License-Identifier: GPL-3.0-or-later
//
// Convex polygons in the plane with exact corners, and what is left of polytopes, functions and
// networks in a plane of two inputs when the other inputs keep their values.

#pragma once

#include "exact/affine_function.hpp"
#include "geometry/polytope.hpp"
#include "network/network.hpp"

namespace thalweg {

/// Corners counterclockwise.
using Polygon = std::vector<Vector>;

/// The mean of the corners.
Vector middle(const Polygon& corners);

/// The part where a function is ≥ 0 (`wanted` = 1) or ≤ 0 (−1), given its values at the corners; it
/// is affine on the polygon.
Polygon part(const Polygon& corners, const Vector& values, int wanted);

/// The polygon as far as it is in the halfspaces; fewer than three corners if nothing is left.
Polygon clipped(Polygon polygon, const std::vector<Halfspace>& halfspaces);

/// A bounded polytope of dimension 2 as a polygon; fewer than three corners without interior.
Polygon polygon_of(const Polytope& polytope);

/// Two inputs that vary while the others have the values of `base`.
struct PlanarSlice {
  std::size_t first, second;
  Vector base;
};

/// Of two inputs the plane itself; of more the plane of the chosen ones, two names of `names` or
/// numbers from 1, through `base`; nothing if none are chosen. UsageError naming --slice if they
/// are not two different inputs, or there is no plane.
std::optional<PlanarSlice> planar_slice(const std::vector<std::string>& chosen,
                                        const std::vector<std::string>& names, Vector base);

/// " The other inputs are those of …" or "".
std::string slice_note(const PlanarSlice& slice, const std::string& base);

Polytope sliced(const Polytope& polytope, const PlanarSlice& slice);
AffineFunction sliced(const AffineFunction& function, const PlanarSlice& slice);
/// Nothing unless only the first layer, which is dense, reads the inputs.
std::optional<Network> sliced(Network network, const PlanarSlice& slice);

} // namespace thalweg
