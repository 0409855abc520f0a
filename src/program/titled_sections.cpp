// SPDX-License-Identifier: GPL-3.0-or-later

#include "program/titled_sections.hpp"

#include <sstream>

namespace thalweg {

namespace {

void append_line(std::vector<TextBlock>& blocks, const std::string& line) {
  if (line.starts_with("  "))
    blocks.push_back({true, line.substr(line.find_first_not_of(' '))});
  else if (blocks.empty() || blocks.back().is_item)
    blocks.push_back({false, line});
  else
    blocks.back().text += " " + line;
}

} // namespace

std::vector<TitledSection> titled_sections(const std::string& explanation) {
  std::vector<TitledSection> sections;
  std::istringstream text(explanation);
  std::string line;
  std::getline(text, line);
  bool is_open = false;
  while (std::getline(text, line)) {
    if (line.empty()) {
      is_open = false;
    } else if (is_open) {
      append_line(sections.back().blocks, line);
    } else {
      sections.push_back({line, {}});
      is_open = true;
    }
  }
  return sections;
}

std::string with_lists(const std::vector<TextBlock>& blocks, std::string_view begin,
                       std::string_view end,
                       const std::function<std::string(const TextBlock&)>& set) {
  std::string result;
  bool is_in_list = false;
  for (const TextBlock& block : blocks) {
    if (block.is_item != is_in_list)
      result += block.is_item ? begin : end;
    is_in_list = block.is_item;
    result += set(block);
  }
  if (is_in_list)
    result += end;
  return result;
}

} // namespace thalweg
