// SPDX-License-Identifier: GPL-3.0-or-later
//
// The numbers that a proof of a nearby minimiser names: boxes, strength, size and reach. They are
// guessed with some room and have few bits; whether they serve is checked exactly.

#pragma once

#include "exact/rational.hpp"

#include <cstddef>
#include <optional>
#include <vector>

namespace thalweg {

constexpr std::size_t box_choices = 3;

/// Half widths in the proportions of the diagonal of Y, larger with each choice. Throws NotFinite.
Vector guessed_box(const Vector& steps, const std::vector<Vector>& inverse, std::size_t choice);

/// About half of what is below the least eigenvalue of a symmetric matrix; nothing if it seems to
/// be singular. Throws NotFinite.
std::optional<Rational> guessed_strength(const std::vector<Vector>& matrix);

struct BallSizes {
  Rational size;  ///< somewhat more than the length of the longest row
  Rational reach; ///< somewhat more than 3/2 of that of the longest of the bounds, over μ
};

/// Nothing where the reach is 0 or beyond floating point. Throws NotFinite.
std::optional<BallSizes> guessed_ball_sizes(const std::vector<Vector>& rows,
                                            const std::vector<Vector>& bounds,
                                            const Rational& strength);

} // namespace thalweg
