// SPDX-License-Identifier: GPL-3.0-or-later
//
// `thalweg plot CERT.json -o FILE`: one picture of a certificate, or a page with all of them. The
// verifier runs first, as for `thalweg explain`.

#pragma once

#include "program/command.hpp"

#include <filesystem>
#include <iosfwd>

namespace thalweg {

struct PlotOptions {
  std::filesystem::path certificate;
  std::filesystem::path output; ///< .json, .html, .svg or .png
  std::string picture;          ///< its name; empty: the only one, or all (.html)
  std::string plane;            ///< two directions of the landscape, A,B; empty: the usual ones
  std::string slice;            ///< two inputs of more that vary, A,B; empty: no such pictures
  bool wants_list = false;
};

/// The command, whose values will be stored in `options` (which must outlive it).
Command plot_command(PlotOptions& options);

/// Verifies, then draws. If the certificate is not accepted, prints the verdict on `err` and
/// returns its exit code. Unsupported if there is no picture or nothing that draws it; UsageError
/// for a wrong name or file.
ExitCode plot(const PlotOptions& options, std::ostream& out, std::ostream& err);

} // namespace thalweg
