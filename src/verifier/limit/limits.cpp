// SPDX-License-Identifier: Apache-2.0

#include "limit/limits.hpp"

#include "limit/stop.hpp"

#include <limits>

namespace thalweg::verifier {

namespace {

void require_within(std::uint64_t used, std::uint64_t limit, const char* code, const char* unit) {
  if (limit != 0 && used > limit)
    stop(Verdict::limit, code, "", "at most " + std::to_string(limit) + unit, "more");
}

constexpr std::uint64_t largest_count = std::numeric_limits<std::uint64_t>::max();

/// The sum and the product, or the largest number if that is less.
std::uint64_t saturated_sum(std::uint64_t a, std::uint64_t b) {
  return b > largest_count - a ? largest_count : a + b;
}
std::uint64_t saturated_product(std::uint64_t a, std::uint64_t b) {
  return a != 0 && b > largest_count / a ? largest_count : a * b;
}

} // namespace

constinit thread_local Meter* Meter::active_ = nullptr;

Meter::Meter(const Limits& limits) : limits_(limits), start_(std::chrono::steady_clock::now()) {
  active_ = this;
}

void Meter::tick() {
  if (active_ == nullptr)
    return;
  require_within(active_->held_, active_->limits_.max_memory, "limit.memory", " bytes");
  if (active_->limits_.is_interrupted && active_->limits_.is_interrupted())
    stop(Verdict::limit, "limit.interrupted", "", "to go on to the end", "an interruption");
  if (active_->limits_.max_seconds == 0)
    return;
  const auto used = std::chrono::steady_clock::now() - active_->start_;
  const auto milliseconds = std::chrono::duration_cast<std::chrono::milliseconds>(used).count();
  require_within(static_cast<std::uint64_t>(milliseconds), 1000 * active_->limits_.max_seconds,
                 "limit.seconds", " milliseconds");
}

void Meter::require_room(std::uint64_t count, std::size_t bytes) {
  if (active_ != nullptr)
    require_within(saturated_sum(active_->held_, saturated_product(count, bytes)),
                   active_->limits_.max_memory, "limit.memory", " bytes");
}

void Meter::require_room(std::uint64_t rows, std::uint64_t columns, std::size_t bytes) {
  require_room(saturated_product(rows, columns), bytes);
}

std::size_t Meter::size_of(std::uint64_t count) {
  require_within(count, std::numeric_limits<std::size_t>::max(), "limit.memory", " things");
  return static_cast<std::size_t>(count);
}

void Meter::require_bits(std::uint64_t bits) {
  if (active_ != nullptr)
    require_within(bits, active_->limits_.max_bits, "limit.bits", " bits in an integer");
}

} // namespace thalweg::verifier
