// SPDX-License-Identifier: GPL-3.0-or-later
//
// Deadlines and progress of work that is watched, also inside other watched work.

#include "exact/error.hpp"
#include "exact/watched_work.hpp"

#include <catch2/catch.hpp>

#include <cmath>
#include <string>

using namespace thalweg;

namespace {

constexpr std::chrono::hours an_hour(1);

} // namespace

TEST_CASE("work that nobody watches goes on", "[exact]") {
  CHECK_FALSE(time_is_up());
  CHECK_NOTHROW(require_time());
  CHECK_NOTHROW(tell_progress(0.5, "half"));
}

TEST_CASE("a share of a part of the work", "[exact]") {
  CHECK(Share::of(1, 4).value() == 0.25);
  CHECK(Share::of(4, 4).value() == 1);
  CHECK(Share::of(0, 0).value() == 0);
  CHECK(Share(0.5).between(0.25, 0.75).value() == 0.5);
  CHECK(Share(0).between(0.25, 0.75).value() == 0.25);
}

TEST_CASE("a deadline passes, or never does", "[exact]") {
  CHECK(Deadline::after(Seconds(0)).has_passed());
  CHECK_FALSE(Deadline::after(an_hour).has_passed());
  CHECK_FALSE(Deadline().has_passed());
  CHECK(std::isinf(Deadline().span().count()));
  CHECK(std::isinf(
      Deadline::after(Seconds(1e300)).span().count())); // beyond what the clock can count
  CHECK_FALSE(Deadline::after(Seconds(1e300)).has_passed());
  CHECK(Deadline::after(Seconds(1)) < Deadline::after(an_hour));
  CHECK(Deadline::after(an_hour) < Deadline());
}

TEST_CASE("work ends at its deadline and names its last step", "[exact]") {
  const WatchedWork work(Deadline::after(Seconds(0)));
  CHECK(time_is_up());
  CHECK_THROWS_AS(require_time(), ResourceLimit);
  CHECK_THROWS_WITH(tell_progress(0.5, "regions"), "--max-seconds: expected an end within 0 "
                                                   "seconds, found more to do (regions)");
  CHECK(std::string(last_step()) == "regions");
}

TEST_CASE("progress is told to the innermost listener, and never after the work", "[exact]") {
  std::string told;
  const auto listener = [&told](const char* name) {
    return [&told, name](Share, const char* step) { told += std::string(name) + step + " "; };
  };
  {
    const WatchedWork outer(Deadline(), listener("outer:"));
    tell_progress(0, "a");
    {
      const WatchedWork silent{Deadline()};
      tell_progress(0, "b");
      const WatchedWork inner(Deadline(), listener("inner:"));
      tell_progress(0, "c");
    }
    tell_progress(0, "d");
  }
  tell_progress(0, "e");
  CHECK(told == "outer:a outer:b inner:c outer:d ");
}

TEST_CASE("inner work has the earlier deadline, and the outer one its own again", "[exact]") {
  const WatchedWork outer(Deadline::after(an_hour));
  {
    const WatchedWork inner(Deadline::after(Seconds(0)));
    CHECK(time_is_up());
  }
  CHECK_FALSE(time_is_up());
  const WatchedWork short_work(Deadline::after(Seconds(0)));
  const WatchedWork longer(Deadline::after(an_hour));
  CHECK(time_is_up());
}
