// SPDX-License-Identifier: GPL-3.0-or-later
//
// Groups and their members.

#include "data/dataset.hpp"
#include "exact/error.hpp"

#include <catch2/catch.hpp>

using namespace thalweg;

TEST_CASE("members of groups increase, empty groups stay", "[data]") {
  const Grouping grouping{3, {2, 0, 2, 0}};
  CHECK(grouping.members() == std::vector<SampleSet>{{1, 3}, {}, {0, 2}});
  CHECK(Grouping{}.members().empty());
  CHECK(Grouping{2, {}}.members() == std::vector<SampleSet>(2));
}

TEST_CASE("a group number beyond the count is our bug", "[data]") {
  const Grouping grouping{2, {0, 2}};
  CHECK_THROWS_AS(grouping.members(), InternalError);
}
