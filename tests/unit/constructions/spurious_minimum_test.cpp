// SPDX-License-Identifier: GPL-3.0-or-later
//
// The main job, worked by hand on two groups and tried at random: parameters moved within the
// radius must never have a lower risk.

#include "constructions/spurious_minimum.hpp"

#include "exact/error.hpp"

#include <catch2/catch.hpp>

#include <random>

using namespace thalweg;

namespace {

using Generator = std::mt19937_64;

Dataset table(std::size_t input_dimension, std::size_t target_dimension) {
  Dataset data;
  for (std::size_t k = 0; k < input_dimension + target_dimension; ++k)
    data.columns.push_back("c" + std::to_string(k));
  for (std::size_t k = 0; k < target_dimension; ++k)
    data.target_columns.push_back(input_dimension + k);
  return data;
}

/// Left group x = 0, 1, 2 with y = 0, 1, 0: the fit is 1/3, residuals 1/3, −2/3, 1/3, squares 2/3.
/// Right group x = 3, 4, 5 with y = 10, 11, 10: the same with fit 31/3. Risk (2/3 + 2/3)/6 = 2/9.
/// Every other threshold puts 0 and 10 into one group. A finer partition fits one group exactly
/// ({0}, {1}, {2} or {0, 1}, {2}): risk 1/9.
Dataset two_steps() {
  Dataset data = table(1, 1);
  for (int k = 0; k < 6; ++k) {
    data.inputs.push_back({Rational(k)});
    data.targets.push_back({Rational((k < 3 ? 0 : 10) + (k % 3 == 1 ? 1 : 0))});
  }
  return data;
}

Dataset random_table(Generator& random, std::size_t samples, std::size_t inputs,
                     std::size_t targets) {
  Dataset data = table(inputs, targets);
  const auto small = [&random](int bound) {
    return static_cast<int>(random() % static_cast<unsigned>(2 * bound + 1)) - bound;
  };
  for (std::size_t i = 0; i < samples; ++i) {
    Vector x(inputs);
    Vector y(targets);
    for (Rational& coordinate : x)
      coordinate = small(3); // ties and repeated inputs
    for (Rational& coordinate : y)
      coordinate = fraction(small(40), 4);
    data.inputs.push_back(std::move(x));
    data.targets.push_back(std::move(y));
  }
  return data;
}

/// Every parameter moved by −radius, 0 or radius.
Network moved(const Network& network, const Rational& radius, Generator& random) {
  Network result = network;
  for (DenseLayer& layer : result.layers)
    for (std::size_t unit = 0; unit < layer.unit_count(); ++unit) {
      Vector row(layer.input_count);
      for (const auto& [input, weight] : layer.weights[unit])
        row[input] = weight;
      SparseRow sparse;
      for (std::size_t input = 0; input < row.size(); ++input) {
        row[input] += radius * (static_cast<int>(random() % 3) - 1);
        if (row[input] != 0)
          sparse.emplace_back(input, row[input]);
      }
      layer.weights[unit] = std::move(sparse);
      layer.biases[unit] += radius * (static_cast<int>(random() % 3) - 1);
    }
  return result;
}

void check_no_lower_risk_nearby(const Dataset& data, const SpuriousMinimum& minimum,
                                Generator& random) {
  for (int trial = 0; trial < 10; ++trial) {
    const Network nearby = moved(minimum.network, minimum.radius, random);
    const PatternClasses classes = pattern_classes(nearby, data);
    CHECK(classes.on_wall.empty());
    CHECK(classes.class_of_sample(data.sample_count()) ==
          minimum.classes.class_of_sample(data.sample_count()));
    CHECK(empirical_risk(nearby, data, classes) >= minimum.risk);
  }
}

} // namespace

