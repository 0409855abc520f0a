// SPDX-License-Identifier: GPL-3.0-or-later
//
// Texts inside HTML: those of strangers stay texts.

#pragma once

#include <string>
#include <string_view>

namespace thalweg {

/// For contents and attributes in double quotes.
std::string escaped(std::string_view text);

/// JSON that can stand in a script element: no "<" in it.
std::string json_in_html(std::string_view json);

/// A program that can stand in a script element, which means the same: "</script" and "<!--" occur
/// in its strings and regular expressions only.
std::string script_in_html(std::string_view script);

/// A text that can stand in a comment.
std::string comment_in_html(std::string_view text);

} // namespace thalweg
