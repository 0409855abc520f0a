// SPDX-License-Identifier: GPL-3.0-or-later
//
// From option texts to a request and back to the normalised command.

#include "program/generate.hpp"
#include "program/list_text.hpp"
#include "program/whole_number.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace thalweg {

namespace {

template <class Value> struct Choice {
  const char* word;
  Value value;
};

constexpr std::array partitions = {Choice<PartitionKind>{"intervals", PartitionKind::intervals},
                                   Choice<PartitionKind>{"slabs", PartitionKind::slabs},
                                   Choice<PartitionKind>{"tree", PartitionKind::tree}};
constexpr std::array constructions = {
    Choice<std::optional<ConstructionKind>>{"lattice", ConstructionKind::lattice},
    Choice<std::optional<ConstructionKind>>{"gated", ConstructionKind::gated},
    Choice<std::optional<ConstructionKind>>{"hinged", ConstructionKind::hinged},
    Choice<std::optional<ConstructionKind>>{"auto", std::nullopt}};
constexpr std::array refinements = {Choice<RefinementKind>{"isolate", RefinementKind::isolate},
                                    Choice<RefinementKind>{"split", RefinementKind::split}};

/// `elsewhere`: what else the option takes, and where.
template <class Value, std::size_t count>
Value chosen(const std::string& option, const std::string& word,
             const std::array<Choice<Value>, count>& choices, const char* elsewhere = "") {
  std::string words;
  for (std::size_t k = 0; k < count; ++k) {
    if (choices[k].word == word)
      return choices[k].value;
    words += k == 0 ? "" : k + 1 < count ? ", " : " or ";
    words += choices[k].word;
  }
  throw UsageError(option + ": expected " + words + elsewhere + ", found " + word);
}

template <class Value, std::size_t count>
const char* word_of(Value value, const std::array<Choice<Value>, count>& choices) {
  return std::find_if(choices.begin(), choices.end(),
                      [value](const Choice<Value>& choice) { return choice.value == value; })
      ->word;
}

} // namespace

std::size_t group_count_from(const std::string& text) {
  constexpr const char* expected = "a positive integer";
  const std::size_t count = whole_number("--groups", text, expected);
  if (count == 0)
    throw UsageError(fmt::format("--groups: expected {}, found {}", expected, text));
  return count;
}

Vector direction_from(const std::string& text) {
  Vector direction;
  for (const std::string& entry : comma_separated(text)) {
    const auto coordinate = parse_number(entry);
    if (!coordinate)
      throw UsageError("--direction: expected numbers separated by commas, found \"" + entry +
                       "\"");
    direction.push_back(*coordinate);
  }
  return direction;
}

Rational max_parameter_from(const std::string& text) {
  const auto bound = parse_number(text);
  if (!bound || *bound <= 0)
    throw UsageError("--max-parameter: expected a number > 0, found " + text);
  return *bound;
}

std::string target_list(const Dataset& data) {
  std::string list;
  for (const std::size_t column : data.target_columns) {
    const std::string& name = data.columns[column];
    list += list.empty() ? "" : ",";
    list += name.find(',') == std::string::npos ? name : std::to_string(column + 1);
  }
  return list;
}

std::string command_start(const GenerateOptions& options, const Dataset& data) {
  std::string command = "thalweg generate " + shell_word(options.data.filename().string());
  if (!options.inputs.empty())
    command += " --inputs " + shell_word(options.inputs);
  return command + " --target " + shell_word(target_list(data));
}

MinimumRequest request_from(const GenerateOptions& options, const Dataset& data) {
  MinimumRequest request;
  request.groups = group_count_from(options.groups);
  if (options.partition.empty())
    request.partition =
        data.input_dimension() == 1 ? PartitionKind::intervals : PartitionKind::tree;
  else
    request.partition = chosen("--partition", options.partition, partitions,
                               " (power or a file .json: with --construction regions)");
  if (!options.direction.empty())
    request.direction = direction_from(options.direction);
  if (!options.construction.empty())
    request.construction =
        chosen("--construction", options.construction, constructions, ", or regions");
  if (!options.max_parameter.empty())
    request.max_parameter = max_parameter_from(options.max_parameter);
  request.refinement = chosen("--refine", options.refinement, refinements);
  return request;
}

std::string normalised_command(const GenerateOptions& options, const MinimumRequest& request,
                               const std::string& loss, const Dataset& data) {
  std::string command = command_start(options, data) + " --groups " +
                        std::to_string(request.groups) + " --partition " +
                        word_of(request.partition, partitions);
  if (request.direction) {
    command += " --direction=";
    for (std::size_t k = 0; k < request.direction->size(); ++k)
      command += (k == 0 ? "" : ",") + to_string((*request.direction)[k]);
  }
  return command + " --construction " + word_of(request.construction, constructions) +
         (request.max_parameter ? " --max-parameter " + to_string(*request.max_parameter) : "") +
         " --refine " + word_of(request.refinement, refinements) + loss;
}

} // namespace thalweg
