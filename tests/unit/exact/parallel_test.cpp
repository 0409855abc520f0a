// SPDX-License-Identifier: GPL-3.0-or-later

#include "exact/parallel.hpp"

#include "exact/error.hpp"
#include "exact/interrupt.hpp"
#include "exact/watched_work.hpp"

#include <catch2/catch.hpp>

#include <atomic>
#include <numeric>
#include <thread>
#include <vector>

using namespace thalweg;

TEST_CASE("every piece is done once, whatever the number of threads", "[exact]") {
  for (const std::size_t threads : {1, 2, 5, 0}) {
    set_thread_count(threads);
    for (const std::size_t count : {0, 1, 2, 1000}) {
      std::vector<int> done(count);
      in_parallel(count, [&](std::size_t k) {
        in_parallel(3, [&](std::size_t inner) {
          if (inner == 1)
            ++done[k];
        });
      });
      CHECK(done == std::vector<int>(count, 1));
    }
  }
  set_thread_count(0);
}

TEST_CASE("what a piece throws is thrown, and the others end", "[exact]") {
  std::atomic<int> begun = 0;
  const auto work = [&](std::size_t k) {
    ++begun;
    if (k == 0)
      throw ClaimError("the piece");
    for (;;) // ends only because another piece has failed
      require_time();
  };
  CHECK_THROWS_WITH(in_parallel(2, work), "the piece");
  CHECK_THROWS_AS(in_parallel(100'000, work), std::exception);
  CHECK(begun < 100'000);
}

TEST_CASE("the deadline holds in every piece", "[exact]") {
  const WatchedWork watched(Deadline::after(Seconds(0.02)));
  CHECK_THROWS_AS(in_parallel(4,
                              [](std::size_t) {
                                for (;;)
                                  require_time();
                              }),
                  ResourceLimit);
}

TEST_CASE("an interrupt of the thread that asks ends all pieces", "[exact]") {
  struct Stop {};
  std::atomic<int> asked = 0;
  const InterruptibleWork interruptible([&] {
    if (++asked > 3)
      throw Stop();
  });
  CHECK_THROWS_AS(in_parallel(4,
                              [](std::size_t) {
                                for (;;)
                                  require_time();
                              }),
                  Stop);
}
