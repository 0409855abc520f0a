// SPDX-License-Identifier: GPL-3.0-or-later

#include "data/table_columns.hpp"

#include "exact/error.hpp"
#include "exact/shown_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

namespace thalweg {

namespace {

/// The text in quotes, fit for a message.
std::string quoted_excerpt(std::string_view text) {
  return '"' + excerpt(text) + '"';
}

/// The column that the user means: a name first, else a number counted from 1.
std::size_t target_column(const std::string& table_name, const std::string& target,
                          const std::vector<std::string>& columns) {
  const auto named = std::find(columns.begin(), columns.end(), target);
  if (named != columns.end())
    return static_cast<std::size_t>(named - columns.begin());
  const bool is_number =
      !target.empty() && target.size() <= 9 &&
      std::all_of(target.begin(), target.end(), [](char c) { return c >= '0' && c <= '9'; });
  if (is_number) {
    const std::size_t number = std::stoul(target);
    if (number >= 1 && number <= columns.size())
      return number - 1;
  }
  std::string names;
  for (std::size_t i = 0; i < columns.size() && i < 8; ++i)
    names += (i == 0 ? "" : ", ") + columns[i];
  throw UsageError(fmt::format(
      "{}: target: expected a column name ({}{}) or a number from 1 to {}, found {}", table_name,
      names, columns.size() > 8 ? ", …" : "", columns.size(), quoted_excerpt(target)));
}

} // namespace

void require_good_names(const std::string& table_place, const std::vector<std::string>& names) {
  std::map<std::string_view, std::size_t> first_column;
  for (std::size_t column = 1; column <= names.size(); ++column) {
    const std::string& name = names[column - 1];
    const std::string place = fmt::format("{}, column {}", table_place, column);
    if (name.empty())
      throw InputError(place + ": expected a column name, found nothing");
    for (std::string_view rest = name; !rest.empty(); rest.remove_prefix(utf8_length(rest)))
      if (utf8_length(rest) == 0 || static_cast<unsigned char>(rest.front()) < 0x20 ||
          rest.front() == 0x7F)
        throw InputError(place +
                         ": expected a column name in UTF-8 without control characters, found " +
                         quoted_excerpt(name));
    const auto [earlier, is_new] = first_column.emplace(name, column);
    if (!is_new)
      throw InputError(
          fmt::format("{}: expected distinct column names, found {} again (as column {})", place,
                      quoted_excerpt(name), earlier->second));
  }
}

std::vector<std::size_t> target_columns(const std::string& table_name, const std::string& place,
                                        const std::vector<std::string>& targets,
                                        const std::vector<std::string>& columns) {
  if (columns.size() < 2)
    throw InputError(
        fmt::format("{}: expected at least 2 columns (an input and a target), found {}", place,
                    columns.size()));
  if (targets.empty())
    return {columns.size() - 1};
  std::vector<std::size_t> result;
  for (const std::string& target : targets) {
    const std::size_t column = target_column(table_name, target, columns);
    if (std::find(result.begin(), result.end(), column) != result.end())
      throw UsageError(fmt::format("{}: target: expected distinct columns, found {} twice",
                                   table_name, columns[column]));
    result.push_back(column);
  }
  if (result.size() == columns.size())
    throw InputError(fmt::format(
        "{}: expected an input column beside the targets, found {} targets in {} columns",
        table_name, result.size(), columns.size()));
  return result;
}

void append_sample(Dataset& data, Vector row, const std::vector<bool>& is_target) {
  Vector input, target;
  input.reserve(data.input_dimension());
  target.reserve(data.target_dimension());
  for (const std::size_t column : data.target_columns)
    target.push_back(std::move(row[column]));
  for (std::size_t column = 0; column < row.size(); ++column)
    if (!is_target[column])
      input.push_back(std::move(row[column]));
  data.inputs.push_back(std::move(input));
  data.targets.push_back(std::move(target));
}

std::vector<bool> target_marks(const Dataset& data) {
  std::vector<bool> marks(data.columns.size(), false);
  for (const std::size_t column : data.target_columns)
    marks[column] = true;
  return marks;
}

} // namespace thalweg
