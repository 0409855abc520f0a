// SPDX-License-Identifier: GPL-3.0-or-later
//
// Whole numbers as values of options.

#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace thalweg {

/// The value of a text of digits. Anything else, an empty text or a number of 2^64 or more is a
/// UsageError that names the option and what it expects.
std::uint64_t whole_number(std::string_view option, std::string_view text,
                           std::string_view expected = "a whole number");

/// The number after --threads, which is positive; 0, for one per processor, if the text is empty.
/// UsageError.
std::size_t thread_count_from(std::string_view text);

} // namespace thalweg
