// SPDX-License-Identifier: Apache-2.0

#include "limits.hpp"

#include "stop.hpp"

namespace thalweg::verifier {

thread_local Meter* Meter::active_ = nullptr;

Meter::Meter(const Limits& limits) : limits_(limits), start_(std::chrono::steady_clock::now()) {
  active_ = this;
}

Meter::~Meter() {
  active_ = nullptr;
}

void Meter::hold(std::size_t bytes) noexcept {
  if (active_ != nullptr)
    active_->held_ += bytes;
}

void Meter::release(std::size_t bytes) noexcept {
  if (active_ != nullptr)
    active_->held_ -= bytes;
}

void Meter::require_memory() {
  if (active_ != nullptr && active_->limits_.max_memory != 0 &&
      active_->held_ > active_->limits_.max_memory)
    stop(Verdict::limit, "limit.memory", "",
         "at most " + std::to_string(active_->limits_.max_memory) + " bytes", "more");
}

void Meter::tick() {
  if (active_ == nullptr)
    return;
  require_memory();
  if (active_->limits_.max_seconds == 0)
    return;
  const auto elapsed = std::chrono::duration_cast<std::chrono::seconds>(
      std::chrono::steady_clock::now() - active_->start_);
  if (static_cast<std::uint64_t>(elapsed.count()) >= active_->limits_.max_seconds)
    stop(Verdict::limit, "limit.seconds", "",
         "at most " + std::to_string(active_->limits_.max_seconds) + " seconds", "more");
}

void Meter::require_bits(std::size_t bits) {
  if (active_ != nullptr && active_->limits_.max_bits != 0 && bits > active_->limits_.max_bits)
    stop(Verdict::limit, "limit.bits", "",
         "integers of at most " + std::to_string(active_->limits_.max_bits) + " bits",
         std::to_string(bits));
}

} // namespace thalweg::verifier
