// SPDX-License-Identifier: GPL-3.0-or-later
//
// `thalweg snap NETWORK DATA`: from the parameters of a trained network with one hidden
// layer downhill to the exact minimum of a cell, certified; exit 0 certified, 6 none was found.

#pragma once

#include "program/command.hpp"

#include <filesystem>
#include <iosfwd>

namespace thalweg {

/// The options as the user wrote them; empty texts were not given.
struct SnapOptions {
  std::filesystem::path network;
  std::filesystem::path data;
  std::string inputs;
  std::string targets;
  std::string output;
  std::string steps = "1000";
  std::string max_seconds;
  std::string loss = "squared"; ///< no other is supported: the walk solves least squares
  bool wants_json = false;
};

/// The command, whose values will be stored in `options` (which must outlive it).
Command snap_command(SnapOptions& options);

/// Walks, writes the certificate if a minimum is found, tells on `out`. Throws the errors of
/// exact/error.hpp.
ExitCode snap(const SnapOptions& options, std::ostream& out, std::ostream& err);

} // namespace thalweg
