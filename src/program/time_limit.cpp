// SPDX-License-Identifier: GPL-3.0-or-later
//
// The stop from outside is a timer whose signal handler writes the line and leaves with `_exit`;
// it does nothing but what POSIX allows in a handler. Its message is made beforehand.

#include "program/time_limit.hpp"

#include "exact/error.hpp"
#include "exact/rational.hpp"

#include <algorithm>
#include <cmath>
#include <csignal>
#include <cstring>
#include <sys/time.h>
#include <unistd.h>

namespace thalweg {

namespace {

constexpr double grace = 0.5;                // seconds for a loop to stop by itself
constexpr double longest_timer = 30'000'000; // seconds, almost a year

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

void set_timer(double seconds) {
  if (!may_end_the_process)
    return;
  itimerval timer{};
  timer.it_value.tv_sec = static_cast<time_t>(seconds);
  timer.it_value.tv_usec = static_cast<suseconds_t>(1e6 * (seconds - std::floor(seconds)));
  ::setitimer(ITIMER_REAL, &timer, nullptr);
}

} // namespace

double seconds_from(const std::string& text) {
  if (text.empty())
    return std::numeric_limits<double>::infinity();
  const std::optional<Rational> number = parse_number(text);
  if (!number || *number <= 0)
    throw UsageError("--max-seconds: expected a number > 0, found " + text);
  return std::clamp(number->get_d(), 1e-6, longest_timer);
}

void let_time_limits_end_the_process() {
  may_end_the_process = true;
}

TimeLimit::TimeLimit(const std::string& seconds, std::ostream& err) : line_(err) {
  Progress progress; // none: that of the outer work is told
  if (line_.is_terminal())
    progress = [this](double fraction, const char* step) { line_.show(fraction, step); };
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
  set_timer(0);
  work_.reset();
  line_.clear();
}

} // namespace thalweg
