// SPDX-License-Identifier: GPL-3.0-or-later
//
// Refinements for other losses: by hand, and at random against all ways to isolate an input.

#include "exact/error.hpp"
#include "partition/choice.hpp"
#include "partition/misfit.hpp"
#include "small_data.hpp"
#include "unit/risk/samples.hpp"

#include <catch2/catch.hpp>

using namespace thalweg;
using namespace thalweg::small_data;

namespace {

Grouping together(const Dataset& data) {
  return {1, std::vector<std::size_t>(data.sample_count())};
}

std::vector<Loss> losses() {
  return {loss(LossKind::absolute), loss(LossKind::huber, fraction(1, 2)),
          loss(LossKind::epsilon, fraction(1, 2)), loss(LossKind::quantile, fraction(1, 4)),
          loss(LossKind::squared)};
}

} // namespace

TEST_CASE("gains and surrogate by hand", "[partition]") {
  // y = 0, 3, 0 and twice 1, −1 at x = 3: the line 0 has losses 0, 3, 0, 1, 1; g there in
  // [−1, 1], −1, [−1, 1], −1, 1.
  const Dataset data = dataset_on_line({0, 1, 2, 3, 3}, {0, 3, 0, 1, -1});
  RememberedFits fits({data, test::kept(loss(LossKind::absolute))});
  CHECK(fits.risk(together(data)) == 1);
  CHECK(fits.least_sum({3, 4}) == 2);
  CHECK(fits.least_sum({1}) == 0);
  const DistinctPoints points = distinct_points(data);
  const Misfit found = misfit(fits, points, together(data));
  CHECK(found.gains == Vector{0, 3, 0, 0}); // at x = 3 nothing is better than 0
  CHECK(worst_points(found) == PointSet{1});
  CHECK(found.is_improvable(0));
  CHECK_FALSE(found.fits_exactly);
  const Dataset slopes = surrogate(fits, together(data));
  CHECK(slopes.inputs == data.inputs);
  CHECK(slopes.targets[1] == Vector{1});
  Rational sum, moment;
  for (std::size_t i = 0; i < 5; ++i) {
    sum += slopes.targets[i][0];
    moment += slopes.targets[i][0] * data.inputs[i][0];
  }
  CHECK(sum == 0);
  CHECK(moment == 0);
  // x = 1 alone: the rest is fitted with 2 at x = 3
  CHECK(exact_drop(fits, points, {0, 1, 2, 3}, {{1}, {0, 2, 3}}) == 3);
}

TEST_CASE("nothing to gain for the absolute loss, but for the squared one", "[partition]") {
  // Two targets at each input whose medians are one interval: 0 is in all of them.
  const Dataset data = dataset_on_line({0, 0, 1, 1, 2, 2}, {-1, 3, -1, 1, -2, 2});
  RememberedFits absolute({data, test::kept(loss(LossKind::absolute))}), squared(data);
  const Partition one = HyperplaneTree{};
  for (const RefinementKind kind : {RefinementKind::isolate, RefinementKind::split}) {
    CHECK_THROWS_AS(chosen_refinement(absolute, one, kind), ClaimError);
    CHECK_NOTHROW(chosen_refinement(squared, one, kind));
  }
}

TEST_CASE("a strict cut is found where every cut is tried", "[partition]") {
  // The line 0 fits all but x = 1: {0 | 1, …} does not help (1, 2 and 3 on no line), {0, 1 | 2, 3}
  // does.
  const Dataset data = dataset_on_line({0, 1, 2, 3}, {0, 3, 0, 0});
  RememberedFits fits({data, test::kept(loss(LossKind::absolute))});
  const DistinctPoints points = distinct_points(data);
  const Misfit found = misfit(fits, points, together(data));
  const auto rank = strict_cut(fits, points, found, {0, 1, 2, 3}, {Rational(1)});
  REQUIRE(rank);
  std::vector<Rational> drops;
  for (std::size_t k = 1; k <= *rank; ++k) {
    PointSet lower, upper;
    for (std::size_t p = 0; p < 4; ++p)
      (p < k ? lower : upper).push_back(p);
    drops.push_back(exact_drop(fits, points, {0, 1, 2, 3}, {lower, upper}));
  }
  CHECK(drops.back() > 0);
  for (std::size_t k = 0; k + 1 < drops.size(); ++k)
    CHECK(drops[k] == 0);
}

TEST_CASE("random data: a refinement exists iff some input gains alone", "[partition]") {
  const unsigned seed = 77;
  INFO("seed " << seed);
  std::mt19937 random(seed);
  int refined = 0, optimal = 0;
  for (int trial = 0; trial < 80; ++trial) {
    const Dataset data =
        random_dataset(random, 1 + random() % 8, random() % 3, 2, 1 + random() % 2);
    const WeightedLoss loss(losses()[static_cast<std::size_t>(trial) % 5]);
    RememberedFits fits({data, loss});
    INFO("trial " << trial << ", " << to_string(fits.problem().loss.loss));
    const DistinctPoints points = distinct_points(data);
    bool gains_alone = false;
    for (std::size_t point = 0; point < points.count() && points.count() > 1; ++point) {
      PointSet rest;
      for (std::size_t other = 0; other < points.count(); ++other)
        if (other != point)
          rest.push_back(other);
      gains_alone =
          gains_alone || exact_drop(fits, points, all_points(points), {{point}, rest}) > 0;
    }
    const Misfit found = misfit(fits, points, together(data));
    if (points.count() > 1)
      CHECK(found.is_improvable(0) == gains_alone);
    try {
      const Refinement made = chosen_refinement(fits, HyperplaneTree{}, RefinementKind::isolate);
      CHECK(gains_alone);
      CHECK(fits.risk(sample_groups(made.fine, data)) <
            fits.risk(sample_groups(made.coarse, data)));
      CHECK(sample_groups(made.coarse, data).group_of_sample == together(data).group_of_sample);
      ++refined;
    } catch (const ClaimError&) {
      CHECK_FALSE(gains_alone);
      ++optimal;
    }
  }
  CHECK(refined > 20);
  CHECK(optimal > 5);
}
