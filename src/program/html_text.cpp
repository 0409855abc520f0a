// SPDX-License-Identifier: GPL-3.0-or-later

#include "program/html_text.hpp"

namespace thalweg {

namespace {

/// With `inserted` after the first character of every occurrence of `word`, in any case.
std::string broken(std::string_view text, std::string_view word, std::string_view inserted) {
  const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; };
  std::string result;
  for (std::size_t i = 0; i < text.size(); ++i) {
    result += text[i];
    std::size_t same = 0;
    while (same < word.size() && i + same < text.size() && lower(text[i + same]) == word[same])
      ++same;
    if (same == word.size())
      result += inserted;
  }
  return result;
}

} // namespace

std::string escaped(std::string_view text) {
  std::string result;
  for (const char c : text)
    switch (c) {
    case '&':
      result += "&amp;";
      break;
    case '<':
      result += "&lt;";
      break;
    case '>':
      result += "&gt;";
      break;
    case '"':
      result += "&quot;";
      break;
    default:
      result += c;
    }
  return result;
}

std::string json_in_html(std::string_view json) {
  std::string result;
  for (const char c : json)
    if (c == '<')
      result += "\\u003c";
    else
      result += c;
  return result;
}

std::string script_in_html(std::string_view script) {
  return broken(broken(script, "</script", "\\"), "<!--", "\\");
}

std::string comment_in_html(std::string_view text) {
  return broken(text, "--", " ");
}

} // namespace thalweg
