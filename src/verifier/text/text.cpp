// SPDX-License-Identifier: Apache-2.0

#include "text/text.hpp"

namespace thalweg::verifier {

namespace {

std::string unicode_escape(char32_t code) {
  std::string escape = code > 0xFFFF ? "\\u{" : "\\u";
  for (int shift = code > 0xFFFF ? 20 : 12; shift >= 0; shift -= 4)
    escape += "0123456789abcdef"[(code >> shift) & 15];
  return code > 0xFFFF ? escape + "}" : escape;
}

} // namespace

void append_utf8(std::string& text, char32_t code) {
  const auto append = [&](char32_t byte) { text += static_cast<char>(byte); };
  if (code < 0x80) {
    append(code);
  } else if (code < 0x800) {
    append(0xC0 | (code >> 6));
    append(0x80 | (code & 0x3F));
  } else if (code < 0x10000) {
    append(0xE0 | (code >> 12));
    append(0x80 | ((code >> 6) & 0x3F));
    append(0x80 | (code & 0x3F));
  } else {
    append(0xF0 | (code >> 18));
    append(0x80 | ((code >> 12) & 0x3F));
    append(0x80 | ((code >> 6) & 0x3F));
    append(0x80 | (code & 0x3F));
  }
}

std::string json_literal(std::string_view text) {
  constexpr std::string_view letters = "\"\\bfnrt";
  constexpr std::string_view meanings = "\"\\\b\f\n\r\t";
  std::string literal = "\"";
  for (const char c : text) {
    if (const std::size_t which = meanings.find(c); which != meanings.npos)
      (literal += '\\') += letters[which];
    else if (static_cast<unsigned char>(c) < 0x20)
      literal += unicode_escape(static_cast<char32_t>(c));
    else
      literal += c;
  }
  return literal + "\"";
}

std::string printable(std::string_view text) {
  std::string result = "\"";
  for (std::size_t at = 0; at < text.size();) {
    char32_t code = 0;
    const std::size_t length = utf8_character(text, at, code);
    if (length == 0) {
      code = static_cast<unsigned char>(text[at]);
      result += "\\x";
      result += "0123456789abcdef"[code >> 4];
      result += "0123456789abcdef"[code & 15];
      ++at;
      continue;
    }
    const bool disturbs = code < 0x20 || (code >= 0x7F && code < 0xA0) || code == 0xAD ||
                          code == 0x61C || code == 0x180E || (code >= 0x200B && code <= 0x200F) ||
                          (code >= 0x2028 && code <= 0x202E) ||
                          (code >= 0x2060 && code <= 0x206F) || code == 0xFEFF || code >= 0xE0000;
    if (disturbs)
      result += unicode_escape(code);
    else if (code == '"' || code == '\\')
      (result += '\\') += static_cast<char>(code);
    else
      result += text.substr(at, length);
    at += length;
  }
  return result + "\"";
}

std::string pointer_step(std::string_view key) {
  std::string step = "/";
  for (const char c : key)
    if (c == '~')
      step += "~0";
    else if (c == '/')
      step += "~1";
    else
      step += c;
  return step;
}

std::string excerpt(std::string_view text) {
  constexpr std::size_t longest = 40;
  if (text.size() <= longest)
    return printable(text);
  std::size_t end = longest;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80)
    --end;
  return printable(text.substr(0, end)) + "…";
}

std::size_t utf8_character(std::string_view text, std::size_t offset, char32_t& code) {
  const auto byte = [&](std::size_t i) {
    return offset + i < text.size() ? static_cast<unsigned char>(text[offset + i]) : 0U;
  };
  const unsigned first = byte(0);
  std::size_t length = 0;
  char32_t smallest = 0;
  if (first < 0x80)
    length = 1, code = first;
  else if (first >= 0xC2 && first < 0xE0)
    length = 2, code = first & 0x1F, smallest = 0x80;
  else if (first >= 0xE0 && first < 0xF0)
    length = 3, code = first & 0x0F, smallest = 0x800;
  else if (first >= 0xF0 && first < 0xF5)
    length = 4, code = first & 0x07, smallest = 0x10000;
  else
    return 0;
  for (std::size_t i = 1; i < length; ++i) {
    if ((byte(i) & 0xC0) != 0x80)
      return 0;
    code = code << 6 | (byte(i) & 0x3F);
  }
  const bool is_surrogate = code >= 0xD800 && code <= 0xDFFF;
  return code < smallest || code > 0x10FFFF || is_surrogate ? 0 : length;
}

} // namespace thalweg::verifier
