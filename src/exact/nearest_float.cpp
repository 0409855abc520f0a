// SPDX-License-Identifier: GPL-3.0-or-later

#include "exact/nearest_float.hpp"

#include "exact/power_of_two.hpp"

#include <algorithm>

namespace thalweg {

namespace {

/// Numbers m · 2^e with |m| < 2^digits and smallest ≤ e, below 2^above in magnitude.
struct FormatSize {
  long digits, smallest, above;
};

FormatSize size_of(FloatFormat format) {
  return format == FloatFormat::float32 ? FormatSize{24, -149, 128} : FormatSize{53, -1074, 1024};
}

} // namespace

const char* format_name(FloatFormat format) {
  return format == FloatFormat::float32 ? "float32" : "float64";
}

std::optional<Rational> nearest_float(const Rational& value, FloatFormat format) {
  if (value == 0)
    return value;
  const FormatSize size = size_of(format);
  const Rational magnitude = abs(value);
  const long exponent = std::max(floor_log2(magnitude) - size.digits + 1, size.smallest);
  const Rational scaled = times_power_of_two(magnitude, -exponent);
  Integer rounded = scaled.get_num() / scaled.get_den();
  const Rational rest = scaled - Rational(rounded);
  const Rational half(1, 2);
  if (rest > half || (rest == half && mpz_odd_p(rounded.get_mpz_t()) != 0))
    ++rounded;
  const Rational result = times_power_of_two(Rational(rounded), exponent);
  if (result >= times_power_of_two(Rational(1), size.above))
    return std::nullopt;
  return value < 0 ? Rational(-result) : result;
}

} // namespace thalweg
