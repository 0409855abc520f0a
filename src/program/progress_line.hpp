// SPDX-License-Identifier: GPL-3.0-or-later
//
// One line of progress on a terminal, for work that takes longer than two seconds. Nothing is
// written if standard error is no terminal, so logs and tests stay clean.

#pragma once

#include "exact/watched_work.hpp"

#include <chrono>
#include <iosfwd>

namespace thalweg {

class ProgressLine {
public:
  explicit ProgressLine(std::ostream& err);
  ~ProgressLine();
  ProgressLine(const ProgressLine&) = delete;
  ProgressLine& operator=(const ProgressLine&) = delete;

  /// Is anything ever shown?
  bool is_terminal() const { return is_terminal_; }
  /// Rewrites the line, at most ten times a second.
  void show(Share share, const char* step);
  /// Takes the line away.
  void clear();

private:
  std::ostream& err_;
  bool is_terminal_;
  bool is_shown_ = false;
  std::chrono::steady_clock::time_point next_;
};

} // namespace thalweg
