// SPDX-License-Identifier: GPL-3.0-or-later
//
// `thalweg export NETWORK [DATA]`: the network as an ONNX file, the largest change that rounding
// its parameters makes, and what a certificate of it says of the rounded network. `thalweg export
// CERTIFICATE --latex`: the theorem for a paper.

#pragma once

#include "program/network_input.hpp"

#include <iosfwd>

namespace thalweg {

/// The options as the user wrote them; empty texts were not given.
struct ExportOptions : NetworkOptions {
  std::string output;
  bool wants_double = false;
  bool wants_better = false;
  bool wants_latex = false;
  bool wants_json = false;
};

/// The command, whose values will be stored in `options` (which must outlive it).
Command export_command(ExportOptions& options);

/// Writes the file, tells on `out`. Throws the errors of exact/error.hpp.
ExitCode export_network(const ExportOptions& options, std::ostream& out);

} // namespace thalweg
