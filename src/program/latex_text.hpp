// SPDX-License-Identifier: GPL-3.0-or-later
//
// Sentences of theorems and explanations as LaTeX.

#pragma once

#include <string>
#include <string_view>

namespace thalweg {

/// The text for the inside of a paragraph, plain ASCII, for LaTeX with amsthm and nothing else.
/// Fractions of at most `longest_shown_fraction` characters are set as such, of longer ones before
/// "(0.25)" or "(≈ 0.25)" the decimals are left, and digits without end may be broken. One-letter
/// names with an index are formulas. Texts of strangers stay texts; characters beyond those of our
/// sentences become "?".
std::string latex_text(std::string_view text);

inline constexpr std::size_t longest_shown_fraction = 16;

/// The number as LaTeX, in text: a fraction, an integer or a decimal with exponent.
std::string latex_number(std::string_view number);

} // namespace thalweg
