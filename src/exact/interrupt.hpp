// SPDX-License-Identifier: GPL-3.0-or-later
//
// Work that may be ended from outside, by the user of an interpreter that it runs in. Whoever
// starts it says what is asked; it is asked wherever the work looks at the clock
// (watched_work.hpp).

#pragma once

#include <functional>

namespace thalweg {

/// Throws to end the work. An exception that is no std::exception passes through everything.
using Interrupt = std::function<void()>;

/// While it lives, the work of this thread is interruptible. At most one per thread.
class InterruptibleWork {
public:
  explicit InterruptibleWork(Interrupt interrupt);
  ~InterruptibleWork();
  InterruptibleWork(const InterruptibleWork&) = delete;
  InterruptibleWork& operator=(const InterruptibleWork&) = delete;

private:
  friend void ask_interrupt();
  Interrupt interrupt_;
};

/// Asks, if the work of this thread is interruptible.
void ask_interrupt();

} // namespace thalweg
