// SPDX-License-Identifier: GPL-3.0-or-later
//
// Telling lifted functions of simplices apart without rationals. The key of a simplex is the value
// of its lifted function at one fixed point of F_p^d, p = 2^31 − 1. Different keys prove different
// functions; equal keys prove nothing, but seldom happen by chance.

#pragma once

#include "exact/rational.hpp"

#include <cstdint>

namespace thalweg {

/// One key per simplex: coordinates.size() + 1 indices of points each, affinely independent in the
/// given coordinates. Nothing if p divides a denominator or the determinant of a simplex.
std::optional<std::vector<std::uint64_t>>
modular_keys(const std::vector<Vector>& points, const std::vector<Rational>& heights,
             const std::vector<std::vector<std::size_t>>& simplices,
             const std::vector<std::size_t>& coordinates);

} // namespace thalweg
