// SPDX-License-Identifier: GPL-3.0-or-later
//
// `--max-seconds N` of the commands that may take long, and their line of progress. Loops stop
// themselves (exact/watched_work.hpp); where none looks at the clock, the program is ended from
// outside shortly after, if it may be. Either way: one line on standard error, exit code 4, no
// certificate.

#pragma once

#include "exact/watched_work.hpp"
#include "program/progress_line.hpp"

#include <iosfwd>
#include <optional>
#include <string>

namespace thalweg {

/// The seconds after --max-seconds, a number > 0 such as 60 or 0.5; no limit for the empty
/// text.
/// Throws UsageError.
Seconds seconds_from(const std::string& text);

/// From now on limits end the process from outside where no loop looks at the clock. Only for a
/// process that does nothing else.
void let_time_limits_end_the_process();

/// While it lives, the command may go on for so many seconds and tells how far it is on `err`, if
/// that is a terminal. There is at most one.
class TimeLimit {
public:
  /// The text after --max-seconds, empty for no limit.
  TimeLimit(const std::string& seconds, std::ostream& err);
  ~TimeLimit();
  /// From now on time does not count: the command is about to write its results.
  void finish();
  TimeLimit(const TimeLimit&) = delete;
  TimeLimit& operator=(const TimeLimit&) = delete;

private:
  ProgressLine line_;
  std::optional<WatchedWork> work_;
};

} // namespace thalweg
