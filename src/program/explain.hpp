// SPDX-License-Identifier: GPL-3.0-or-later
//
// `thalweg explain CERT.json`: the argument of a certificate in prose, for a reader who knows the
// paper but not the format. The verifier runs first; a certificate that it does not accept is not
// explained, so that nothing false is ever told as true.

#pragma once

#include "program/command.hpp"

#include <filesystem>
#include <iosfwd>

namespace thalweg {

struct ExplainOptions {
  std::filesystem::path certificate;
};

/// The command, whose values will be stored in `options` (which must outlive it).
Command explain_command(ExplainOptions& options);

/// Verifies, then prints the explanation on `out`. If the certificate is not accepted, prints the
/// verdict on `err` and returns its exit code. Throws UsageError if the file cannot be read.
ExitCode explain(const ExplainOptions& options, std::ostream& out, std::ostream& err);

} // namespace thalweg
