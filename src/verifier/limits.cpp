// SPDX-License-Identifier: Apache-2.0

#include "limits.hpp"

#include "stop.hpp"

namespace thalweg::verifier {

namespace {

void require_within(std::uint64_t used, std::uint64_t limit, const char* code,
                    const std::string& unit) {
  if (limit != 0 && used > limit)
    stop(Verdict::limit, code, "", "at most " + std::to_string(limit) + unit, "more");
}

} // namespace

thread_local Meter* Meter::active_ = nullptr;

Meter::Meter(const Limits& limits) : limits_(limits), start_(std::chrono::steady_clock::now()) {
  active_ = this;
}

void Meter::tick() {
  if (active_ == nullptr)
    return;
  require_within(active_->held_, active_->limits_.max_memory, "limit.memory", " bytes");
  if (active_->limits_.max_seconds == 0)
    return;
  const auto used = std::chrono::steady_clock::now() - active_->start_;
  const auto milliseconds = std::chrono::duration_cast<std::chrono::milliseconds>(used).count();
  require_within(static_cast<std::uint64_t>(milliseconds), 1000 * active_->limits_.max_seconds,
                 "limit.seconds", " milliseconds");
}

void Meter::require_room(std::size_t count, std::size_t bytes) {
  if (active_ != nullptr)
    require_within(count, active_->limits_.max_memory / bytes, "limit.memory",
                   " things of " + std::to_string(bytes) + " bytes");
}

void Meter::require_bits(std::size_t bits) {
  if (active_ != nullptr)
    require_within(bits, active_->limits_.max_bits, "limit.bits", " bits in an integer");
}

} // namespace thalweg::verifier
