// SPDX-License-Identifier: GPL-3.0-or-later
//
// `thalweg snap NETWORK DATA`: from the parameters of a trained network downhill to a certified
// local minimum; exit 0 certified, 6 none was found.

#pragma once

#include "program/trained_input.hpp"

#include <iosfwd>

namespace thalweg {

struct SnapOptions : TrainedOptions {
  std::string steps = "1000";
};

/// The command, whose values will be stored in `options` (which must outlive it).
Command snap_command(SnapOptions& options);

/// Walks, writes the certificate if a minimum is found, tells on `out`. Throws the errors of
/// exact/error.hpp.
ExitCode snap(const SnapOptions& options, std::ostream& out, std::ostream& err);

} // namespace thalweg
