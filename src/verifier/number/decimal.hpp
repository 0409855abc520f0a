// SPDX-License-Identifier: Apache-2.0
//
// Numbers for a reader's eye, computed in integers: never read back, nothing depends on them.

#pragma once

#include "number/numbers.hpp"

namespace thalweg::verifier {

/// What becomes of the digits that are left out: the nearest number is taken (of two the larger in
/// magnitude), or the one towards zero.
enum class Ending { nearest, cut };

/// About `significant_digits` digits: "0.0123", "1.5e-9", "-3".
std::string decimal(const Fraction& value, std::size_t significant_digits = 6,
                    Ending ending = Ending::nearest);

/// The value with 12 digits, or as many more as tell it from the other one (but for 96 in common).
std::string decimal_apart(const Fraction& value, const Fraction& other);

/// The exact number if its text has at most 60 characters, else a decimal and the count of digits.
std::string shown(const Fraction& value);

} // namespace thalweg::verifier
