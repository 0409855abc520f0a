// SPDX-License-Identifier: GPL-3.0-or-later

#include "partition/power.hpp"

#include "exact/error.hpp"
#include "geometry/faces.hpp"
#include "partition/choice.hpp"
#include "partition/enlarged_box.hpp"
#include "unit/partition/small_data.hpp"

#include <catch2/catch.hpp>

#include <algorithm>

using namespace thalweg;
using namespace thalweg::small_data;

namespace {

Rational risk_of(const Dataset& data, const PowerPartition& partition) {
  return group_fits(data, sample_groups(partition, data)).risk;
}

} // namespace

TEST_CASE("slabs are a power diagram with the same groups", "[partition]") {
  // thresholds 1 and 3 on x: 0 | 2 | 4, 5
  const Dataset data = dataset_on_line({0, 2, 4, 5}, {0, 0, 0, 0});
  const Slabs slabs{{Rational(1)}, {1, 3}};
  const PowerPartition partition = power_partition(slabs);
  CHECK(partition.functions == std::vector<AffineFunction>{{{0}, 0}, {{1}, -1}, {{2}, -4}});
  CHECK(sample_groups(partition, data).group_of_sample == std::vector<std::size_t>{0, 1, 2, 2});
}

TEST_CASE("the lead is the distance from the second largest, whichever comes first",
          "[partition]") {
  const PowerPartition partition{{{{0}, 0}, {{1}, 0}, {{-1}, 1}}};
  const CellLead at_two = lead_at(partition, {Rational(2)}); // 0, 2, −1
  CHECK(at_two.group == 1);
  CHECK(at_two.margin == Rational(2));
  const CellLead at_half = lead_at(partition, {Rational(1, 2)}); // 0, 1/2, 1/2
  CHECK(at_half.group == 1);
  CHECK(at_half.margin == Rational(0));
  CHECK_FALSE(lead_at({{{{0}, 0}}}, {Rational(5)}).margin.has_value());
}

TEST_CASE("a sample on a wall, wrong dimensions and no function are refused", "[partition]") {
  const Dataset data = dataset_on_line({0, 1, 2}, {0, 0, 0});
  const PowerPartition wall{{{{0}, 0}, {{1}, -1}}};
  CHECK_THROWS_WITH(sample_groups(wall, data), Catch::Contains("sample 1"));
  CHECK_THROWS_AS(sample_groups(wall, data), UsageError);
  CHECK_THROWS_AS(sample_groups(PowerPartition{}, data), UsageError);
  CHECK_THROWS_AS(sample_groups(PowerPartition{{{{0, 0}, 0}}}, data), UsageError);
  const Grouping with_gap = sample_groups(PowerPartition{{{{0}, 0}, {{1}, -9}}}, data);
  CHECK_THROWS_WITH(require_no_empty_group(with_gap, "power"), Catch::Contains("cell 1"));
}

TEST_CASE("three planes over three sectors are found", "[partition]") {
  // y = 4·max(−x−y/2, x−y/2, y) on a grid, moved off the walls: slabs cannot do it
  std::vector<Vector> inputs;
  Vector targets;
  for (long a = -4; a <= 4; ++a)
    for (long b = -4; b <= 4; ++b) {
      const Rational x = fraction(10 * a + 1, 10), y = fraction(20 * b + 3, 20);
      inputs.push_back({x, y});
      targets.push_back(4 * std::max({Rational(-x - y / 2), Rational(x - y / 2), Rational(y)}));
    }
  const Dataset data = dataset_of(inputs, targets);
  const PowerPartition partition = chosen_power_partition(data, 3);
  const Rational slab_risk =
      group_fits(data,
                 sample_groups(Partition(optimal_slabs(data, 3, chosen_direction(data, 3))), data))
          .risk;
  CHECK(risk_of(data, partition) * 5 < slab_risk);
  CHECK(chosen_power_partition(data, 3) == partition);
  for (const AffineFunction& f : partition.functions) {
    CHECK(bit_size(f.constant) <= 24);
    for (const Rational& coefficient : f.linear)
      CHECK(bit_size(coefficient) <= 24);
  }
}

TEST_CASE("chosen power partitions hold a sample in every cell and keep copies together",
          "[partition]") {
  for (unsigned seed = 1; seed <= 24; ++seed) {
    CAPTURE(seed);
    std::mt19937 random(seed);
    const std::size_t dimension = seed % 4;
    const Dataset data = random_dataset(random, 1 + random() % 30, dimension,
                                        1 + static_cast<long>(random() % 4), 1 + seed % 2);
    const std::size_t distinct = distinct_input_count(data);
    for (std::size_t groups = 1; groups <= std::min<std::size_t>(distinct, 5); ++groups) {
      CAPTURE(groups);
      const PowerPartition partition = chosen_power_partition(data, groups);
      const Grouping grouping = sample_groups(partition, data);
      REQUIRE(partition.functions.size() == groups);
      CHECK_FALSE(has_empty_group(grouping));
      CHECK(keeps_copies_together(data, grouping));
      if (groups > 1)
        CHECK(group_fits(data, grouping).risk <=
              small_data::risk_of(
                  data, Partition(optimal_slabs(data, groups, chosen_direction(data, groups)))));
    }
    CHECK_THROWS_AS(chosen_power_partition(data, distinct + 1), UsageError);
    CHECK_THROWS_AS(chosen_power_partition(data, 0), UsageError);
  }
}

TEST_CASE("far, tiny and long columns do not disturb the choice", "[partition]") {
  const Rational third(1, 3);
  std::vector<Vector> inputs;
  Vector targets;
  for (long k = 0; k < 12; ++k) {
    inputs.push_back({Rational(1000000007) + third * k, fraction(k * k % 7, 1000003)});
    targets.push_back(k < 5 ? k : 2 * k);
  }
  const Dataset data = dataset_of(inputs, targets);
  const Grouping groups = sample_groups(chosen_power_partition(data, 2), data);
  CHECK_FALSE(has_empty_group(groups));
  CHECK(group_fits(data, groups).risk == 0);
}

TEST_CASE("the enlarged box holds the samples inside and its vertices off the walls",
          "[partition]") {
  // width 2: the ends lie in [−7/4, −3/2] and [3/2, 7/4]; shortest −3/2 and 3/2
  const Dataset line = dataset_on_line({-1, 0, 1}, {0, 0, 0});
  CHECK(enlarged_box(line) == box({Rational(-3, 2)}, {Rational(3, 2)}));
  // a constant column is enlarged by between 1/4 and 3/8
  const Dataset column = dataset_of({{0, 5}, {4, 5}}, {0, 0});
  for (const Halfspace& halfspace : enlarged_box(column).halfspaces)
    for (const Vector& x : column.inputs)
      CHECK(halfspace.contains_in_interior(x));
  // the diagonal wall x = y meets two corners of a square
  const Dataset square = dataset_of({{0, 1}, {1, 0}}, {0, 0});
  const PowerPartition diagonal{{{{1, 0}, 0}, {{0, 1}, 0}}};
  for (const Vector& vertex : vertices(enlarged_box(square, diagonal)))
    CHECK(*lead_at(diagonal, vertex).margin > 0);
  const PowerPartition repeated{{{{1, 0}, 0}, {{1, 0}, 0}}};
  CHECK_THROWS_AS(enlarged_box(square, repeated), UsageError);
  CHECK_THROWS_AS(enlarged_box(Dataset{{"x", "y"}, {1}, {}, {}}), UsageError);
}
