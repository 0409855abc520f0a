// SPDX-License-Identifier: GPL-3.0-or-later
//
// One line of progress on a terminal.

#include "program/progress_line.hpp"

#include <fmt/format.h>

#include <iostream>
#include <unistd.h>

namespace thalweg {

using namespace std::chrono_literals;

ProgressLine::ProgressLine(std::ostream& err)
    : err_(err), is_terminal_(&err == &std::cerr && ::isatty(STDERR_FILENO) == 1),
      next_(std::chrono::steady_clock::now() + 2s) {}

ProgressLine::~ProgressLine() {
  clear();
}

void ProgressLine::show(Share share, const char* step) {
  const auto now = std::chrono::steady_clock::now();
  if (!is_terminal_ || now < next_)
    return;
  next_ = now + 100ms;
  is_shown_ = true;
  err_ << fmt::format("\r\x1b[K{:3.0f} %  {}", 100 * share.value(), step) << std::flush;
}

void ProgressLine::clear() {
  if (is_shown_)
    err_ << "\r\x1b[K" << std::flush;
  is_shown_ = false;
}

} // namespace thalweg
