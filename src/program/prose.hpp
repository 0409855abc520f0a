// SPDX-License-Identifier: GPL-3.0-or-later
//
// Paragraphs for `thalweg explain`.

#pragma once

#include <string>

namespace thalweg {

/// The words of the text in lines of at most 88 characters (UTF-8 counted by characters).
std::string wrapped(const std::string& text);

/// An empty line, the title, the text wrapped.
std::string section(const std::string& title, const std::string& text);

} // namespace thalweg
