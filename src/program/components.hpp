// SPDX-License-Identifier: GPL-3.0-or-later
//
// `thalweg components NETWORK DATA`: all local minima in the cell of this network, and how many
// path components they make, with a certificate.

#pragma once

#include "program/network_input.hpp"

#include <iosfwd>

namespace thalweg {

struct ComponentsOptions : NetworkOptions {
  std::string output;
  std::string max_seconds;
  std::string threads; ///< default: all
  bool wants_json = false;
};

/// The command, whose values will be stored in `options` (which must outlive it).
Command components_command(ComponentsOptions& options);

/// Decides, writes the certificate and tells. Throws the errors of exact/error.hpp.
ExitCode components(const ComponentsOptions& options, std::ostream& out, std::ostream& err);

} // namespace thalweg
