// SPDX-License-Identifier: GPL-3.0-or-later
//
// The size of the ellipsoid that a proof of a nearby minimiser names (risk/ellipsoid_fit.hpp):
// somewhat more than the length of the gradient, in few bits. Whether it serves is checked exactly.

#pragma once

#include "exact/rational.hpp"

#include <cstddef>
#include <optional>

namespace thalweg {

constexpr std::size_t reach_choices = 4;

/// Larger with each choice; nothing where the length is 0 or beyond floating point.
std::optional<Rational> guessed_reach(const Rational& dual_square, std::size_t choice);

} // namespace thalweg
