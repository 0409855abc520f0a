// SPDX-License-Identifier: GPL-3.0-or-later
//
// The numbers of ONNX files as the rationals that their bits are.

#pragma once

#include "onnx/onnx_model.hpp"

#include <cstdint>
#include <string>

namespace thalweg {

/// How the values of a tensor are written.
struct ElementType {
  OnnxElement element;
  std::size_t bytes;
  bool is_signed = false;
};

/// Wrong input: "PLACE: expected …, found …".
[[noreturn]] void fail_onnx(const std::string& place, const std::string& expected,
                            const std::string& found);

/// The value of a double; InputError if it is not finite.
Rational exact_finite(double value, const std::string& place);

/// The number in the low bits; InputError if it is not finite.
Rational number_of_bits(std::uint64_t bits, const ElementType& type, const std::string& place);

/// Value k of raw_data, which is little-endian.
std::uint64_t bits_at(const std::string& raw, std::size_t k, std::size_t bytes);

} // namespace thalweg
