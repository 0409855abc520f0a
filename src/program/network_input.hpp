// SPDX-License-Identifier: GPL-3.0-or-later
//
// What the commands about a network and a table have in common: the options that they declare
// alike, and what they ask of their files.

#pragma once

#include "data/dataset.hpp"
#include "network/network.hpp"
#include "program/command.hpp"
#include "risk/cross_entropy.hpp"

#include <filesystem>

namespace thalweg {

/// A network and a table as the user wrote them; empty texts were not given.
struct NetworkOptions {
  std::filesystem::path network;
  std::filesystem::path data;
  std::string inputs;
  std::string targets;
};

/// A command with NETWORK, DATA, --inputs and --target, and nothing to run yet. Their values will
/// be stored in `options` (which must outlive it).
Command network_command(const char* name, const char* summary, const char* footer,
                        NetworkOptions& options);
std::vector<Option> column_options(NetworkOptions& options);
Option output_option(std::string& output);
Option max_seconds_option(std::string& seconds);
Option json_option(bool& wants_json);
Option threads_option(std::string& threads);

/// The table with the columns chosen.
Dataset table_of(const NetworkOptions& options);

/// "thalweg NAME NETWORK DATA --inputs …", quoted for the shell and without folders.
std::string command_words(const char* name, const NetworkOptions& options);

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
