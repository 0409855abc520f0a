// SPDX-License-Identifier: GPL-3.0-or-later

#include "exact/parallel.hpp"

#include "exact/watched_work.hpp"

#include <tbb/global_control.h>
#include <tbb/parallel_for.h>

#include <atomic>
#include <exception>
#include <memory>

namespace thalweg {

namespace {

std::unique_ptr<tbb::global_control> thread_limit;

} // namespace

void set_thread_count(std::size_t count) {
  thread_limit.reset();
  if (count > 0)
    thread_limit =
        std::make_unique<tbb::global_control>(tbb::global_control::max_allowed_parallelism, count);
}

std::size_t thread_count() {
  return tbb::global_control::active_value(tbb::global_control::max_allowed_parallelism);
}

void in_parallel(std::size_t count, const std::function<void(std::size_t)>& work) {
  if (count == 1)
    return work(0);
  std::atomic<bool> has_failed = false;
  std::exception_ptr first; // TBB may keep that of a piece that ended because this one had failed
  const HandedWork handed(&has_failed);
  try {
    tbb::parallel_for(std::size_t{0}, count, [&](std::size_t k) {
      const WatchedWork watched(handed);
      try {
        work(k);
      } catch (...) {
        if (!has_failed.exchange(true))
          first = std::current_exception();
        throw;
      }
    });
  } catch (...) { // all pieces have ended
    if (first)
      std::rethrow_exception(first);
    throw;
  }
}

} // namespace thalweg
