// SPDX-License-Identifier: GPL-3.0-or-later
//
// Small texts of the command line: comma separated lists and words quoted for the shell.

#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace thalweg {

/// "a,b" → {"a", "b"}; the empty text is the empty list; empty entries are kept.
std::vector<std::string> comma_separated(std::string_view text);

/// The word as a POSIX shell reads it back; bytes that are no UTF-8 make the whole word "?".
std::string shell_word(std::string_view word);

/// "1 sample", "2 samples"
std::string counted(std::size_t count, std::string_view noun);

/// 12345 → "12,345"
std::string grouped_digits(std::size_t number);

} // namespace thalweg
