// SPDX-License-Identifier: Apache-2.0
//
// Words, numbers and JSON members shared by the texts of theorems.

#pragma once

#include "number/decimal.hpp"
#include "text/text.hpp"

namespace thalweg::verifier {

/// "3/7 (≈ 0.428571)", or the decimals alone if the exact number is long.
inline std::string number(const Fraction& value) {
  const std::string exact = shown(value);
  const bool is_ratio = exact.find('/') != exact.npos; // only exact texts have a "/"
  return is_ratio ? exact + " (≈ " + decimal(value) + ")" : exact;
}

/// "1 cell", "2 cells"
inline std::string counted(std::size_t count, const std::string& one, const std::string& many) {
  return std::to_string(count) + " " + (count == 1 ? one : many);
}

/// "0, 3–7": every index, runs shortened.
inline std::string ranges(const List<std::size_t>& indices) {
  std::string result;
  for (std::size_t a = 0; a < indices.size();) {
    std::size_t b = a;
    while (b + 1 < indices.size() && indices[b + 1] == indices[b] + 1)
      ++b;
    result += (result.empty() ? "" : ", ") + std::to_string(indices[a]);
    if (b > a)
      result += "–" + std::to_string(indices[b]);
    a = b + 1;
  }
  return result;
}

/// "3, 5": the entries in order.
inline std::string listed(const List<std::size_t>& entries) {
  std::string result;
  for (const std::size_t entry : entries)
    result += (result.empty() ? "" : ", ") + std::to_string(entry);
  return result;
}

/// The key of a JSON member, with its colon.
inline std::string key(std::string_view name) {
  return json_literal(name) + ":";
}

/// The exact number as a JSON string.
inline std::string exact(const Fraction& value) {
  return json_literal(text(value));
}

/// A JSON array of counts or indices.
inline std::string indices_as_json(const List<std::size_t>& indices) {
  std::string result;
  for (const std::size_t i : indices)
    result += (result.empty() ? "" : ",") + std::to_string(i);
  return "[" + result + "]";
}

} // namespace thalweg::verifier
