// SPDX-License-Identifier: GPL-3.0-or-later
//
// In which order to insert points into a triangulation: only the time depends on it.

#pragma once

#include "exact/rational.hpp"

#include <cstddef>
#include <vector>

namespace thalweg {

/// An order for insertion: a random half of the points last, a random quarter before it, and so on
/// (from a fixed seed); within each of these parts along a grid, from neighbour to neighbour.
/// `coordinates`: one list per dimension, at least one.
std::vector<std::size_t> insertion_order(const std::vector<std::vector<Integer>>& coordinates);

} // namespace thalweg
