// SPDX-License-Identifier: GPL-3.0-or-later
//
// The integer parts of 2^b e^q and 2^b log q for rational q, exactly. They are determined by q and
// b (e^q and log q are irrational except at 0 and 1), so enclosures of growing precision decide
// them. Source of the enclosures: MPFR, which rounds correctly; nothing of it shows here.

#pragma once

#include "exact/rational.hpp"

namespace thalweg {

/// ⌊2^bits e^q⌋ for q ≤ 0; InternalError for q > 0.
Integer exponential_floor(const Rational& q, std::size_t bits);

/// ⌊2^bits log q⌋ for q ≥ 1 (natural logarithm); InternalError for q < 1.
Integer logarithm_floor(const Rational& q, std::size_t bits);

} // namespace thalweg
