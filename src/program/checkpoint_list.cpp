// SPDX-License-Identifier: GPL-3.0-or-later

#include "program/checkpoint_list.hpp"

#include "exact/input_file.hpp"
#include "network/exact_json.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace thalweg {

namespace {

constexpr const char* list_extension = ".jsonl";

bool is_network_name(const std::filesystem::path& path) {
  const std::filesystem::path extension = path.extension();
  return extension == ".json" || extension == ".npz" || extension == ".onnx";
}

ListedCheckpoint checkpoint_at(const std::filesystem::path& network, JudgeOptions options) {
  options.network = network;
  return {network.stem().string(), std::move(options)};
}

std::vector<ListedCheckpoint> checkpoints_of_folder(const JudgeOptions& options) {
  std::vector<std::filesystem::path> paths;
  std::error_code error;
  for (std::filesystem::directory_iterator entry(options.network, error), end;
       !error && entry != end; entry.increment(error))
    if (is_network_name(entry->path()))
      paths.push_back(entry->path());
  if (error)
    throw UsageError(options.network.string() +
                     ": expected a folder that can be read, found: " + error.message());
  std::sort(paths.begin(), paths.end());
  std::vector<ListedCheckpoint> checkpoints;
  for (const std::filesystem::path& path : paths)
    checkpoints.push_back(checkpoint_at(path, options));
  return checkpoints;
}

/// A line of a list.
ListedCheckpoint checkpoint_of_line(const ExactJson& line, const JudgeOptions& options) {
  JudgeOptions own = options;
  const std::vector<std::pair<const char*, std::string*>> texts = {
      {"inputs", &own.inputs},
      {"target", &own.targets},
      {"loss", &own.loss.loss},
      {"output_weights", &own.loss.output_weights},
      {"sample_weights", &own.loss.sample_weights},
      {"weight_decay", &own.weight_decay}};
  std::vector<std::string> keys = {"data", "decay_weights_only"};
  for (const auto& [key, value] : texts) {
    keys.emplace_back(key);
    if (const ExactJson* text = line.find(key))
      *value = text->string();
  }
  line.require_keys({"network"}, keys);
  const std::filesystem::path folder = options.network.parent_path();
  if (const ExactJson* data = line.find("data"))
    own.data = folder / data->string();
  if (const ExactJson* only = line.find("decay_weights_only")) {
    if (only->kind != ExactJsonKind::boolean)
      only->fail("true or false", only->in_words());
    own.decays_weights_only = only->text == "true";
  }
  return checkpoint_at(folder / line.at("network").string(), std::move(own));
}

std::vector<ListedCheckpoint> checkpoints_of_list(const JudgeOptions& options) {
  const std::string text = text_of_file(options.network);
  std::vector<ListedCheckpoint> checkpoints;
  std::size_t number = 0;
  for (std::size_t start = 0; start < text.size();) {
    const std::size_t end = std::min(text.find('\n', start), text.size());
    const std::string line = text.substr(start, end - start);
    start = end + 1;
    ++number;
    if (line.find_first_not_of(" \t\r") != std::string::npos)
      checkpoints.push_back(checkpoint_of_line(
          exact_json(line, fmt::format("{} line {}", options.network.string(), number)), options));
  }
  return checkpoints;
}

} // namespace

bool names_many_checkpoints(const std::filesystem::path& network) {
  std::error_code ignored;
  return network.extension() == list_extension || std::filesystem::is_directory(network, ignored);
}

std::vector<ListedCheckpoint> listed_checkpoints(const JudgeOptions& options) {
  std::vector<ListedCheckpoint> checkpoints = options.network.extension() == list_extension
                                                  ? checkpoints_of_list(options)
                                                  : checkpoints_of_folder(options);
  if (checkpoints.empty())
    throw UsageError(options.network.string() +
                     ": expected networks (*.json, *.npz, *.onnx, or lines of a list), found none");
  std::set<std::string> names;
  for (const ListedCheckpoint& checkpoint : checkpoints) {
    if (!names.insert(checkpoint.name).second)
      throw UsageError(options.network.string() +
                       ": expected networks of different names, found two called " +
                       checkpoint.name);
    if (checkpoint.options.data.empty())
      throw UsageError(checkpoint.name +
                       ": DATA is required, or \"data\" in the list → thalweg judge --help");
  }
  return checkpoints;
}

} // namespace thalweg
