// SPDX-License-Identifier: GPL-3.0-or-later
//
// `thalweg manual`: manual pages and completions for shells, made from the same data as --help.

#pragma once

#include "program/argument_parser.hpp"

namespace thalweg {

struct ManualOptions {
  std::string what;
};

/// The command, whose value will be stored in `options`. It tells of `program` and all `commands`,
/// which must outlive it.
Command manual_command(ManualOptions& options, const ProgramText& program,
                       const std::vector<Command>& commands);

/// thalweg(1), as roff.
std::string manual_page(const ProgramText& program, const std::vector<Command>& commands);

/// For bash: commands, and behind a command its options; files everywhere else.
std::string bash_completion(const std::vector<Command>& commands);

/// The same for zsh, with the meanings.
std::string zsh_completion(const std::vector<Command>& commands);

} // namespace thalweg
