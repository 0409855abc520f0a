// SPDX-License-Identifier: GPL-3.0-or-later
//
// `thalweg escape CERT.json`: can the network of this certificate be left along a path on which the
// risk never rises, or is there a barrier? A certificate of the answer; exit 0 done, 6 undecided.

#pragma once

#include "program/command.hpp"

#include <filesystem>
#include <iosfwd>

namespace thalweg {

struct EscapeOptions {
  std::filesystem::path certificate;
  std::string output;
  std::string max_seconds;
  std::string threads; ///< default: all
  bool wants_json = false;
};

/// The command, whose values will be stored in `options` (which must outlive it).
Command escape_command(EscapeOptions& options);

/// Verifies the certificate, looks for a path or a barrier, writes the certificate of it (with what
/// was claimed of the minimum) and tells. Throws the errors of exact/error.hpp.
ExitCode escape(const EscapeOptions& options, std::ostream& out, std::ostream& err);

} // namespace thalweg
