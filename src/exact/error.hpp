// SPDX-License-Identifier: GPL-3.0-or-later
//
// The three kinds of failure of the generator, never mixed: the input is wrong, a claim does not
// hold, we have a bug. Beside them: a thing we do not support and a limit that was reached.
// Messages are one line, "place: expected …, found …" and where it helps "→ next step".

#pragma once

#include <stdexcept>
#include <string>

namespace thalweg {

/// Exit codes of both programs; each means one thing, and only full acceptance is 0.
enum class ExitCode : int {
  done = 0,
  claim_does_not_hold = 1,
  malformed_input = 2,
  unsupported = 3,
  resource_limit = 4,
  usage_or_file = 5,
  undecided = 6 ///< neither proven nor refuted (`thalweg decide`)
};

/// The contents of a user's file are wrong (exit 2).
struct InputError : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// A mathematical claim that the user asked for is false or cannot be had (exit 1).
struct ClaimError : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// The input is meaningful, but outside what this version can treat (exit 3).
struct Unsupported : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// A stated limit of time, memory or size was reached (exit 4).
struct ResourceLimit : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// The command line or a file operation is at fault (exit 5).
struct UsageError : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// We have a bug: please report it (exit 70, never used for anything else).
struct InternalError : std::logic_error {
  using std::logic_error::logic_error;
};

/// Throws InternalError with `what` unless `condition` holds. Never compiled out.
inline void require(bool condition, const char* what) {
  if (!condition)
    throw InternalError(what);
}

} // namespace thalweg
