// SPDX-License-Identifier: GPL-3.0-or-later
//
// The main job with every loss: worked by hand on two groups, and at random, where parameters moved
// within the radius must never have a lower risk.

#include "constructions/spurious_minimum.hpp"
#include "exact/error.hpp"
#include "unit/constructions/random_instance.hpp"

#include "unit/risk/samples.hpp"

#include <catch2/catch.hpp>

using namespace thalweg;
using namespace thalweg::test;

namespace {

Dataset on_line(const std::vector<Rational>& targets) {
  Dataset data;
  data.columns = {"x", "y"};
  data.target_columns = {1};
  for (std::size_t i = 0; i < targets.size(); ++i) {
    data.inputs.push_back({Rational(static_cast<int>(i))});
    data.targets.push_back({targets[i]});
  }
  return data;
}

MinimumRequest intervals(RefinementKind refinement = RefinementKind::isolate) {
  MinimumRequest request;
  request.partition = PartitionKind::intervals;
  request.refinement = refinement;
  return request;
}

/// The claims that the certificate will make, by other means than those that found them.
void check(const Dataset& data, const SpuriousMinimum& minimum, Draw& draw) {
  CHECK(minimum.better_risk < minimum.risk);
  CHECK(mean_loss({data, minimum.loss}, sample_outputs(minimum.network, data, minimum.classes)) ==
        minimum.risk);
  CHECK(minimum.subgradients.size() == (has_kinks(minimum.loss) ? data.sample_count() : 0));
  for (int trial = 0; trial < 6; ++trial) {
    Network nearby = minimum.network;
    for (Layer& layer : nearby.layers) {
      for (SparseRow& row : layer.weights)
        for (auto& [input, weight] : row)
          weight += minimum.radius * draw.integer(-1, 1) * fraction(1023, 1024);
      for (Rational& bias : layer.biases)
        bias += minimum.radius * draw.integer(-1, 1);
    }
    const PatternClasses classes = pattern_classes(nearby, data);
    CHECK(classes.class_of_sample(data.sample_count()) ==
          minimum.classes.class_of_sample(data.sample_count()));
    CHECK(empirical_risk(nearby, {data, minimum.loss}, classes) >= minimum.risk);
  }
}

} // namespace

TEST_CASE("two groups with the absolute loss, by hand", "[constructions]") {
  // Left x = 0, 1, 2 with y = 0, 1, 0: the best line is 0 (loss 1: a line through two of the points
  // misses the third by 2, 1 or 2, the last where they are the outer ones). Right the same with 10.
  // Risk (1 + 1)/6. A finer partition fits one of the groups exactly: 1/6.
  const Dataset data = on_line({0, 1, 0, 10, 11, 10});
  Draw draw(1);
  for (const RefinementKind kind : {RefinementKind::isolate, RefinementKind::split}) {
    const SpuriousMinimum minimum =
        spurious_minimum({data, test::kept(loss(LossKind::absolute))}, intervals(kind));
    CHECK(minimum.risk == fraction(1, 3));
    CHECK(minimum.better_risk == fraction(1, 6));
    CHECK(minimum.network({Rational(1)}) == Vector{0});
    CHECK(minimum.network({Rational(5)}) == Vector{10});
    // Σ g = Σ g x = 0 with g = −1 in the middle: 1/2 at both ends, which are settled
    CHECK(minimum.subgradients[0] == Vector{fraction(1, 2)});
    CHECK(minimum.subgradients[1] == Vector{-1});
    CHECK(minimum.subgradients[2] == Vector{fraction(1, 2)});
    check(data, minimum, draw);
  }
}

TEST_CASE("two groups with the other losses, by hand", "[constructions]") {
  const Dataset steps = on_line({0, 1, 0, 10, 11, 10});
  Draw draw(2);
  const auto risks = [&](const WeightedLoss& loss) {
    const SpuriousMinimum minimum = spurious_minimum({steps, loss}, intervals());
    check(steps, minimum, draw);
    return std::pair(minimum.risk, minimum.better_risk);
  };
  // The best line of each group is a constant c, by symmetry and convexity: 2ℓ(c, 0) + ℓ(c, 1).
  // huber:2 (squared near by): c = 1/3: (2/9 + 4/9)/2 = 1/3 per group
  CHECK(risks(loss(LossKind::huber, 2)) == std::pair(fraction(1, 9), fraction(1, 18)));
  // huber:1/4: 2c = 1/4: c²  + (1 − c)/4 − 1/32 = 1/64 + 7/32 − 1/32 = 13/64
  CHECK(risks(loss(LossKind::huber, fraction(1, 4))) ==
        std::pair(fraction(13, 192), fraction(13, 384)));
  // epsilon:1/4: c = 1/4 costs only the middle: 3/4 − 1/4 = 1/2
  CHECK(risks(loss(LossKind::epsilon, fraction(1, 4))) ==
        std::pair(fraction(1, 6), fraction(1, 12)));
  // quantile:3/4: c = 0 costs 3/4 in the middle, c = 1 costs 1/4 at both ends
  CHECK(risks(loss(LossKind::quantile, fraction(3, 4))) ==
        std::pair(fraction(1, 6), fraction(1, 12)));
}

