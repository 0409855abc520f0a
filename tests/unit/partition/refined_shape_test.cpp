// SPDX-License-Identifier: GPL-3.0-or-later

#include "partition/refined_shape.hpp"

#include "small_data.hpp"

#include <catch2/catch.hpp>

#include <optional>

using namespace thalweg;
using namespace thalweg::small_data;

namespace {

/// The least distance of a sample's projection from a threshold.
std::optional<Rational> margin(const Dataset& data, const Slabs& slabs) {
  std::optional<Rational> least;
  for (const Vector& x : data.inputs)
    for (const Rational& threshold : slabs.thresholds) {
      const Rational distance = abs(dot(slabs.direction, x) - threshold);
      if (!least || distance < *least)
        least = distance;
    }
  return least;
}

} // namespace

TEST_CASE("refined slabs: unused thresholds do not shrink margins", "[partition]") {
  const unsigned seed = 18;
  std::mt19937 random(seed);
  for (int trial = 0; trial < 60; ++trial) {
    const Dataset data = random_dataset(random, 2 + random() % 12, 1, 2 + trial % 40);
    if (distinct_input_count(data) < 2)
      continue;
    const Slabs slabs = chosen_slabs(data, 1 + trial % 2, {Rational(1)});
    const std::size_t added = 1 + random() % 3;
    Vector new_thresholds;
    for (std::size_t k = 0; k < added; ++k) // inside some gap, different from all others
      new_thresholds.push_back(data.inputs[0][0] + fraction(1, 17 + static_cast<long>(k)));
    INFO("seed " << seed << " trial " << trial);
    const Refinement refinement = refined_slabs(data, slabs, new_thresholds);
    const Slabs& coarse = std::get<Slabs>(refinement.coarse);
    REQUIRE(coarse.thresholds.size() == slabs.thresholds.size() + added);
    CHECK(std::get<Slabs>(refinement.fine).thresholds.size() == coarse.thresholds.size());
    CHECK(sample_groups(coarse, data).group_of_sample ==
          sample_groups(slabs, data).group_of_sample);
    const std::optional<Rational> before = margin(data, slabs);
    if (!before)
      continue;
    CHECK(margin(data, coarse) == before);
    // Two samples' margins fit between thresholds, as between used ones.
    for (std::size_t k = 1; k < coarse.thresholds.size(); ++k)
      CHECK(coarse.thresholds[k] - coarse.thresholds[k - 1] >= 2 * *before);
  }
}

TEST_CASE("refined slabs: the distance is known by hand", "[partition]") {
  // Projections 0..8, threshold 4.5 with margin 1/2; an eighth of the spread is 1: the first unused
  // threshold is the shortest number in [9, 10], the next one in [10 or more + 1, …].
  Vector inputs;
  for (long x = 0; x <= 8; ++x)
    inputs.emplace_back(x);
  const Dataset data = dataset_on_line(inputs, Vector(9));
  const Refinement refinement =
      refined_slabs(data, {{Rational(1)}, {fraction(9, 2)}}, {fraction(1, 2), fraction(3, 2)});
  const Vector& thresholds = std::get<Slabs>(refinement.coarse).thresholds;
  CHECK(thresholds == Vector{fraction(9, 2), Rational(10), Rational(12)});
}

TEST_CASE("refined tree: numbers of leaves by hand", "[partition]") {
  // One hyperplane x = 0; leaf 1 (x > 0) is cut at 1 and at 2.
  const HyperplaneTree tree{{{{{Rational(1)}, Rational(0)}, leaf(0), leaf(1)}}};
  const Refinement refinement =
      refined_tree(tree, 1, {{{Rational(1)}, Rational(1)}, {{Rational(1)}, Rational(2)}});
  const Dataset data =
      dataset_on_line({-1, fraction(1, 2), fraction(3, 2), fraction(5, 2)}, {0, 0, 0, 0});
  CHECK(sample_groups(refinement.fine, data).group_of_sample ==
        std::vector<std::size_t>{0, 2, 3, 1});
  CHECK(sample_groups(refinement.coarse, data).group_of_sample ==
        std::vector<std::size_t>{0, 1, 1, 1});
  CHECK(reversed({{Rational(1), Rational(-2)}, Rational(3)}) ==
        Hyperplane{{Rational(-1), Rational(2)}, Rational(-3)});
}
