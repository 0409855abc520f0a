// SPDX-License-Identifier: GPL-3.0-or-later

#include "exact/watched_work.hpp"

#include "exact/error.hpp"
#include "exact/interrupt.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>

namespace thalweg {

namespace {

thread_local WatchedWork* current_work = nullptr;
std::atomic<const char*> told_step = "";

} // namespace

Deadline Deadline::after(Seconds span) {
  Deadline result;
  const Clock::time_point now = Clock::now();
  if (span < Clock::time_point::max() - now - std::chrono::hours(1)) {
    result.end_ = now + std::chrono::duration_cast<Clock::duration>(span);
    result.span_ = span;
  }
  return result;
}

WatchedWork::WatchedWork(const Deadline& deadline, Progress progress)
    : deadline_(deadline), progress_(std::move(progress)), outer_(current_work) {
  if (outer_ != nullptr) {
    deadline_ = std::min(deadline_, outer_->deadline_);
    step_ = outer_->step_;
    if (!progress_)
      progress_ = outer_->progress_;
  }
  current_work = this;
}

HandedWork::HandedWork(const std::atomic<bool>* must_end)
    : step_(current_work == nullptr ? nullptr : current_work->step_), must_end_(must_end),
      outer_(current_work == nullptr ? nullptr : current_work->handed_) {
  if (current_work != nullptr)
    deadline_ = current_work->deadline_;
}

bool HandedWork::must_end() const {
  return *must_end_ || (outer_ != nullptr && outer_->must_end());
}

WatchedWork::WatchedWork(const HandedWork& handed)
    : deadline_(handed.deadline_), step_(handed.step_), handed_(&handed), outer_(current_work) {
  current_work = this;
}

WatchedWork::~WatchedWork() {
  current_work = outer_;
}

void require_time() {
  if (current_work != nullptr && current_work->handed_ != nullptr &&
      current_work->handed_->must_end())
    throw ResourceLimit("another part of the work has failed"); // whose exception is told
  if (time_is_up())
    throw ResourceLimit(time_is_up_message(current_work->deadline_.span(), current_work->step_));
}

bool time_is_up() {
  ask_interrupt();
  return current_work != nullptr && current_work->deadline_.has_passed();
}

void tell_progress(Share share, const char* step) {
  told_step = step;
  if (current_work != nullptr) {
    current_work->step_ = step;
    if (current_work->progress_)
      current_work->progress_(share, step);
  }
  require_time();
}

const char* last_step() {
  return told_step;
}

std::string time_is_up_message(Seconds span, const char* step) {
  std::string message = fmt::format(
      "--max-seconds: expected an end within {:g} seconds, found more to do", span.count());
  if (step != nullptr && *step != '\0')
    message += fmt::format(" ({})", step);
  return message;
}

std::string search_end_message() {
  return fmt::format("the search was ended by --max-seconds ({})", last_step());
}

} // namespace thalweg
