// SPDX-License-Identifier: GPL-3.0-or-later
//
// Witness numbers with slack may be any number of an interval: take the shortest. The simplest
// rational of an interval has the smallest denominator, and among these the smallest numerator in
// size (Stern and Brocot).

#pragma once

#include "exact/rational.hpp"

namespace thalweg {

/// The simplest rational with low ≤ r ≤ high. InternalError if low > high.
Rational simplest_between(const Rational& low, const Rational& high);

/// The simplest rational of the middle half of the open interval (low, high), where a missing end
/// is infinite; with both missing 0. Strictly inside. InternalError if low ≥ high.
Rational simplest_inside(const std::optional<Rational>& low, const std::optional<Rational>& high);

} // namespace thalweg
