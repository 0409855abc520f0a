// SPDX-License-Identifier: GPL-3.0-or-later

#include "program/whole_number.hpp"

#include "exact/error.hpp"

#include <fmt/format.h>

#include <charconv>

namespace thalweg {

std::uint64_t whole_number(std::string_view option, std::string_view text,
                           std::string_view expected) {
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size())
    throw UsageError(fmt::format("{}: expected {}, found {}", option, expected, text));
  return value;
}

std::size_t thread_count_from(std::string_view text) {
  if (text.empty())
    return 0;
  constexpr const char* expected = "a positive integer";
  const std::size_t count = whole_number("--threads", text, expected);
  if (count == 0)
    throw UsageError(fmt::format("--threads: expected {}, found {}", expected, text));
  return count;
}

} // namespace thalweg
