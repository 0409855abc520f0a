// SPDX-License-Identifier: GPL-3.0-or-later

#include "partition/partition.hpp"

#include "exact/error.hpp"
#include "small_data.hpp"

#include <catch2/catch.hpp>

using namespace thalweg;
using namespace thalweg::small_data;

TEST_CASE("slabs: cells are numbered along the direction", "[partition]") {
  const Dataset data = dataset_on_line({3, -1, 0, 10}, {0, 0, 0, 0});
  const Partition slabs = Slabs{{Rational(1)}, {fraction(-1, 2), Rational(5)}};
  CHECK(cell_count(slabs) == 3);
  CHECK(sample_groups(slabs, data).group_of_sample == std::vector<std::size_t>{1, 0, 1, 2});
  // Against the direction −1 the order is reversed.
  const Partition reversed_slabs = Slabs{{Rational(-1)}, {Rational(-5), fraction(1, 2)}};
  CHECK(sample_groups(reversed_slabs, data).group_of_sample ==
        std::vector<std::size_t>{1, 2, 1, 0});
}

TEST_CASE("slabs: one slab and a threshold beyond all samples", "[partition]") {
  const Dataset data = dataset_on_line({1, 2}, {0, 0});
  CHECK(sample_groups(Slabs{{Rational(1)}, {}}, data).count == 1);
  const Grouping groups = sample_groups(Slabs{{Rational(1)}, {Rational(9)}}, data);
  CHECK(groups.count == 2);
  CHECK(groups.members()[1].empty());
}

TEST_CASE("a sample on a boundary is an internal error", "[partition]") {
  const Dataset data = dataset_on_line({1, 2}, {0, 0});
  CHECK_THROWS_AS(sample_groups(Slabs{{Rational(1)}, {Rational(2)}}, data), InternalError);
  const HyperplaneTree tree{{{{{Rational(1)}, Rational(2)}, leaf(0), leaf(1)}}};
  CHECK_THROWS_AS(sample_groups(tree, data), InternalError);
}

TEST_CASE("tree: only hyperplanes that are met count", "[partition]") {
  // Root x1 = 0; on its positive side x2 = 0. The first sample has x2 = 0 but never meets it.
  HyperplaneTree tree;
  tree.nodes.push_back({{{Rational(1), Rational(0)}, Rational(0)}, leaf(2), 1});
  tree.nodes.push_back({{{Rational(0), Rational(1)}, Rational(0)}, leaf(0), leaf(1)});
  const Dataset data = dataset_of({{-1, 0}, {1, -1}, {1, 1}}, {0, 0, 0});
  CHECK(cell_count(tree) == 3);
  CHECK(sample_groups(tree, data).group_of_sample == std::vector<std::size_t>{2, 0, 1});
  CHECK(sample_groups(HyperplaneTree{}, data).group_of_sample == std::vector<std::size_t>{0, 0, 0});
}

TEST_CASE("tree: a zero normal decides by the sign of minus the offset", "[partition]") {
  const Dataset data = dataset_on_line({1, 2}, {0, 0});
  const HyperplaneTree positive{{{{{Rational(0)}, Rational(-1)}, leaf(1), leaf(0)}}};
  CHECK(sample_groups(positive, data).group_of_sample == std::vector<std::size_t>{0, 0});
  const HyperplaneTree negative{{{{{Rational(0)}, Rational(1)}, leaf(1), leaf(0)}}};
  CHECK(sample_groups(negative, data).group_of_sample == std::vector<std::size_t>{1, 1});
}

TEST_CASE("containing groups are found from the samples", "[partition]") {
  const Grouping coarse{3, {0, 0, 2, 2}};
  const Grouping fine{4, {3, 1, 0, 0}};
  const auto container = containing_groups(fine, coarse);
  REQUIRE(container.size() == 4);
  CHECK(container[0] == 2u);
  CHECK(container[1] == 0u);
  CHECK_FALSE(container[2].has_value());
  CHECK(container[3] == 0u);
  CHECK_THROWS_AS(containing_groups(Grouping{1, {0, 0, 0, 0}}, coarse), InternalError);
}
