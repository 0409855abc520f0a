// SPDX-License-Identifier: GPL-3.0-or-later

#include "program/network_input.hpp"

#include "exact/error.hpp"
#include "network/parameter_json.hpp"
#include "onnx/any_network_file.hpp"
#include "program/list_text.hpp"

#include <fmt/format.h>

namespace thalweg {

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
