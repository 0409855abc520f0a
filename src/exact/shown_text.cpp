// SPDX-License-Identifier: GPL-3.0-or-later

#include "exact/shown_text.hpp"

#include <fmt/format.h>

namespace thalweg {

namespace {

constexpr std::size_t longest_excerpt = 40;

/// Moves the first character of `text`, which is not empty, to the end of `result`.
void move_character(std::string_view& text, std::string& result) {
  const std::size_t length = utf8_length(text);
  const auto byte = static_cast<unsigned char>(text.front());
  if (length == 0 || byte < 0x20 || byte == 0x7F) {
    result += fmt::format("\\x{:02x}", byte);
    text.remove_prefix(1);
  } else {
    result += text.substr(0, length);
    text.remove_prefix(length);
  }
}

} // namespace

std::size_t utf8_length(std::string_view text) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char lead = byte(0);
  if (lead < 0x80)
    return 1;
  const std::size_t length = lead < 0xC2   ? 0
                             : lead < 0xE0 ? 2
                             : lead < 0xF0 ? 3
                             : lead < 0xF5 ? 4
                                           : 0;
  if (length == 0 || text.size() < length)
    return 0;
  for (std::size_t i = 1; i < length; ++i)
    if ((byte(i) & 0xC0) != 0x80)
      return 0;
  const bool is_overlong = (lead == 0xE0 && byte(1) < 0xA0) || (lead == 0xF0 && byte(1) < 0x90);
  const bool is_surrogate = lead == 0xED && byte(1) >= 0xA0;
  const bool is_too_large = lead == 0xF4 && byte(1) >= 0x90;
  return is_overlong || is_surrogate || is_too_large ? 0 : length;
}

bool is_wide_text(std::string_view text) {
  using namespace std::string_view_literals;
  return text.starts_with("\xFF\xFE"sv) || text.starts_with("\xFE\xFF"sv) ||
         text.starts_with("\0\0\xFE\xFF"sv);
}

std::string on_one_line(std::string_view text) {
  std::string result;
  while (!text.empty())
    move_character(text, result);
  return result;
}

std::string excerpt(std::string_view text) {
  std::string result;
  while (!text.empty() && result.size() < longest_excerpt)
    move_character(text, result);
  return text.empty() ? result : result + "…";
}

} // namespace thalweg
