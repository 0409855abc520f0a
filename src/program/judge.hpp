// SPDX-License-Identifier: GPL-3.0-or-later
//
// `thalweg judge NETWORK DATA`: is there a local minimum where this training ended, how
// far away, and is a better network known? Exit 0 with a certificate, 6 if nothing can be
// certified. Many networks at once: judge_batch.hpp.

#pragma once

#include "exact/error.hpp"
#include "program/leaving.hpp"
#include "program/trained_input.hpp"
#include "trained/judgement.hpp"

#include <iosfwd>

namespace thalweg {

struct JudgeOptions : TrainedOptions {
  std::string threads; ///< default: all
};

struct JudgedNetwork {
  TrainedInput input;
  Judgement judgement;
  std::optional<Leaving> leaving; ///< where it was looked for
  std::string certificate;        ///< its text; empty if nothing is certified
};

/// Reads the files, judges, and writes nothing. Throws the errors of exact/error.hpp.
JudgedNetwork judged_network(const JudgeOptions& options);

/// Done if there is a verdict, else undecided.
ExitCode exit_code_of(const JudgedNetwork& judged);

/// The command, whose values will be stored in `options` (which must outlive it).
Command judge_command(JudgeOptions& options);

/// Judges, writes the certificate unless nothing is certified, tells on `out`; progress on `err` if
/// that is a terminal. Throws the errors of exact/error.hpp.
ExitCode judge(const JudgeOptions& options, std::ostream& out, std::ostream& err);

} // namespace thalweg
