// SPDX-License-Identifier: Apache-2.0
//
// Texts of strangers: UTF-8, JSON literals, and how to show them without letting them disturb a
// terminal or forge a line of output.

#pragma once

#include <string>
#include <string_view>

namespace thalweg::verifier {

/// The length of the UTF-8 character at `offset` (0 if there is none); its value goes to `code`.
std::size_t utf8_character(std::string_view text, std::size_t offset, char32_t& code);

/// Appends one character.
void append_utf8(std::string& text, char32_t code);

/// The JSON string literal of RFC 8785 (canonical JSON) for a UTF-8 text, with its quotes.
std::string json_literal(std::string_view text);

/// For a reader's eye: quoted, one line, control and invisible characters escaped.
std::string printable(std::string_view text);

/// `printable`, cut after 40 bytes.
std::string excerpt(std::string_view text);

/// One step of a JSON pointer (RFC 6901): "/" and the key with "~" and "/" escaped.
std::string pointer_step(std::string_view key);

} // namespace thalweg::verifier
