// SPDX-License-Identifier: GPL-3.0-or-later
//
// `thalweg lattice FUNCTION.json`: from a CPWL function (cells and affine pieces) to its max-min
// form and to a ReLU network, with a certificate. `thalweg lattice --from-network NETWORK.json
// --box …`: the same for the function that a small network is on a box, with its linear regions.

#pragma once

#include "exact/error.hpp"

#include <filesystem>
#include <iosfwd>

namespace CLI {
class App;
}

namespace thalweg {

/// The options as the user wrote them; empty texts were not given.
struct LatticeOptions {
  std::filesystem::path function; ///< a function file, or empty with `network`
  std::filesystem::path network;
  std::string box; ///< "low,high" per input
  std::string output;
  std::string max_seconds;
  bool wants_json = false;
};

/// Declares the command and its options, which will be stored in `options` (it must outlive `app`).
CLI::App* add_lattice(CLI::App& app, LatticeOptions& options);

/// Reads, constructs, writes the certificate, prints a summary on `out`; progress on `err`
/// if it is a terminal. Throws the errors of exact/error.hpp; then no certificate is written.
ExitCode lattice(const LatticeOptions& options, std::ostream& out, std::ostream& err);

} // namespace thalweg