TEST_CASE("two groups worked by hand", "[constructions]") {
  const Dataset data = two_steps();
  Generator random(1);
  for (const ConstructionKind construction :
       {ConstructionKind::lattice, ConstructionKind::gated, ConstructionKind::hinged})
    for (const RefinementKind refinement : {RefinementKind::isolate, RefinementKind::split}) {
      MinimumRequest request;
      request.partition = PartitionKind::intervals;
      request.construction = construction;
      request.refinement = refinement;
      const SpuriousMinimum minimum = spurious_minimum(data, request);
      CHECK(minimum.risk == fraction(2, 9));
      CHECK(minimum.better_risk == fraction(1, 9));
      CHECK(minimum.classes.class_of_sample(6) ==
            std::vector<std::optional<std::size_t>>{0, 0, 0, 1, 1, 1});
      CHECK(minimum.network({Rational(1)}) == Vector{fraction(1, 3)});
      CHECK(minimum.network({Rational(4)}) == Vector{fraction(31, 3)});
      CHECK(has_same_architecture(minimum.network, minimum.better_network));
      CHECK(minimum.radius >= minimum.naive_radius);
      CHECK(minimum.radius < minimum.flip.distance);
      check_no_lower_risk_nearby(data, minimum, random);
    }
}

TEST_CASE("random tables: nothing within the radius is lower", "[constructions]") {
  const unsigned seed = 20260;
  INFO("seed " << seed);
  Generator random(seed);
  int found = 0;
  for (int trial = 0; trial < 12; ++trial) {
    const std::size_t inputs = 1 + random() % 3;
    const Dataset data = random_table(random, 4 + random() % 12, inputs, 1 + random() % 2);
    MinimumRequest request;
    request.groups = 1 + random() % 3;
    request.partition = trial % 2 == 0 ? PartitionKind::tree : PartitionKind::slabs;
    request.construction = trial % 3 == 0 ? ConstructionKind::gated : ConstructionKind::lattice;
    request.refinement = trial % 5 < 2 ? RefinementKind::split : RefinementKind::isolate;
    INFO("trial " << trial << ", " << inputs << " inputs, " << request.groups << " groups");
    try {
      check_no_lower_risk_nearby(data, spurious_minimum(data, request), random);
      ++found;
    } catch (
        const ClaimError&) { // fitted exactly, or nothing to refine: both happen on few samples
    } catch (const UsageError&) { // fewer distinct inputs than groups
    }
  }
  CHECK(found >= 6);
}

TEST_CASE("what cannot be had is said", "[constructions]") {
  Dataset line = table(1, 1);
  for (int k = 0; k < 4; ++k) {
    line.inputs.push_back({Rational(k)});
    line.targets.push_back({Rational(2 * k + 1)});
  }
  CHECK_THROWS_AS(spurious_minimum(line, {}), ClaimError);
  Dataset one_sample = table(2, 1);
  one_sample.inputs = {{Rational(1), Rational(2)}};
  one_sample.targets = {{Rational(3)}};
  MinimumRequest one_group;
  one_group.groups = 1;
  CHECK_THROWS_AS(spurious_minimum(one_sample, one_group), ClaimError);
  CHECK_THROWS_AS(spurious_minimum(one_sample, {}), ClaimError); // whatever the groups
  // y = x ± 1 twice: the means of equal inputs are on a line, no function has a lower risk
  Dataset pairs = table(1, 1);
  for (int k = 0; k < 4; ++k)
    for (const int sign : {-1, 1}) {
      pairs.inputs.push_back({Rational(k)});
      pairs.targets.push_back({Rational(k + sign)});
    }
  CHECK_THROWS_WITH(spurious_minimum(pairs, {}),
                    Catch::Contains("has the risk 1, below which no function of the inputs gets"));
  pairs.targets.back() = {Rational(5)};
  CHECK_NOTHROW(spurious_minimum(pairs, one_group));
  MinimumRequest none;
  none.groups = 0;
  MinimumRequest many;
  many.groups = 1000;
  CHECK_THROWS_AS(spurious_minimum(two_steps(), many), UsageError);
  CHECK_THROWS_AS(spurious_minimum(two_steps(), none), UsageError);
}

TEST_CASE("progress rises from 0 to 1", "[constructions]") {
  double last = 0;
  MinimumRequest request;
  request.partition = PartitionKind::intervals;
  spurious_minimum(two_steps(), request, [&last](Share share, const char*) {
    CHECK(share.value() >= last);
    CHECK(share.value() <= 1);
    last = share.value();
  });
  CHECK(last == 1);
}
