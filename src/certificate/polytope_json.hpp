// SPDX-License-Identifier: GPL-3.0-or-later
//
// Halfspaces, polytopes and affine functions in JSON files that users write: a halfspace a·x ≤ b is
// ["a1",…,"ad","b"], an affine function a·x + c is ["a1",…,"ad","c"]. All throw InputError "file
// /place: expected …, found …".

#pragma once

#include "geometry/polytope.hpp"
#include "network/exact_json.hpp"

namespace thalweg {

/// An array of exactly `count` numbers.
Vector numbers_from(const ExactJson& json, std::size_t count, const std::string& what);

/// An array of halfspaces of Q^dimension.
Polytope polytope_from(const ExactJson& json, std::size_t dimension);
AffineFunction affine_function_from(const ExactJson& json, std::size_t dimension);

/// The array `domain` as a polytope that is bounded and has interior points.
Polytope domain_from(const ExactJson& json, std::size_t dimension);

/// An array of cells, each cut with the domain if there is one; all bounded, with interior points.
std::vector<Polytope> cells_from(const ExactJson& json, std::size_t dimension,
                                 const std::optional<Polytope>& domain);

/// The least box around polytopes that are bounded and not empty.
Polytope bounding_box(const std::vector<Polytope>& cells);

} // namespace thalweg
