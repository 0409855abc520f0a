// SPDX-License-Identifier: GPL-3.0-or-later
//
// The stop from outside is a timer whose signal handler writes the line and leaves with `_exit`;
// it does nothing but what POSIX allows in a handler. Its message is made beforehand.

#include "program/time_limit.hpp"

#include "exact/error.hpp"
#include "exact/rational.hpp"

#include <algorithm>
#include <csignal>
#include <cstring>
#include <sys/time.h>
#include <unistd.h>

namespace thalweg {

namespace {

constexpr Seconds grace{0.5};                ///< for a loop to stop by itself
constexpr Seconds longest_timer{30'000'000}; ///< almost a year

bool may_end_the_process = false;

/// What the handler writes: "thalweg: …", then the step in parentheses.
std::string stop_message;

void write_to_stderr(const char* text) {
  if (::write(STDERR_FILENO, text, std::strlen(text)) < 0)
    ::_exit(static_cast<int>(ExitCode::resource_limit));
}

extern "C" void stop_from_outside(int) {
  write_to_stderr(stop_message.c_str());
  if (const char* step = last_step(); *step != '\0') {
    write_to_stderr(" (");
    write_to_stderr(step);
    write_to_stderr(")");
  }
  write_to_stderr("\n");
  ::_exit(static_cast<int>(ExitCode::resource_limit));
}

void set_timer(Seconds span) {
  if (!may_end_the_process)
    return;
  itimerval timer{};
  const auto whole = std::chrono::floor<std::chrono::seconds>(span);
  timer.it_value.tv_sec = static_cast<time_t>(whole.count());
  timer.it_value.tv_usec = static_cast<suseconds_t>(
      std::chrono::duration_cast<std::chrono::microseconds>(span - whole).count());
  ::setitimer(ITIMER_REAL, &timer, nullptr);
}

} // namespace

Seconds seconds_from(const std::string& text) {
  if (text.empty())
    return no_time_limit;
  const std::optional<Rational> number = parse_number(text);
  if (!number || *number <= 0)
    throw UsageError("--max-seconds: expected a number > 0, found " + text);
  return std::min(Seconds(number->get_d()), longest_timer);
}

void let_time_limits_end_the_process() {
  may_end_the_process = true;
}

TimeLimit::TimeLimit(const std::string& seconds, std::ostream& err) : line_(err) {
  Progress progress; // none: that of the outer work is told
  if (line_.is_terminal())
    progress = [this](Share share, const char* step) { line_.show(share, step); };
  work_.emplace(Deadline::after(seconds_from(seconds)), std::move(progress));
  if (seconds.empty() || !may_end_the_process)
    return;
  stop_message = (::isatty(STDERR_FILENO) == 1 ? "\r\x1b[Kthalweg: " : "thalweg: ") +
                 time_is_up_message(seconds_from(seconds), nullptr);
  std::signal(SIGALRM, stop_from_outside);
  set_timer(seconds_from(seconds) + grace);
}

TimeLimit::~TimeLimit() {
  finish();
}

void TimeLimit::finish() {
  set_timer(Seconds(0));
  work_.reset();
  line_.clear();
}

} // namespace thalweg
