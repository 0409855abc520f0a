// SPDX-License-Identifier: GPL-3.0-or-later
//
// JSON as a value in which numbers keep their text, so that 0.1 is one tenth. Strict: RFC 8259,
// no key twice in an object, at most 64 levels, nothing behind the value. Each value knows its
// place (a JSON pointer) for messages "file place: expected …, found …".

#pragma once

#include "exact/rational.hpp"

#include <cstdint>

namespace thalweg {

enum class ExactJsonKind { null, boolean, number, text, array, object };

class ExactJson {
public:
  ExactJsonKind kind = ExactJsonKind::null;
  std::string place;             ///< "net.json /layers/0"
  std::string text;              ///< of a number, string or boolean
  std::vector<std::string> keys; ///< of an object
  std::vector<ExactJson> items;  ///< of an array or object

  /// Throws InputError at this place.
  [[noreturn]] void fail(const std::string& expected, const std::string& found) const;
  /// What is here, in few words, for `fail`.
  std::string in_words() const;

  /// Nothing if the key is absent or this is no object.
  const ExactJson* find(std::string_view key) const;

  // Each of these throws InputError if the value is not as asked.
  const std::vector<ExactJson>& array() const;
  const std::string& string() const;
  /// An object whose keys are all of `required` and perhaps some of `optional`.
  void require_keys(const std::vector<std::string>& required,
                    const std::vector<std::string>& optional = {}) const;
  const ExactJson& at(std::string_view key) const;
  /// A JSON number or a string that `parse_number` reads: exactly.
  Rational rational() const;
  std::size_t index() const;
};

/// The value of a whole text. InputError with line and column if it is no JSON.
ExactJson exact_json(std::string_view text, const std::string& text_name);

} // namespace thalweg
