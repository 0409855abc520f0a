// SPDX-License-Identifier: GPL-3.0-or-later
//
// The command line of `thalweg`: which command is meant, and how failures become exit codes (one
// meaning each, see exact/error.hpp; 70 means that we have a bug).

#pragma once

#include <iosfwd>

namespace thalweg {

/// Runs a command inside a larger process: as `thalweg_main`, but without the limits of memory and
/// time that end the process. What is no std::exception passes through.
int run_command(int argc, const char* const* argv, std::ostream& out, std::ostream& err);

/// Runs `thalweg` with arguments as in main; results on `out`, messages on `err`. Returns the exit
/// code.
int thalweg_main(int argc, const char* const* argv, std::ostream& out, std::ostream& err) noexcept;

} // namespace thalweg
