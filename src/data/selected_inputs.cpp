// SPDX-License-Identifier: GPL-3.0-or-later

#include "data/selected_inputs.hpp"

#include "exact/error.hpp"

#include <algorithm>
#include <charconv>

namespace thalweg {

namespace {

std::size_t column_of(const Dataset& data, const std::string& text, const std::string& option) {
  const auto named = std::find(data.columns.begin(), data.columns.end(), text);
  if (named != data.columns.end())
    return static_cast<std::size_t>(named - data.columns.begin());
  std::size_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size() || number == 0 ||
      number > data.columns.size())
    throw UsageError(option + ": expected column names or numbers from 1 to " +
                     std::to_string(data.columns.size()) + ", found \"" + text + "\"");
  return number - 1;
}

bool is_target(const Dataset& data, std::size_t column) {
  return std::find(data.target_columns.begin(), data.target_columns.end(), column) !=
         data.target_columns.end();
}

std::vector<bool> chosen_columns(const Dataset& data, const std::vector<std::string>& inputs) {
  std::vector<bool> is_chosen(data.columns.size(), false);
  for (const std::string& text : inputs) {
    const std::size_t column = column_of(data, text, "--inputs");
    if (is_target(data, column))
      throw UsageError("--inputs: expected columns that are no targets, found " +
                       data.columns[column]);
    if (is_chosen[column])
      throw UsageError("--inputs: expected distinct columns, found " + data.columns[column] +
                       " twice");
    is_chosen[column] = true;
  }
  return is_chosen;
}

/// The dataset with the chosen input columns and all targets.
Dataset with_columns(const Dataset& data, const std::vector<bool>& is_chosen) {
  Dataset result;
  result.targets = data.targets;
  result.inputs.resize(data.sample_count());
  std::vector<std::size_t> new_number(data.columns.size());
  std::size_t coordinate = 0;
  for (std::size_t column = 0; column < data.columns.size(); ++column) {
    const bool is_input = !is_target(data, column);
    if (is_input && is_chosen[column])
      for (std::size_t i = 0; i < data.sample_count(); ++i)
        result.inputs[i].push_back(data.inputs[i][coordinate]);
    coordinate += is_input ? 1 : 0;
    if (is_input && !is_chosen[column])
      continue;
    new_number[column] = result.columns.size();
    result.columns.push_back(data.columns[column]);
  }
  for (const std::size_t column : data.target_columns)
    result.target_columns.push_back(new_number[column]);
  return result;
}

} // namespace

Dataset with_selected_inputs(const Dataset& data, const std::vector<std::string>& inputs) {
  return inputs.empty() ? data : with_columns(data, chosen_columns(data, inputs));
}

SeparatedColumn separated_input(const Dataset& data, const std::string& column,
                                const std::string& option) {
  const std::size_t number = column_of(data, column, option);
  if (is_target(data, number))
    throw UsageError(option + ": expected a column that is no target, found " +
                     data.columns[number]);
  std::size_t coordinate = 0;
  for (std::size_t k = 0; k < number; ++k)
    coordinate += is_target(data, k) ? 0 : 1;
  std::vector<bool> is_chosen(data.columns.size(), true);
  is_chosen[number] = false;
  SeparatedColumn result{with_columns(data, is_chosen), {}};
  for (const Vector& input : data.inputs)
    result.values.push_back(input[coordinate]);
  return result;
}

} // namespace thalweg
