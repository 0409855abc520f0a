// SPDX-License-Identifier: GPL-3.0-or-later

#include "partition/guess/widest_direction.hpp"

#include "unit/partition/small_data.hpp"

#include <catch2/catch.hpp>

using namespace thalweg;
using namespace thalweg::small_data;

TEST_CASE("widest direction: two pairs by hand", "[partition]") {
  // Groups {(0,0), (1,1)} and {(2,−1), (3,0)}: both lie along (1,1), so the widest separation is
  // along (1,−1), with gap 3 of a spread of 3; the first axis has gap 1 of 3.
  const Dataset data = dataset_of({{0, 0}, {1, 1}, {2, -1}, {3, 0}}, {0, 0, 0, 0});
  const ScaledPoints points = scaled_points(data);
  REQUIRE(points.column_exponents == std::vector<long>{-1, -1});
  const std::vector<PointSet> groups = {{0, 1}, {2, 3}};
  CHECK(relative_gap(points, groups, {1, 0}) == Approx(1.0 / 3));
  CHECK(widest_direction(points, groups, {1, 0}) == InputDirection{1, -1});
  CHECK(relative_gap(points, groups, {1, -1}) == Approx(1.0));
  CHECK(relative_gap(points, groups, {-1, 1}) < 0);
}

TEST_CASE("widest direction: a direction that cannot be improved is kept", "[partition]") {
  const Dataset data = dataset_of({{0, 0}, {0, 1}, {2, 0}, {2, 1}}, {0, 0, 0, 0});
  const ScaledPoints points = scaled_points(data);
  CHECK(widest_direction(points, {{0, 1}, {2, 3}}, {1, 0}) == InputDirection{1, 0});
  const Dataset line = dataset_on_line({0, 1, 5}, {0, 0, 0});
  CHECK(widest_direction(scaled_points(line), {{0, 1}, {2}}, {1}) == InputDirection{1});
}

TEST_CASE("widest direction: never narrower, always in the same order", "[partition]") {
  const unsigned seed = 16;
  std::mt19937 random(seed);
  int turned = 0;
  for (int trial = 0; trial < 80; ++trial) {
    const std::size_t dimension = 1 + trial % 4;
    const Dataset data = random_dataset(random, 6 + random() % 40, dimension, 3 + trial % 30);
    const ScaledPoints points = scaled_points(data);
    const LocalPoints local = local_points(points, all_points(points));
    InputDirection direction(dimension, 0);
    direction[random() % dimension] = 1;
    const Line line = guessed_line(local, direction);
    const std::vector<std::size_t> cuts = candidate_cuts(line, 1, 1 + trial % 3);
    if (cuts.empty())
      continue;
    INFO("seed " << seed << " trial " << trial);
    const std::vector<PointSet> groups = groups_between(local, line, cuts);
    const double before = relative_gap(points, groups, direction);
    const InputDirection widest = widest_direction(points, groups, direction);
    CHECK(relative_gap(points, groups, widest) >= before);
    turned += widest != direction ? 1 : 0;
    // Exactly: every group lies strictly below the next.
    const Vector normal = normal_of(points, widest);
    for (std::size_t k = 1; k < groups.size(); ++k)
      for (std::size_t below : groups[k - 1])
        for (std::size_t above : groups[k])
          CHECK(dot(normal, input_of(data, points, below)) <
                dot(normal, input_of(data, points, above)));
  }
  CHECK(turned > 10);
}
