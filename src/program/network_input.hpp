// SPDX-License-Identifier: GPL-3.0-or-later
//
// What the commands about a network and a table ask of their files.

#pragma once

#include "data/dataset.hpp"
#include "network/network.hpp"
#include "risk/cross_entropy.hpp"

#include <filesystem>

namespace thalweg {

/// The network of a file, with the inputs of the data (InputError with a hint otherwise).
Network network_with_inputs(const std::filesystem::path& path, const Dataset& data);

/// The network of a file, with the inputs and outputs of the data (InputError otherwise).
Network network_for(const std::filesystem::path& path, const Dataset& data);

/// The same for logistic and softmax loss. A softmax network with more outputs than the data have
/// classes makes `loss` one of more classes: those that do not occur.
Network network_for(const std::filesystem::path& path, const Dataset& data, CrossEntropyLoss& loss);

/// InputError unless `better`, from the file, has the architecture of the network.
void require_architecture_of(const Network& network, const std::filesystem::path& network_path,
                             const Network& better, const std::filesystem::path& better_path);

/// UsageError if the certificate would overwrite a file that is read; empty paths are none.
void require_not_an_input(const std::filesystem::path& output,
                          const std::vector<std::filesystem::path>& inputs);

} // namespace thalweg
