// SPDX-License-Identifier: GPL-3.0-or-later
//
// `thalweg population --teachers K --units N`: a spurious minimum of the population risk, with a
// certificate (safran2018).

#pragma once

#include "program/command.hpp"

#include <iosfwd>

namespace thalweg {

/// The options as the user wrote them; empty texts were not given.
struct PopulationOptions {
  std::string teachers, units, dimension, seed; ///< whole numbers, and "any"
  std::string output;
  std::string max_seconds;
  bool wants_json = false;
};

/// The command, whose values will be stored in `options` (which must outlive it).
Command population_command(PopulationOptions& options);

/// Searches, proves, writes the certificate, prints a summary. ClaimError if no minimum is found;
/// then nothing is written.
ExitCode population(const PopulationOptions& options, std::ostream& out, std::ostream& err);

} // namespace thalweg
