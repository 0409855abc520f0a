// SPDX-License-Identifier: GPL-3.0-or-later
//
// The parts of a Vega-Lite specification that all pictures share. One view each, which fits itself
// to the width that there is. Fields have names of ours; names of strangers occur as texts only.

#pragma once

#include "exact/affine_function.hpp"
#include "exact/rational.hpp"
#include "pictures/pictures.hpp"

#include <nlohmann/json.hpp>

#include <string_view>

namespace thalweg {

using PictureJson = nlohmann::ordered_json;

/// The decimal of nine digits, as a number of JSON; numbers too small or too large for a double
/// become ±1e-300 or ±1e300.
PictureJson shown_number(const Rational& value);

/// A floating number with six significant digits.
PictureJson shown_number(double value);

/// The exact number if it is short, else its decimal of nine digits.
std::string number_on_hover(const Rational& value);
/// "3 x1 − 1/2 x2 + 5", of such numbers.
std::string formula_on_hover(const AffineFunction& function);

/// {"field": …, "type": …, "title": …}; types: quantitative, ordinal, nominal.
PictureJson channel(std::string_view field, std::string_view type, std::string_view title);

/// A channel of numbers whose axis need not begin at 0.
PictureJson free_channel(std::string_view field, std::string_view title);

} // namespace thalweg
