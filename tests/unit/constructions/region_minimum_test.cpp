// SPDX-License-Identifier: GPL-3.0-or-later
//
// fig1a–c of papers.md, and random data in one to three dimensions: whatever the verdict is, all
// that is stated holds.

#include "constructions/region_minimum.hpp"

#include "exact/error.hpp"
#include "unit/constructions/random_instance.hpp"
#include "unit/partition/small_data.hpp"

#include <catch2/catch.hpp>

using namespace thalweg;
using namespace thalweg::small_data;

namespace {

Dataset parabola() {
  Vector inputs, targets;
  for (long k = -10; k <= 10; ++k) {
    inputs.push_back(fraction(k, 10));
    targets.push_back(Rational(inputs.back() * inputs.back()));
  }
  return dataset_on_line(inputs, targets);
}

RegionRequest intervals(std::size_t groups) {
  RegionRequest request;
  request.groups = groups;
  request.partition = RegionPartitionKind::intervals;
  request.refinement = RefinementKind::split;
  return request;
}

void check_minimum(const RegionMinimum& result, const Dataset& data) {
  const Network& network = result.construction.network();
  CHECK(is_pattern_invariant(network, data, result.report.classes, *result.radius));
  CHECK_FALSE(lifted_stationarity_failure(network, data, result.report.classes));
  if (result.flip)
    CHECK(*result.radius < result.flip->distance);
  if (!result.better)
    return;
  CHECK(result.better->risk < result.risk);
  CHECK(has_same_architecture(network, result.better->network));
  CHECK(empirical_risk(result.better->network, data, result.better->classes) ==
        result.better->risk);
}

Dataset random_samples(test::Draw& draw, std::size_t dimension, std::size_t samples) {
  Dataset data;
  for (std::size_t k = 0; k < dimension; ++k)
    data.columns.push_back("x" + std::to_string(k));
  data.columns.push_back("y");
  data.target_columns = {dimension};
  for (std::size_t i = 0; i < samples; ++i) {
    data.inputs.push_back(draw.vector(dimension, 3));
    data.targets.push_back({draw.rational(4)});
  }
  return data;
}

} // namespace

TEST_CASE("fig1: certified minima of falling risk, each with a better point", "[constructions]") {
  const Dataset data = parabola();
  Rational last = 1;
  for (std::size_t groups = 2; groups <= 4; ++groups) {
    const RegionMinimum result = region_minimum(data, intervals(groups));
    CHECK(result.report.verdict == RegionVerdict::certified);
    CHECK(result.report.classes.classes.size() == groups);
    CHECK(result.risk < last);
    last = result.risk;
    REQUIRE(result.radius);
    REQUIRE(result.better);
    CHECK(result.better->is_nested);
    CHECK(result.better->construction.groups.count == groups + 1);
    check_minimum(result, data);
  }
}

TEST_CASE("a perfect fit is a minimum without a better point", "[constructions]") {
  const Dataset data = dataset_on_line({0, 1, 2, 3}, {0, 1, 1, 0});
  const RegionMinimum result = region_minimum(data, intervals(2));
  CHECK(result.risk == 0);
  CHECK_FALSE(result.better);
}

TEST_CASE("random data on power diagrams", "[constructions]") {
  const unsigned seed = 20261122;
  CAPTURE(seed);
  test::Draw draw(seed);
  std::size_t minima = 0, others = 0;
  for (int round = 0; round < 12; ++round) {
    const std::size_t dimension = 1 + static_cast<std::size_t>(round % 3);
    const Dataset data = random_samples(draw, dimension, 9);
    RegionRequest request;
    request.groups = 1 + static_cast<std::size_t>(round % 2);
    const RegionMinimum result = region_minimum(data, request);
    CHECK(empirical_risk(result.construction.network(), data, result.report.classes) ==
          result.risk);
    CHECK(result.radius.has_value() ==
          (result.report.verdict == RegionVerdict::certified ||
           result.report.verdict == RegionVerdict::stationary_not_uniform));
    (result.radius ? minima : others) += 1;
    if (result.radius)
      check_minimum(result, data);
    else
      CHECK_FALSE(result.report.uniformity.is_uniform());
  }
  CHECK(minima > 0);
}

TEST_CASE("requests that do not fit the data", "[constructions]") {
  const Dataset line = dataset_on_line({0, 1, 2}, {0, 1, 0});
  CHECK_THROWS_AS(region_minimum(line, intervals(0)), UsageError);
  CHECK_THROWS_AS(region_minimum(line, intervals(4)), UsageError);
  RegionRequest request = intervals(1);
  request.direction = Vector{1};
  CHECK_THROWS_AS(region_minimum(line, request), UsageError);
  request.partition = RegionPartitionKind::slabs;
  request.direction = Vector{0};
  CHECK_THROWS_AS(region_minimum(line, request), UsageError);
  test::Draw draw(1);
  CHECK_THROWS_AS(region_minimum(random_samples(draw, 2, 5), intervals(2)), UsageError);
}
