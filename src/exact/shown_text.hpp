// SPDX-License-Identifier: GPL-3.0-or-later
//
// Pieces of a user's file in messages: on one line, short, and without bytes that would confuse a
// terminal.

#pragma once

#include <string>
#include <string_view>

namespace thalweg {

/// The length of the UTF-8 sequence at the start of a non-empty text; 0 if there is none.
std::size_t utf8_length(std::string_view text);

/// Does the text begin with the byte order mark of UTF-16 or UTF-32?
bool is_wide_text(std::string_view text);

/// The text on one line; control characters and what is no UTF-8 become \x0a and the like.
std::string on_one_line(std::string_view text);

/// The same for the first 40 bytes or so, then "…".
std::string excerpt(std::string_view text);

} // namespace thalweg
