// SPDX-License-Identifier: GPL-3.0-or-later

#include "onnx/onnx_bits.hpp"

#include "exact/error.hpp"
#include "exact/finite.hpp"
#include "exact/half_precision.hpp"

#include <bit>
#include <cmath>

namespace thalweg {

void fail_onnx(const std::string& place, const std::string& expected, const std::string& found) {
  throw InputError(place + ": expected " + expected + ", found " + found);
}

Rational exact_finite(double value, const std::string& place) {
  if (!std::isfinite(value))
    fail_onnx(place, "finite numbers", "one that is not");
  return exact_value(value);
}

Rational number_of_bits(std::uint64_t bits, const ElementType& type, const std::string& place) {
  switch (type.element) {
  case OnnxElement::float16:
    return exact_finite(half_precision(static_cast<std::uint16_t>(bits)), place);
  case OnnxElement::float32:
    return exact_finite(std::bit_cast<float>(static_cast<std::uint32_t>(bits)), place);
  case OnnxElement::float64:
    return exact_finite(std::bit_cast<double>(bits), place);
  default:
    break;
  }
  if (!type.is_signed)
    return Rational(static_cast<unsigned long>(bits));
  const unsigned unused = 64 - 8 * static_cast<unsigned>(type.bytes);
  return Rational(static_cast<long>(static_cast<std::int64_t>(bits << unused) >> unused));
}

std::uint64_t bits_at(const std::string& raw, std::size_t k, std::size_t bytes) {
  std::uint64_t bits = 0;
  for (std::size_t b = bytes; b-- > 0;)
    bits = bits << 8 | static_cast<unsigned char>(raw[k * bytes + b]);
  return bits;
}

} // namespace thalweg
