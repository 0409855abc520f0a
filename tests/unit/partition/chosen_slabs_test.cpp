// SPDX-License-Identifier: GPL-3.0-or-later

#include "partition/choice.hpp"

#include "exact/error.hpp"
#include "small_data.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <optional>

using namespace thalweg;
using namespace thalweg::small_data;

namespace {

/// The least risk of `groups` slabs with at least `minimum` distinct inputs each, by trying all
/// choices of gaps; nothing if there are none.
std::optional<Rational> least_risk(const Dataset& data, std::size_t groups, const Vector& direction,
                                   std::size_t minimum) {
  std::set<Rational> positions;
  for (const Vector& x : data.inputs)
    positions.insert(dot(direction, x));
  std::vector<Rational> gaps;
  for (auto next = std::next(positions.begin()); next != positions.end(); ++next)
    gaps.push_back((*std::prev(next) + *next) / 2);
  std::vector<bool> is_cut(gaps.size(), false);
  if (groups > gaps.size() + 1)
    return std::nullopt;
  std::fill_n(is_cut.begin(), groups - 1, true);
  std::optional<Rational> least;
  do {
    Slabs slabs{direction, {}};
    for (std::size_t k = 0; k < gaps.size(); ++k)
      if (is_cut[k])
        slabs.thresholds.push_back(gaps[k]);
    const Grouping grouping = sample_groups(slabs, data);
    bool is_admissible = true;
    for (const SampleSet& members : grouping.members()) {
      std::set<Vector> inputs;
      for (std::size_t i : members)
        inputs.insert(data.inputs[i]);
      is_admissible = is_admissible && inputs.size() >= minimum;
    }
    if (!is_admissible)
      continue;
    const Rational risk = group_fits(data, grouping).risk;
    if (!least || risk < *least)
      least = risk;
  } while (std::prev_permutation(is_cut.begin(), is_cut.end()));
  return least;
}

/// The same with the largest minimum ≤ d_x + 2 that can be had: what optimal_slabs promises.
std::optional<Rational> least_risk(const Dataset& data, std::size_t groups,
                                   const Vector& direction) {
  for (std::size_t minimum = data.input_dimension() + 2; minimum > 0; --minimum)
    if (const auto risk = least_risk(data, groups, direction, minimum))
      return risk;
  return std::nullopt;
}

} // namespace

TEST_CASE("slabs: two lines meet where they are cut", "[partition]") {
  // y = |x| on −3..3: the cut between −1 and 0 or between 0 and 1 fits everything.
  const Dataset data = dataset_on_line({-3, -2, -1, 0, 1, 2, 3}, {3, 2, 1, 0, 1, 2, 3});
  const Slabs slabs = chosen_slabs(data, 2, {Rational(1)});
  REQUIRE(slabs.thresholds.size() == 1);
  CHECK(slabs.thresholds[0] == fraction(-1, 2));
  CHECK(risk_of(data, slabs) == 0);
}

TEST_CASE("slabs: near-optimal cuts go into wide gaps", "[partition]") {
  // Two levels; samples 4 and 5 are close together and between the levels: cutting between them is
  // not much better than next to them, where the gaps are wide.
  const Dataset data =
      dataset_on_line({0, 1, 2, 3, 4, fraction(401, 100), 5, 6, 7, 8},
                      {Rational(0), 1, 0, 1, fraction(49, 100), fraction(51, 100), 0, 1, 0, 1});
  const Rational optimal = risk_of(data, optimal_slabs(data, 2, {Rational(1)}));
  const Slabs wide = chosen_slabs(data, 2, {Rational(1)});
  const Rational one_group = risk_of(data, Slabs{{Rational(1)}, {}});
  CHECK(one_group - risk_of(data, wide) >= (one_group - optimal) * fraction(94, 100));
}

TEST_CASE("slabs: a wide gap is preferred where the drop is the same", "[partition]") {
  // Exact fit on both sides of −1..0 and of 0..2 (the sample at 0 lies on both lines).
  const Dataset data = dataset_on_line({-4, -3, -2, -1, 0, 2, 3, 4}, {4, 3, 2, 1, 0, 2, 3, 4});
  CHECK(optimal_slabs(data, 2, {Rational(1)}).thresholds[0] == fraction(-1, 2));
  CHECK(chosen_slabs(data, 2, {Rational(1)}).thresholds[0] == 1);
}

TEST_CASE("slabs: as good as every choice of gaps, on a line with ties", "[partition]") {
  const unsigned seed = 7;
  std::mt19937 random(seed);
  for (int trial = 0; trial < 60; ++trial) {
    const Dataset data = random_dataset(random, 4 + random() % 8, 1, trial % 2 == 0 ? 4 : 20);
    const std::size_t distinct = distinct_input_count(data);
    for (std::size_t groups = 1; groups <= std::min<std::size_t>(distinct, 4); ++groups) {
      INFO("seed " << seed << " trial " << trial << " groups " << groups);
      const Slabs slabs = optimal_slabs(data, groups, {Rational(1)});
      CHECK(risk_of(data, slabs) == least_risk(data, groups, {Rational(1)}).value());
    }
  }
}

