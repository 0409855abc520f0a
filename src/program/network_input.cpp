// SPDX-License-Identifier: GPL-3.0-or-later

#include "program/network_input.hpp"

#include "data/selected_inputs.hpp"
#include "data/table_file.hpp"
#include "exact/error.hpp"
#include "network/parameter_json.hpp"
#include "onnx/any_network_file.hpp"
#include "program/list_text.hpp"

#include <fmt/format.h>

namespace thalweg {

Command network_command(const char* name, const char* summary, const char* footer,
                        NetworkOptions& options) {
  return {name,
          summary,
          footer,
          {{"NETWORK", &options.network, "Network with its parameters (certificates/NETWORKS.md)"},
           {"DATA", &options.data, "Table of numbers, one sample per line, or NPY or NPZ"}},
          column_options(options),
          {}};
}

std::vector<Option> column_options(NetworkOptions& options) {
  return {NamedOption{"--inputs", &options.inputs, "Input columns (default: all but the targets)",
                      "COL[,COL...]"},
          NamedOption{"--target", &options.targets,
                      "Target columns, by name or number from 1 (default: the last)",
                      "COL[,COL...]"}};
}

Option output_option(std::string& output) {
  return NamedOption{"-o,--output", &output, "Where to write the certificate", "CERT.json"};
}

Option max_seconds_option(std::string& seconds) {
  return NamedOption{"--max-seconds", &seconds, "Stop after this time (default: no limit)", "S"};
}

Option json_option(bool& wants_json) {
  return Flag{"--json", &wants_json, "Print the answer as JSON"};
}

Option threads_option(std::string& threads) {
  return NamedOption{"--threads", &threads, "Work on so many threads (default: one per processor)",
                     "N"};
}

Dataset table_of(const NetworkOptions& options) {
  return with_selected_inputs(dataset_from_file(options.data, comma_separated(options.targets)),
                              comma_separated(options.inputs));
}

std::string command_words(const char* name, const NetworkOptions& options) {
  return fmt::format("thalweg {} {} {}{}", name, shell_word(options.network.filename().string()),
                     shell_word(options.data.filename().string()),
                     options.inputs.empty() ? "" : " --inputs " + shell_word(options.inputs));
}

Network network_with_inputs(const std::filesystem::path& path, const Dataset& data) {
  try {
    return network_from_file(path, data.input_dimension());
  } catch (const InputCountError& error) {
    throw InputError(fmt::format("{} → the table has {}: choose them with --target and --inputs",
                                 error.what(), counted(data.input_dimension(), "input column")));
  }
}

Network network_for(const std::filesystem::path& path, const Dataset& data) {
  Network network = network_with_inputs(path, data);
  if (network.output_dimension() != data.target_dimension())
    throw InputError(fmt::format("{}: expected {} (targets of the data), found {} → choose the "
                                 "targets with --target",
                                 path.string(), counted(data.target_dimension(), "output"),
                                 network.output_dimension()));
  return network;
}

Network network_for(const std::filesystem::path& path, const Dataset& data,
                    CrossEntropyLoss& loss) {
  if (loss.kind == CrossEntropyKind::logistic)
    return network_for(path, data);
  Network network = network_with_inputs(path, data);
  if (network.output_dimension() < loss.classes)
    throw InputError(fmt::format("{}: expected {} (classes of the data), found {}", path.string(),
                                 counted(loss.classes, "output"), network.output_dimension()));
  loss.classes = network.output_dimension();
  return network;
}

void require_architecture_of(const Network& network, const std::filesystem::path& network_path,
                             const Network& better, const std::filesystem::path& better_path) {
  if (!has_same_architecture(network, better))
    throw InputError(fmt::format("{}: expected the architecture {} and activations of {}, found "
                                 "others ({})",
                                 better_path.string(), architecture(network), network_path.string(),
                                 architecture(better)));
}

void require_not_an_input(const std::filesystem::path& output,
                          const std::vector<std::filesystem::path>& inputs) {
  std::error_code ignored;
  for (const std::filesystem::path& input : inputs)
    if (!input.empty() && std::filesystem::equivalent(output, input, ignored))
      throw UsageError("-o: expected a file that is not read, found " + output.string());
}

} // namespace thalweg
