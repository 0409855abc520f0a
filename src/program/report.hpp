// SPDX-License-Identifier: GPL-3.0-or-later
//
// `thalweg report CERT.json`: one HTML page about a certificate, for people who would rather look
// than run programs. The verifier runs first, as for `thalweg explain`.

#pragma once

#include "program/command.hpp"

#include <filesystem>
#include <iosfwd>

namespace thalweg {

struct ReportOptions {
  std::filesystem::path certificate;
  std::filesystem::path output; ///< empty: CERT.html in the current folder
};

/// The command, whose values will be stored in `options` (which must outlive it).
Command report_command(ReportOptions& options);

/// Verifies, then writes the page and prints its name on `out`. If the certificate is not accepted,
/// prints the verdict on `err` and returns its exit code; nothing is written. Throws UsageError if
/// a file cannot be read or written.
ExitCode report(const ReportOptions& options, std::ostream& out, std::ostream& err);

} // namespace thalweg
