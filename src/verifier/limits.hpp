// SPDX-License-Identifier: Apache-2.0
//
// Limits of one verification. A meter counts the bytes held by numbers and lists, looks at the
// clock, and bounds the size of every integer. A limit that is reached ends the verification with
// the verdict `limit`: nothing is decided then.
//
// Lists stop at once. Numbers only count, because the library they come from may not be interrupted
// inside an operation; the next list or the next `tick` stops.

#pragma once

#include "verify.hpp"

#include <chrono>
#include <new>
#include <vector>

namespace thalweg::verifier {

/// Counts for the verification that runs on this thread; there is at most one.
class Meter {
public:
  explicit Meter(const Limits& limits);
  ~Meter();
  Meter(const Meter&) = delete;
  Meter& operator=(const Meter&) = delete;

  /// Throws Stop if a limit has been passed.
  static void tick();
  /// Throws Stop if an integer of this many bits is too large.
  static void require_bits(std::size_t bits);
  static void hold(std::size_t bytes) noexcept;
  static void release(std::size_t bytes) noexcept;
  static void require_memory();

private:
  Limits limits_;
  std::uint64_t held_ = 0;
  std::chrono::steady_clock::time_point start_;
  static thread_local Meter* active_;
};

/// Counts what it hands out; stops the verification at the limit if `stops`.
template <class T, bool stops> struct CountingAllocator {
  using value_type = T;
  template <class U> struct rebind { using other = CountingAllocator<U, stops>; };

  CountingAllocator() = default;
  template <class U> CountingAllocator(const CountingAllocator<U, stops>&) noexcept {}

  T* allocate(std::size_t count) {
    Meter::hold(count * sizeof(T));
    if constexpr (stops) {
      try {
        Meter::require_memory();
      } catch (...) {
        Meter::release(count * sizeof(T));
        throw;
      }
    }
    return std::allocator<T>{}.allocate(count);
  }
  void deallocate(T* pointer, std::size_t count) noexcept {
    Meter::release(count * sizeof(T));
    std::allocator<T>{}.deallocate(pointer, count);
  }
  bool operator==(const CountingAllocator&) const = default;
};

template <class T> using List = std::vector<T, CountingAllocator<T, true>>;

} // namespace thalweg::verifier
