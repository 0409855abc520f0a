// SPDX-License-Identifier: GPL-3.0-or-later
//
// `thalweg reproduce`: the instances of the theorems of liu2021, he2020 and yun2019 as
// certificates. Exit 0: every verdict is the expected one; 1: some verdict is another; 6: something
// is undecided that was expected to be decided, or cannot be stated yet.

#pragma once

#include "program/command.hpp"

#include <iosfwd>
#include <string>
#include <vector>

namespace thalweg {

/// The options as the user wrote them; empty texts were not given.
struct ReproduceOptions {
  std::vector<std::string> names;
  std::string paper;
  bool wants_all = false;
  bool wants_list = false;
  std::string folder; ///< default: the current one
  std::string seed, samples, dimension, outputs, depth, activation, groups, loss;
  std::string threads; ///< default: all
};

/// The command, whose values will be stored in `options` (which must outlive it).
Command reproduce_command(ReproduceOptions& options);

/// Builds the chosen instances as a batch, writes FOLDER/PAPER/NAME[-CASE].json, tells on `out`;
/// progress on `err` if that is a terminal. Throws the errors of exact/error.hpp; certificates
/// written before stay, and whole papers go on from them.
ExitCode reproduce(const ReproduceOptions& options, std::ostream& out, std::ostream& err);

} // namespace thalweg