TEST_CASE("labels, by hand", "[constructions]") {
  // Labels +, −, + and −, +, −: hinge with a line: the middle of a group is at most the mean of the
  // ends. If the ends have margin 1 the middle costs 2; F = 0 costs 3; so 2 per group: risk 4/6.
  const Dataset data = on_line({1, -1, 1, -1, 1, -1});
  Draw draw(3);
  const WeightedLoss hinge(loss(LossKind::hinge)), squared_hinge(loss(LossKind::squared_hinge));
  const SpuriousMinimum minimum = spurious_minimum({data, hinge}, intervals());
  CHECK(minimum.better_risk < minimum.risk);
  CHECK(minimum.risk <= fraction(2, 3));
  check(data, minimum, draw);
  check(data, spurious_minimum({data, squared_hinge}, intervals()), draw);
  const Dataset no_labels = on_line({0, 1, 0, 1});
  CHECK_THROWS_AS(spurious_minimum({no_labels, squared_hinge}, intervals()), InputError);
}

TEST_CASE("weights move the fits", "[constructions]") {
  // The middle of each group weighs 3 > 1 + 1: the absolute fit passes through it; the ends can be
  // fitted by one line through the middle and one end: the other end misses by 2.
  const Dataset data = on_line({0, 1, 0, 10, 11, 10});
  const WeightedLoss weighted(loss(LossKind::absolute), {}, {1, 3, 1, 1, 3, 1});
  Draw draw(4);
  const SpuriousMinimum minimum = spurious_minimum({data, weighted}, intervals());
  CHECK(minimum.risk == fraction(2, 3));
  CHECK(minimum.better_risk == fraction(1, 3));
  check(data, minimum, draw);
}

TEST_CASE("what cannot be had with a loss is said", "[constructions]") {
  // within ε of a line: the affine fit has risk 0
  const WeightedLoss tube(loss(LossKind::epsilon, 1)), absolute(loss(LossKind::absolute));
  CHECK_THROWS_WITH(spurious_minimum({on_line({0, 1, 0, 1}), tube}, intervals()),
                    Catch::Contains("one affine function has loss 0 at every sample"));
  // repeated inputs with a median each: nothing to gain
  Dataset repeated;
  repeated.columns = {"x", "y"};
  repeated.target_columns = {1};
  for (const int x : {0, 1, 2, 3})
    for (const int y : {-1, 1}) {
      repeated.inputs.push_back({Rational(x)});
      repeated.targets.push_back({Rational(y)});
    }
  CHECK_THROWS_WITH(spurious_minimum({repeated, absolute}, intervals()),
                    Catch::Contains("below which no function of the inputs gets"));
}

TEST_CASE("random tables with ties and all losses", "[constructions]") {
  const unsigned seed = 20262;
  INFO("seed " << seed);
  Draw draw(seed);
  const std::vector<Loss> losses = {loss(LossKind::absolute),
                                    loss(LossKind::huber, fraction(1, 2)),
                                    loss(LossKind::epsilon, 1),
                                    loss(LossKind::epsilon, 0),
                                    loss(LossKind::quantile, fraction(1, 3)),
                                    loss(LossKind::hinge),
                                    loss(LossKind::squared_hinge),
                                    loss(LossKind::squared)};
  int found = 0;
  for (int trial = 0; trial < 32; ++trial) {
    const Loss& one = losses[static_cast<std::size_t>(trial) % losses.size()];
    const auto inputs = static_cast<std::size_t>(draw.integer(1, 3));
    const auto outputs = static_cast<std::size_t>(draw.integer(1, 2));
    Dataset data =
        test::random_data(draw, static_cast<std::size_t>(draw.integer(4, 14)), inputs, outputs);
    if (has_labels(one))
      for (Vector& target : data.targets)
        for (Rational& y : target)
          y = draw.integer(0, 1) == 0 ? -1 : 1;
    MinimumRequest request;
    request.groups = static_cast<std::size_t>(draw.integer(1, 3));
    request.partition = trial % 2 == 0 ? PartitionKind::tree : PartitionKind::slabs;
    request.construction = trial % 3 == 0 ? ConstructionKind::gated : ConstructionKind::lattice;
    request.refinement = trial % 5 < 2 ? RefinementKind::split : RefinementKind::isolate;
    WeightedLoss weighted(one);
    if (draw.integer(0, 2) == 0)
      weighted.output_weights.assign(outputs, fraction(3, 2));
    INFO("trial " << trial << ", " << to_string(one) << ", " << inputs << " inputs, "
                  << request.groups << " groups");
    try {
      check(data, spurious_minimum({data, weighted}, request), draw);
      ++found;
    } catch (const ClaimError&) { // fitted exactly, or nothing to refine
    } catch (const UsageError&) { // fewer distinct inputs than groups
    }
  }
  CHECK(found >= 16);
}
