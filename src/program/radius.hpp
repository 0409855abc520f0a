// SPDX-License-Identifier: GPL-3.0-or-later
//
// `thalweg radius NETWORK DATA`: the activation patterns of the samples and how far all parameters
// may move before one can change; nothing about the risk. Exit 0, or 1 if a sample is on a wall,
// where every pattern ends.

#pragma once

#include "program/network_input.hpp"

#include <iosfwd>

namespace thalweg {

/// The options as the user wrote them; empty texts were not given.
struct RadiusOptions : NetworkOptions {
  std::string max_seconds;
  std::string threads; ///< default: all
  bool wants_json = false;
};

/// The command, whose values will be stored in `options` (which must outlive it).
Command radius_command(RadiusOptions& options);

/// Tells on `out`; progress on `err` if that is a terminal. Throws the errors of exact/error.hpp.
ExitCode radius(const RadiusOptions& options, std::ostream& out, std::ostream& err);

} // namespace thalweg
