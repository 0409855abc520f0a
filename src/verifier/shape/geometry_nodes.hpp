// SPDX-License-Identifier: Apache-2.0
//
// What the readers of geometric sections and witnesses share: rows of numbers over one denominator,
// halfspaces, points, multipliers, sets of functions.

#pragma once

#include "shape/halfspace.hpp"
#include "text/node.hpp"

namespace thalweg::verifier {

/// Numerators over one denominator.
AffineRow read_row(const Node& node, std::size_t width, const char* what);
Halfspace read_halfspace(const Node& node, std::size_t dimension);
Point read_point(const Node& node, std::size_t dimension);
List<Point> read_points(const Node& node, std::size_t size, const char* what,
                        std::size_t dimension);
/// Pairs of an index and a positive value, indices strictly increasing.
Multipliers read_multipliers(const Node& node);
List<Multipliers> read_proofs(const Node& node, std::size_t size, const char* what);
/// A set of functions: not empty, strictly increasing.
List<std::size_t> read_literals(const Node& node, std::size_t function_count);

/// At least one, pairwise different.
List<AffineFunction> read_functions(const Node& node, std::size_t dimension);
} // namespace thalweg::verifier
