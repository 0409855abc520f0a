// SPDX-License-Identifier: GPL-3.0-or-later
//
// `thalweg generate DATA.csv`: from a table to a certificate of a spurious local minimum.

#pragma once

#include "constructions/spurious_minimum.hpp"
#include "exact/error.hpp"
#include "program/command.hpp"
#include "program/loss_option.hpp"

#include <filesystem>
#include <iosfwd>

namespace thalweg {

/// The options as the user wrote them; empty texts were not given.
struct GenerateOptions {
  std::filesystem::path data;
  std::string inputs;
  std::string targets;
  std::string groups = "2";
  std::string partition;
  std::string direction;
  std::string construction; ///< default: lattice; regions for power diagrams
  std::string max_parameter;
  std::string refinement = "isolate";
  LossOptions loss;
  std::string output;
  std::string max_seconds;
  std::string threads; ///< default: all
  bool wants_trap = false;
  bool wants_json = false;
};

/// The command, whose values will be stored in `options` (which must outlive it).
Command generate_command(GenerateOptions& options);

/// Reads the table, finds the minimum, writes the certificate, prints a summary on `out`. Throws
/// the errors of exact/error.hpp; then no certificate is written.
ExitCode generate(const GenerateOptions& options, std::ostream& out, std::ostream& err);

/// What the option texts ask for, defaults filled in from the data. Throws UsageError naming the
/// option.
MinimumRequest request_from(const GenerateOptions& options, const Dataset& data);

/// The positive integer after --groups, the numbers after --direction, the positive number after
/// --max-parameter. Throw UsageError.
std::size_t group_count_from(const std::string& text);
Rational max_parameter_from(const std::string& text);
Vector direction_from(const std::string& text);

/// The targets as after --target: by name; by number where a name would be split at its comma.
std::string target_list(const Dataset& data);

/// "thalweg generate DATA [--inputs …] --target …": how every normalised command begins.
std::string command_start(const GenerateOptions& options, const Dataset& data);

/// The command that makes the same certificate again: only what affects the content, every default
/// spelled out, the data by its name without folder; `loss` is " --loss …" or the like.
std::string normalised_command(const GenerateOptions& options, const MinimumRequest& request,
                               const std::string& loss, const Dataset& data);

} // namespace thalweg
