// SPDX-License-Identifier: GPL-3.0-or-later
//
// Rounding a rational to a floating point format, so that what an exported file holds is known
// exactly.

#pragma once

#include "exact/rational.hpp"

namespace thalweg {

enum class FloatFormat { float32, float64 };

/// "float32", "float64"
const char* format_name(FloatFormat format);

/// The number of the format that is nearest to the value, of two the one with an even last digit;
/// nothing if it is infinite. Subnormal numbers and 0 included.
std::optional<Rational> nearest_float(const Rational& value, FloatFormat format);

} // namespace thalweg
