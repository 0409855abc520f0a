// SPDX-License-Identifier: GPL-3.0-or-later
//
// A command as data: its words and where its values go. Only argument_parser.cpp knows the library
// that reads command lines, whose headers cost more to compile than a command.

#pragma once

#include "exact/error.hpp"

#include <filesystem>
#include <functional>
#include <iosfwd>
#include <string>
#include <variant>
#include <vector>

namespace thalweg {

/// Texts stay as the user wrote them; the command reads them and names the option in its errors.
using OptionValue = std::variant<std::string*, std::filesystem::path*, std::vector<std::string>*>;

/// An argument known by its place.
struct PlacedArgument {
  std::string name; ///< "DATA"
  OptionValue value;
  std::string meaning;
  bool is_required = true;
};

/// --name TYPE
struct NamedOption {
  std::string names; ///< "--groups" or "-o,--output"
  OptionValue value;
  std::string meaning;
  std::string type; ///< "K"
};

/// --name
struct Flag {
  std::string name;
  bool* value;
  std::string meaning;
};

using Option = std::variant<NamedOption, Flag>;

struct Command {
  std::string name;
  std::string summary;
  std::string footer;
  std::vector<PlacedArgument> arguments;
  std::vector<Option> options; ///< in the order of --help
  /// Results on the first stream, messages and progress on the second.
  std::function<ExitCode(std::ostream&, std::ostream&)> run;
  /// Do processes that mpirun starts share its work (batch.hpp)?
  bool is_for_ranks = false;
};

inline void append_options(Command& command, const std::vector<Option>& options) {
  command.options.insert(command.options.end(), options.begin(), options.end());
}

} // namespace thalweg
