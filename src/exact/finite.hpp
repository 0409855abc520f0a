// SPDX-License-Identifier: GPL-3.0-or-later
//
// The only way from floating point to exact numbers. GMP ends the process when it is handed an
// infinity or a NaN; here both are an error that a search catches to go on without the guess.

#pragma once

#include "exact/error.hpp"
#include "exact/rational.hpp"

namespace thalweg {

/// Floating point has left its range: a guess is lost, and with it the search unless it has others.
struct NotFinite : Unsupported {
  NotFinite();
};

/// The value of a double. Throws NotFinite if it has none.
Rational exact_value(double value);

/// The nearest m·2^e with |m| ≤ 2^bits. Throws NotFinite if there is none.
Rational short_value(double value, int bits);

/// Throws NotFinite unless all are finite: sorting and comparing rely on it.
void require_finite(const std::vector<double>& values);

/// The nearest integer of an exponent of two. Throws NotFinite beyond ±10^6, far beyond what a
/// double can be scaled by.
long exact_exponent(double value);

} // namespace thalweg
