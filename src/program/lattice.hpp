// SPDX-License-Identifier: GPL-3.0-or-later
//
// `thalweg lattice FUNCTION.json`: from a CPWL function (cells and affine pieces) to its max-min
// form and to a ReLU network, with a certificate. `thalweg lattice --from-network NETWORK
// --box …`: the same for the function that a small network is on a box, with its linear regions; or
// the max-min form of a network of minima and maxima of any size, read off from its weights.

#pragma once

#include "program/command.hpp"

#include <filesystem>
#include <iosfwd>

namespace thalweg {

/// The options as the user wrote them; empty texts were not given.
struct LatticeOptions {
  std::filesystem::path function; ///< a function file, or empty with `network`
  std::filesystem::path network;
  std::string box; ///< "low,high" per input
  std::string output;
  std::string max_seconds;
  bool wants_regions = false; ///< also where the form can be read off
  bool wants_json = false;
};

/// The command, whose values will be stored in `options` (which must outlive it).
Command lattice_command(LatticeOptions& options);

/// Reads, constructs, writes the certificate, prints a summary on `out`; progress on `err`
/// if it is a terminal. Throws the errors of exact/error.hpp; then no certificate is written.
ExitCode lattice(const LatticeOptions& options, std::ostream& out, std::ostream& err);

} // namespace thalweg
