// SPDX-License-Identifier: GPL-3.0-or-later

#include "program/prose.hpp"

#include <algorithm>
#include <sstream>
#include <string_view>

namespace thalweg {

namespace {

constexpr std::size_t line_width = 88;

/// Columns taken by UTF-8 text: bytes that begin a character.
std::size_t width(std::string_view text) {
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) {
    return (static_cast<unsigned char>(c) & 0xC0) != 0x80;
  }));
}

} // namespace

std::string wrapped(const std::string& text) {
  std::istringstream words(text);
  std::string result;
  std::string line;
  for (std::string word; words >> word;) {
    if (!line.empty() && width(line) + 1 + width(word) > line_width) {
      result += line + "\n";
      line.clear();
    }
    line += (line.empty() ? "" : " ") + word;
  }
  return result + line + "\n";
}

std::string section(const std::string& title, const std::string& text) {
  return "\n" + title + "\n" + wrapped(text);
}

} // namespace thalweg
