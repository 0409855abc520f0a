// SPDX-License-Identifier: GPL-3.0-or-later
//
// An explanation (program/explanation.hpp) taken apart, for those who set it otherwise.

#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace thalweg {

/// A paragraph or an item of a list, as one line.
struct TextBlock {
  bool is_item = false;
  std::string text;
};

struct TitledSection {
  std::string title;
  std::vector<TextBlock> blocks;
};

/// The sections of an explanation without its first line, which is about the file. Sections are
/// separated by empty lines and begin with their titles; indented lines are items.
std::vector<TitledSection> titled_sections(const std::string& explanation);

/// The blocks one after the other as `set` sets each, runs of items between `begin` and `end`.
std::string with_lists(const std::vector<TextBlock>& blocks, std::string_view begin,
                       std::string_view end,
                       const std::function<std::string(const TextBlock&)>& set);

} // namespace thalweg
