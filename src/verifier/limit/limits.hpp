// SPDX-License-Identifier: Apache-2.0
//
// Limits of one verification. A meter counts the bytes held by numbers and lists, looks at the
// clock, and bounds the size of every integer. A limit that is passed ends the verification with
// the verdict `limit`: nothing is decided then. Memory is refused before it is taken; the clock is
// looked at by `tick`, which every loop calls that may be long.

#pragma once

#include "limit/outcome.hpp"

#include <chrono>
#include <memory>
#include <vector>

namespace thalweg::verifier {

/// Counts for the verification that runs on this thread; there is at most one.
class Meter {
public:
  explicit Meter(const Limits& limits);
  ~Meter() { active_ = nullptr; }
  Meter(const Meter&) = delete;
  Meter& operator=(const Meter&) = delete;

  /// Stops if memory or time is used up. Called in every loop that may be long.
  static void tick();
  /// Stops if so many things of this size (rows · columns of them) would use up the memory.
  static void require_room(std::uint64_t count, std::size_t bytes);
  static void require_room(std::uint64_t rows, std::uint64_t columns, std::size_t bytes);
  /// The count as a size; stops if there is no such size on this machine (one of 32 bits, say).
  static std::size_t size_of(std::uint64_t count);
  /// Stops if an integer of this many bits is too large.
  static void require_bits(std::uint64_t bits);
  /// `change` bytes more (or, modulo 2^64, less) are held.
  static void hold(std::uint64_t change) noexcept {
    if (active_ != nullptr)
      active_->held_ += change;
  }

private:
  Limits limits_;
  std::uint64_t held_ = 0;
  std::chrono::steady_clock::time_point start_;
  static constinit thread_local Meter* active_;
};

template <class T> struct CountingAllocator {
  using value_type = T;
  CountingAllocator() = default;
  template <class U> CountingAllocator(const CountingAllocator<U>&) noexcept {}

  T* allocate(std::size_t count) {
    Meter::require_room(count, sizeof(T));
    T* const pointer = std::allocator<T>{}.allocate(count);
    Meter::hold(count * sizeof(T));
    return pointer;
  }
  void deallocate(T* pointer, std::size_t count) noexcept {
    Meter::hold(std::uint64_t{0} - count * sizeof(T));
    std::allocator<T>{}.deallocate(pointer, count);
  }
  bool operator==(const CountingAllocator&) const = default;
};

template <class T> using List = std::vector<T, CountingAllocator<T>>;

} // namespace thalweg::verifier
