// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "program/command.hpp"

#include <string>
#include <vector>

namespace thalweg {

struct ProgramText {
  std::string name;
  std::string summary;
  std::string footer;
  std::string version;
};

/// The command that the arguments name, its values stored; null if they ask for help or for the
/// version, which is then on `out`. Throws UsageError for anything else.
const Command* chosen_command(const ProgramText& program, const std::vector<Command>& commands,
                              int argc, const char* const* argv, std::ostream& out);

} // namespace thalweg
