// SPDX-License-Identifier: GPL-3.0-or-later

#include "program/batch.hpp"

#include "exact/error.hpp"
#include "exact/parallel.hpp"
#include "exact/watched_work.hpp"

#include <catch2/catch.hpp>

#include <atomic>
#include <thread>
#include <unistd.h>

using namespace thalweg;

namespace {

/// A batch whose results are the squares of the numbers of its tasks.
struct Squares {
  explicit Squares(std::size_t count) {
    batch.job = "squares";
    for (std::size_t k = 0; k < count; ++k)
      batch.tasks.push_back("task " + std::to_string(k));
    batch.result = [this](std::size_t k) {
      ++done;
      return std::to_string(k * k);
    };
    batch.take = [this](std::size_t k, const std::string& result) {
      taken.push_back(std::to_string(k) + ":" + result);
    };
  }

  std::vector<std::string> expected() const {
    std::vector<std::string> all;
    for (std::size_t k = 0; k < batch.tasks.size(); ++k)
      all.push_back(std::to_string(k) + ":" + std::to_string(k * k));
    return all;
  }

  Batch batch;
  std::atomic<std::size_t> done = 0;
  std::vector<std::string> taken;
};

std::filesystem::path new_folder() {
  std::string folder = (std::filesystem::temp_directory_path() / "thalweg-XXXXXX").string();
  REQUIRE(::mkdtemp(folder.data()) != nullptr);
  return folder;
}

} // namespace

TEST_CASE("results come in the order of the tasks, whatever the number of threads", "[program]") {
  for (const std::size_t threads : {1, 2, 5, 0}) {
    set_thread_count(threads);
    for (const std::size_t count : {0, 1, 2, 500}) {
      Squares squares(count);
      CHECK(run_batch(squares.batch));
      CHECK(squares.taken == squares.expected());
      CHECK(squares.done == count);
    }
  }
  set_thread_count(0);
}

TEST_CASE("a batch that failed goes on from what is finished", "[program]") {
  const std::filesystem::path folder = new_folder();
  for (const std::size_t threads : {1, 3}) {
    set_thread_count(threads);
    Squares squares(40);
    squares.batch.journal = folder / "journal";
    const auto square = squares.batch.result;
    squares.batch.result = [&](std::size_t k) {
      if (k == 20)
        throw ClaimError("no square");
      return square(k);
    };
    CHECK_THROWS_AS(run_batch(squares.batch), ClaimError);
    CHECK(std::filesystem::exists(squares.batch.journal));
    const std::size_t before = squares.done;
    CHECK(before >= 18);
    CHECK(before < 40);
    Squares again(40);
    again.batch.journal = squares.batch.journal;
    CHECK(run_batch(again.batch));
    CHECK(again.taken == again.expected());
    CHECK(before + again.done <= 40 + threads); // what was being done when it failed is done again
    CHECK(before + again.done >= 40);
    CHECK_FALSE(std::filesystem::exists(again.batch.journal));
  }
  set_thread_count(0);
  std::filesystem::remove_all(folder);
}

TEST_CASE("the journal stays until the end has been made", "[program]") {
  const std::filesystem::path folder = new_folder();
  for (const bool fails : {true, false}) {
    Squares squares(5);
    squares.batch.journal = folder / "journal";
    squares.batch.end = [&] {
      CHECK(squares.taken == squares.expected());
      CHECK(std::filesystem::exists(squares.batch.journal));
      if (fails)
        throw UsageError("full");
    };
    if (fails)
      CHECK_THROWS_WITH(run_batch(squares.batch), "full");
    else
      CHECK(run_batch(squares.batch));
    CHECK(std::filesystem::exists(squares.batch.journal) == fails);
    CHECK(squares.done == (fails ? 5 : 0));
  }
  std::filesystem::remove_all(folder);
}

TEST_CASE("the error of a task is thrown with its name", "[program]") {
  const auto thrown = [](const std::function<void()>& fail) {
    Squares squares(3);
    squares.batch.result = [&](std::size_t k) -> std::string {
      if (k == 1)
        fail();
      return "";
    };
    run_batch(squares.batch);
  };
  CHECK_THROWS_WITH(thrown([] { throw InputError("a"); }), "task 1: a");
  CHECK_THROWS_AS(thrown([] { throw InputError("a"); }), InputError);
  CHECK_THROWS_AS(thrown([] { throw ClaimError("a"); }), ClaimError);
  CHECK_THROWS_AS(thrown([] { throw Unsupported("a"); }), Unsupported);
  CHECK_THROWS_AS(thrown([] { throw ResourceLimit("a"); }), ResourceLimit);
  CHECK_THROWS_AS(thrown([] { throw UsageError("a"); }), UsageError);
  CHECK_THROWS_AS(thrown([] { throw InternalError("a"); }), InternalError);
  CHECK_THROWS_AS(thrown([] { throw std::bad_alloc(); }), ResourceLimit);
  CHECK_THROWS_AS(thrown([] { throw std::out_of_range("a"); }), InternalError);
}

TEST_CASE("tasks end when one fails, when a result is not taken, and when the time is up",
          "[program]") {
  const auto endless = [](std::size_t k) -> std::string {
    if (k == 0)
      return "";
    if (k == 2)
      throw ClaimError("ended");
    for (;;) {
      require_time();
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
  };
  set_thread_count(2);
  Squares squares(3);
  squares.batch.result = endless;
  CHECK_THROWS_WITH(run_batch(squares.batch), "task 2: ended");
  Squares untaken(2);
  untaken.batch.result = endless;
  untaken.batch.take = [](std::size_t, const std::string&) { throw UsageError("no place"); };
  CHECK_THROWS_WITH(run_batch(untaken.batch), "no place");
  const std::filesystem::path folder = new_folder();
  Squares late(2);
  late.batch.journal = folder / "journal";
  late.batch.result = endless;
  {
    const WatchedWork limited(Deadline::after(Seconds(0.2)));
    CHECK_THROWS_AS(run_batch(late.batch), ResourceLimit);
  }
  CHECK(late.taken.size() == 1);
  CHECK(std::filesystem::exists(late.batch.journal));
  set_thread_count(0);
  std::filesystem::remove_all(folder);
}
