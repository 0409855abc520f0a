// SPDX-License-Identifier: GPL-3.0-or-later

#include "exact/interrupt.hpp"

namespace thalweg {

namespace {

thread_local InterruptibleWork* interruptible_work = nullptr;

} // namespace

InterruptibleWork::InterruptibleWork(Interrupt interrupt) : interrupt_(std::move(interrupt)) {
  interruptible_work = this;
}

InterruptibleWork::~InterruptibleWork() {
  interruptible_work = nullptr;
}

void ask_interrupt() {
  if (interruptible_work != nullptr)
    interruptible_work->interrupt_();
}

} // namespace thalweg