TEST_CASE("slabs: as good as every choice of gaps, oblique and with several targets",
          "[partition]") {
  const unsigned seed = 8;
  std::mt19937 random(seed);
  for (int trial = 0; trial < 25; ++trial) {
    const Dataset data = random_dataset(random, 9 + random() % 4, 3, 3, 1 + trial % 2);
    const Vector direction = {Rational(1), fraction(-2, 3), Rational(trial % 3)};
    for (std::size_t groups = 1; groups <= 3; ++groups) {
      const auto least = least_risk(data, groups, direction);
      INFO("seed " << seed << " trial " << trial << " groups " << groups);
      if (least)
        CHECK(risk_of(data, optimal_slabs(data, groups, direction)) == *least);
      else
        CHECK_THROWS_AS(optimal_slabs(data, groups, direction), UsageError);
    }
  }
}

TEST_CASE("slabs: every group occupied, copies together, most of the drop kept", "[partition]") {
  const unsigned seed = 9;
  std::mt19937 random(seed);
  for (int trial = 0; trial < 40; ++trial) {
    const std::size_t dimension = 1 + trial % 3;
    const Dataset data = random_dataset(random, 1 + random() % 30, dimension, 5);
    const std::size_t distinct = distinct_input_count(data);
    for (const std::size_t groups : {std::size_t{1}, (distinct + 1) / 2, distinct}) {
      INFO("seed " << seed << " trial " << trial << " groups " << groups);
      const Vector direction = chosen_direction(data, groups);
      const Slabs slabs = chosen_slabs(data, groups, direction);
      const Grouping grouping = sample_groups(slabs, data);
      CHECK(grouping.count == groups);
      CHECK_FALSE(has_empty_group(grouping));
      CHECK(keeps_copies_together(data, grouping));
      const Rational whole = risk_of(data, Slabs{direction, {}});
      const Rational optimal = risk_of(data, optimal_slabs(data, groups, direction));
      CHECK(whole - group_fits(data, grouping).risk >= (whole - optimal) * fraction(94, 100));
    }
  }
}

TEST_CASE("slabs: the direction across a fold is found", "[partition]") {
  // y = |x1 + x2| on a grid.
  std::vector<Vector> inputs;
  Vector targets;
  for (long a = -3; a <= 3; ++a)
    for (long b = -3; b <= 3; ++b) {
      inputs.push_back({Rational(a), Rational(b)});
      targets.emplace_back(std::abs(a + b));
    }
  const Dataset data = dataset_of(inputs, targets);
  const Vector direction = chosen_direction(data, 2);
  CHECK(direction == Vector{Rational(1), Rational(1)});
  CHECK(risk_of(data, chosen_slabs(data, 2, direction)) == 0);
}

TEST_CASE("slabs: repeated runs give the same slabs", "[partition]") {
  std::mt19937 random(10);
  const Dataset data = random_dataset(random, 60, 4, 9);
  const Vector direction = chosen_direction(data, 4);
  CHECK(direction == chosen_direction(data, 4));
  CHECK(chosen_slabs(data, 4, direction).thresholds == chosen_slabs(data, 4, direction).thresholds);
}

TEST_CASE("slabs: wrong requests", "[partition]") {
  const Dataset line = dataset_on_line({1, 2, 2}, {0, 1, 5});
  CHECK_THROWS_WITH(chosen_slabs(line, 0, {Rational(1)}), "--groups: expected at least 1, found 0");
  CHECK_THROWS_WITH(chosen_slabs(line, 3, {Rational(1)}),
                    "--groups: expected at most 2 (the number of distinct inputs), found 3");
  CHECK_THROWS_WITH(chosen_slabs(line, 1, {Rational(1), Rational(2)}),
                    "--direction: expected 1 coordinates (one per input column), found 2");
  CHECK_THROWS_WITH(chosen_slabs(line, 1, {Rational(0)}),
                    "--direction: expected a vector with a non-zero coordinate, found zeros only");
  const Dataset square = dataset_of({{0, 0}, {0, 1}, {1, 0}, {1, 1}}, {0, 1, 2, 3});
  CHECK_THROWS_WITH(chosen_slabs(square, 3, {Rational(1), Rational(0)}),
                    "--groups: expected at most 2 (the number of distinct projections on the "
                    "direction), found 3");
  CHECK_THROWS_AS(chosen_slabs(square, 3, {Rational(1), Rational(0)}), UsageError);
}

TEST_CASE("slabs: no input column, one sample", "[partition]") {
  const Dataset constant = dataset_of({{}, {}}, {1, 2});
  CHECK(chosen_direction(constant, 1).empty());
  CHECK(chosen_slabs(constant, 1, {}).thresholds.empty());
  CHECK_THROWS_WITH(chosen_direction(constant, 2),
                    "--groups: expected 1 (without input columns all samples are one group), "
                    "found 2");
  const Dataset single = dataset_on_line({5}, {1});
  CHECK(chosen_slabs(single, 1, chosen_direction(single, 1)).thresholds.empty());
}
