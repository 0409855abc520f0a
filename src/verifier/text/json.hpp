// SPDX-License-Identifier: Apache-2.0
//
// A strict reader of JSON (specification, section 2): UTF-8 without byte order mark, objects
// without repeated keys, numbers only as integers 0 … 2^53 − 1 in digits, nesting of at most 16,
// nothing but white space after the value. Every value remembers where it begins. Whatever is not
// of this form stops the verification with a `json.…` code.

#pragma once

#include "limit/limits.hpp"

#include <deque>
#include <string>
#include <string_view>

namespace thalweg::verifier {

enum class JsonKind { null, boolean, integer, string, array, object };

struct JsonKey {
  std::string_view text;
  std::size_t offset;
};

/// One value. Texts point into the source or into the document that owns the decoded ones.
struct Json {
  JsonKind kind = JsonKind::null;
  std::size_t offset = 0;    ///< where it begins in the source
  std::uint64_t integer = 0; ///< value of an integer; 0 or 1 of a boolean
  std::string_view text;     ///< decoded string
  List<Json> items;          ///< of an array or, beside `keys`, of an object
  List<JsonKey> keys;
};

/// A text, its value and the decoded strings; must outlive every view into them.
struct JsonDocument {
  const char* source_name; ///< "certificate" or "statement", for messages
  std::string_view source;
  Json root;
  std::deque<std::string> decoded;
};

/// Reads a whole text.
void read_json(JsonDocument& document);

/// The value of a key of an object; nothing if there is none.
const Json* member_of(const Json& object, std::string_view key);

/// "an object", the excerpt of a string, …: for messages.
std::string in_words(const Json& value);

} // namespace thalweg::verifier
