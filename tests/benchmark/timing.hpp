// SPDX-License-Identifier: GPL-3.0-or-later
//
// Wall clock time and medians for the benchmarks.

#pragma once

#include <algorithm>
#include <chrono>
#include <vector>

namespace thalweg::benchmark {

template <class Task> double seconds(const Task& task) {
  const auto start = std::chrono::steady_clock::now();
  task();
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

/// The upper one of the two in the middle for an even number of values.
inline double median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return values[values.size() / 2];
}

} // namespace thalweg::benchmark
