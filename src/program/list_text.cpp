// SPDX-License-Identifier: GPL-3.0-or-later
//
// Small texts of the command line.

#include "program/list_text.hpp"

#include "certificate/writer.hpp"

namespace thalweg {

std::vector<std::string> comma_separated(std::string_view text) {
  std::vector<std::string> entries;
  if (text.empty())
    return entries;
  for (;;) {
    const std::size_t comma = text.find(',');
    entries.emplace_back(text.substr(0, comma));
    if (comma == std::string_view::npos)
      return entries;
    text.remove_prefix(comma + 1);
  }
}

std::string shell_word(std::string_view word) {
  constexpr std::string_view plain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                     "0123456789_./,=+:@%-";
  if (!is_utf8(word))
    return "'?'";
  if (!word.empty() && word.find_first_not_of(plain) == std::string_view::npos)
    return std::string(word);
  std::string quoted = "'";
  for (const char c : word)
    quoted += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return quoted + "'";
}

std::string counted(std::size_t count, std::string_view noun) {
  std::string text = grouped_digits(count) + " " + std::string(noun);
  if (count == 1)
    return text;
  return noun.ends_with("s") ? text + "es" : text + "s";
}

std::string grouped_digits(std::size_t number) {
  std::string digits = std::to_string(number);
  for (std::size_t place = digits.size(); place > 3; place -= 3)
    digits.insert(place - 3, ",");
  return digits;
}

} // namespace thalweg
