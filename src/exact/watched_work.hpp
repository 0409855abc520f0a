// SPDX-License-Identifier: GPL-3.0-or-later
//
// Work that may be long is watched: whoever starts it says until when it may go on, and who is told
// how far it is. Loops anywhere below ask and tell without either being handed down to them.

#pragma once

#include <atomic>
#include <chrono>
#include <cstddef>
#include <functional>
#include <limits>
#include <string>

namespace thalweg {

/// A time by the clock; infinite where there is no limit. No result depends on it.
using Seconds = std::chrono::duration<double>;
inline constexpr Seconds no_time_limit{std::numeric_limits<double>::infinity()};

/// How much of some work is done, in [0, 1]: for those who wait, nothing is computed from it.
class Share {
public:
  constexpr Share(double value) : value_(value) {}
  /// done/all; 0 if there is nothing to do.
  static constexpr Share of(std::size_t done, std::size_t all) {
    return all == 0 ? 0 : static_cast<double>(done) / static_cast<double>(all);
  }
  /// This share of the part [begin, end] of the whole.
  constexpr Share between(Share begin, Share end) const {
    return begin.value_ + value_ * (end.value_ - begin.value_);
  }
  constexpr double value() const { return value_; }

private:
  double value_;
};

/// Called now and then with a share of the work and a short text; empty if nobody listens.
using Progress = std::function<void(Share, const char*)>;

inline void report(const Progress& progress, Share share, const char* step) {
  if (progress)
    progress(share, step);
}

/// Until when work may go on.
class Deadline {
public:
  using Clock = std::chrono::steady_clock;

  /// Never passes.
  Deadline() = default;
  /// Passes so long from now; never, if that is beyond the clock.
  static Deadline after(Seconds span);

  bool has_passed() const { return end_ != Clock::time_point::max() && Clock::now() >= end_; }
  /// What it was made with; no limit if it never passes.
  Seconds span() const { return span_; }
  /// Which of two comes first?
  bool operator<(const Deadline& other) const { return end_ < other.end_; }

private:
  Clock::time_point end_ = Clock::time_point::max();
  Seconds span_ = no_time_limit;
};

class WatchedWork;

/// The work of this thread, to be handed to other threads that do parts of it: they have its
/// deadline, and end once the flag is set. Must outlive their parts, as the flag must.
class HandedWork {
public:
  explicit HandedWork(const std::atomic<bool>* must_end);

  /// Is the flag set, or that of the work that this is a part of?
  bool must_end() const;

private:
  friend class WatchedWork;
  Deadline deadline_;
  const char* step_;
  const std::atomic<bool>* must_end_;
  const HandedWork* outer_; ///< if this thread does a part itself
};

/// While it lives, the work of this thread is watched. Another one made meanwhile takes its place
/// until it ends, with the earlier one of the two deadlines, and with the outer progress unless it
/// has its own.
class WatchedWork {
public:
  explicit WatchedWork(const Deadline& deadline, Progress progress = {});
  /// A part of the work of another thread, or of this one.
  explicit WatchedWork(const HandedWork& handed);
  ~WatchedWork();
  WatchedWork(const WatchedWork&) = delete;
  WatchedWork& operator=(const WatchedWork&) = delete;

private:
  friend class HandedWork;
  friend void require_time();
  friend bool time_is_up();
  friend void tell_progress(Share share, const char* step);

  Deadline deadline_;
  Progress progress_;
  const char* step_ = nullptr;
  const HandedWork* handed_ = nullptr;
  WatchedWork* outer_;
};

/// Asked in every loop that may be long (it costs a look at the clock): throws ResourceLimit once
/// the deadline of the work has passed, naming the step that was told last; also where another part
/// of the same work has failed.
void require_time();

/// Has the deadline of the work passed? For searches that have something to show by then.
bool time_is_up();

/// Tells the progress of the work: its share and the step, a literal that lives for ever. Then as
/// `require_time`.
void tell_progress(Share share, const char* step);

/// The step that was told last by any thread, "" before the first: for those who end the program
/// from outside the work.
const char* last_step();

/// "--max-seconds: expected an end within 2 seconds, found more to do (step)"
std::string time_is_up_message(Seconds span, const char* step);

/// Why a search has no more to tell that goes on with what it has: "the search was ended by
/// --max-seconds (step)".
std::string search_end_message();

} // namespace thalweg
