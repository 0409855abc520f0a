// SPDX-License-Identifier: GPL-3.0-or-later

#include "exact/parallel.hpp"

#include "exact/error.hpp"
#include "exact/watched_work.hpp"

#include <tbb/global_control.h>
#include <tbb/parallel_for.h>

#include <atomic>
#include <exception>
#include <latch>
#include <mutex>
#include <system_error>
#include <thread>
#include <vector>

namespace thalweg {

namespace {

/// Lives as long as the process: a limit that is lifted at its end would start threads.
tbb::global_control* thread_limit = nullptr;

/// How many of `count` threads can be started beside this one. Their stacks are kept and used
/// again.
std::size_t startable(std::size_t count) {
  std::latch all_started(1);
  std::vector<std::jthread> threads;
  threads.reserve(count);
  try {
    while (threads.size() < count)
      threads.emplace_back([&] { all_started.wait(); });
  } catch (const std::system_error&) { // no more of them
  } catch (const std::bad_alloc&) {    // nor memory
  }
  all_started.count_down();
  return threads.size();
}

/// Under a limit of threads or memory fewer work: oneTBB ends the process where it cannot start
/// one.
void use_what_can_be_started() {
  static std::once_flag once;
  std::call_once(once, [] {
    const std::size_t wanted = thread_count();
    if (const std::size_t found = 1 + startable(wanted - 1); found < wanted)
      set_thread_count(found);
  });
}

} // namespace

void set_thread_count(std::size_t count) {
  delete thread_limit;
  thread_limit = nullptr;
  if (count > 0)
    thread_limit = new tbb::global_control(tbb::global_control::max_allowed_parallelism, count);
}

std::size_t thread_count() {
  return tbb::global_control::active_value(tbb::global_control::max_allowed_parallelism);
}

void in_parallel(std::size_t count, const std::function<void(std::size_t)>& work) {
  if (count > 1)
    use_what_can_be_started();
  if (count == 1 || thread_count() == 1) {
    for (std::size_t k = 0; k < count; ++k)
      work(k);
    return;
  }
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
    throw ResourceLimit("threads or memory: expected more, found none");
  }
}

} // namespace thalweg
