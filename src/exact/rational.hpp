// SPDX-License-Identifier: GPL-3.0-or-later
//
// The numbers of the generator: integers and rationals of GMP, in lowest terms with a positive
// denominator. What is here: making them safely, reading and printing them.
//
// GMP's own readers accept bases, white space and zero denominators; `parse_number` checks the
// grammar first and never hands GMP a text it has not recognised.

#pragma once

#include <gmpxx.h>

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace thalweg {

using Integer = mpz_class;
using Rational = mpq_class;
using Vector = std::vector<Rational>;

/// numerator / denominator in lowest terms. Throws InternalError on a zero denominator.
Rational fraction(const Integer& numerator, const Integer& denominator);

/// The exact value of a decimal ("-5.10e-3", "7", ".5", "3."), or of a ratio of two integers
/// ("3/7", "-6/4"), surrounded by nothing. Nothing on any other text, on a zero denominator, and on
/// an exponent beyond ±4096.
std::optional<Rational> parse_number(std::string_view text);

/// Would it be a number if its exponent were not larger than 4096 in size?
bool has_too_large_exponent(std::string_view text);

/// "-3/7", "5", "0": lowest terms, no "+", no denominator 1: the form used in certificates.
std::string to_string(const Rational& value);

/// About `significant_digits` digits for a reader's eye ("0.0123", "1.5e-9"), the nearest ones, of
/// two the larger in magnitude; never read back.
std::string decimal(const Rational& value, int significant_digits = 6);

/// Σ a_i b_i. The vectors have the same length.
Rational dot(const Vector& a, const Vector& b);

/// Bits of |value|'s numerator plus bits of its denominator: a measure of size, not of magnitude.
std::size_t bit_size(const Rational& value);

} // namespace thalweg
