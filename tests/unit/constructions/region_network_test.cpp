// SPDX-License-Identifier: GPL-3.0-or-later

#include "constructions/region_network.hpp"

#include "exact/error.hpp"
#include "geometry/faces.hpp"
#include "partition/choice.hpp"
#include "unit/partition/small_data.hpp"

#include <catch2/catch.hpp>

#include <algorithm>

using namespace thalweg;
using namespace thalweg::small_data;

namespace {

/// 21 samples at x_k = −1 + k/10 (papers.md, fig1a–c).
template <class Function> Dataset sampled(Function f) {
  Vector inputs, targets;
  for (long k = 0; k <= 20; ++k) {
    inputs.push_back(fraction(k - 10, 10));
    targets.push_back(f(inputs.back()));
  }
  return dataset_on_line(inputs, targets);
}

Dataset parabola() {
  return sampled([](const Rational& x) { return Rational(x * x); });
}

RegionNetwork on_intervals(const Dataset& data, const Vector& thresholds,
                           const OrderChoice& orders = balanced_orders) {
  return region_network(data, power_partition(Slabs{{Rational(1)}, thresholds}), orders);
}

/// All steps agree on the domain: at the vertices of all cells, at their centres, on the samples.
void check_identities(const RegionNetwork& result, const Dataset& data) {
  for (std::size_t o = 0; o < result.functions.size(); ++o) {
    const CpwlFunction& f = result.functions[o];
    const CertifiedLattice& lattice = result.lattices[o];
    CHECK_FALSE(discontinuity(f).has_value());
    CHECK(is_proof(lattice.witness, f, lattice.form));
    CHECK(is_irredundancy_proof(lattice.irredundancy, f, lattice.form));
    Rational covered = 0;
    for (const Polytope& cell : f.cells) {
      std::vector<Vector> points = vertices(cell);
      points.push_back(*interior_point(cell));
      for (const Vector& x : points) {
        const Rational value = f(x);
        REQUIRE(lattice.form(x) == value);
        REQUIRE(result.trees[o](x) == value);
        REQUIRE(result.network()(x)[o] == value);
      }
      covered += volume(cell);
    }
    CHECK(covered == volume(result.domain));
    for (std::size_t i = 0; i < data.sample_count(); ++i)
      REQUIRE(f(data.inputs[i]) ==
              result.fits.pieces[result.groups.group_of_sample[i]][o](data.inputs[i]));
  }
  Rational total = 0;
  for (const Polytope& cell : result.cells)
    total += volume(cell);
  CHECK(total == volume(result.domain));
}

/// The report agrees with a comparison of patterns sample by sample.
void check_report(const RegionNetwork& result, const Dataset& data) {
  const RegionVerdictReport report = verdict_report(result.network(), data, result.groups);
  const auto class_of = report.classes.class_of_sample(data.sample_count());
  bool is_uniform = true;
  for (std::size_t i = 0; i < data.sample_count(); ++i)
    for (std::size_t j = 0; j <= i; ++j)
      if (result.groups.group_of_sample[i] == result.groups.group_of_sample[j])
        is_uniform = is_uniform && class_of[i].has_value() && class_of[i] == class_of[j];
  CHECK(report.uniformity.is_uniform() == is_uniform);
  CHECK((report.verdict == RegionVerdict::certified) == is_uniform);
  CHECK((report.verdict == RegionVerdict::not_stationary) == report.failure.has_value());
  CHECK(empirical_risk(result.network(), data, report.classes) == result.fits.risk);
}

/// Targets near max(0, x_1 − 1, x_2 …) with exact noise, inputs like measured lengths.
Dataset flower_like(unsigned seed, std::size_t dimension, std::size_t targets,
                    std::size_t samples) {
  std::mt19937 random(seed);
  Dataset data;
  for (std::size_t j = 0; j < dimension + targets; ++j)
    data.columns.push_back("c" + std::to_string(j));
  for (std::size_t o = 0; o < targets; ++o)
    data.target_columns.push_back(dimension + o);
  for (std::size_t i = 0; i < samples; ++i) {
    Vector x, y;
    const long cluster = static_cast<long>(i % 3);
    for (std::size_t j = 0; j < dimension; ++j)
      x.push_back(
          fraction(20 * cluster * static_cast<long>(j + 1) + static_cast<long>(random() % 17), 10));
    for (std::size_t o = 0; o < targets; ++o)
      y.push_back(fraction(static_cast<long>(random() % 40), 10) +
                  (cluster == 1 ? Rational(x.front() * 3) : Rational(0)));
    data.inputs.push_back(x);
    data.targets.push_back(y);
  }
  return data;
}

} // namespace

TEST_CASE("fig1a-c: 2, 3 and 4 groups of a parabola, strictly decreasing certified risks",
          "[constructions]") {
  const Dataset data = parabola();
  const auto risk_of_certified = [&](const Vector& thresholds) {
    const RegionNetwork result = on_intervals(data, thresholds);
    check_identities(result, data);
    check_report(result, data);
    CHECK(verdict_report(result.network(), data, result.groups).verdict ==
          RegionVerdict::certified);
    return result.fits.risk;
  };
  const Rational two = risk_of_certified({Rational(1, 20)});
  const Rational three = risk_of_certified({Rational(-7, 20), Rational(7, 20)});
  const Rational four = risk_of_certified({Rational(-11, 20), Rational(1, 20), Rational(11, 20)});
  CHECK(three < two);
  CHECK(four < three);
}

TEST_CASE("two fits that meet in the gap need no auxiliary piece", "[constructions]") {
  // y = |x| on −2, −1, 1, 2: pieces −x and x meet at 0, max(−x, x): one hidden layer of two units
  const Dataset data = dataset_on_line({-2, -1, 1, 2}, {2, 1, 1, 2});
  const RegionNetwork result = on_intervals(data, {Rational(0)});
  CHECK(result.functions[0].cells.size() == 2);
  CHECK(result.lattices[0].form.rows == std::vector<std::vector<std::size_t>>{{0}, {1}});
  CHECK(architecture(result.network()) == "1-2-1");
  check_identities(result, data);
}

TEST_CASE("fits that do not meet are joined by an auxiliary piece without samples",
          "[constructions]") {
  // y = 0, 0 | 5, 5
  const Dataset data = dataset_on_line({0, 1, 4, 5}, {0, 0, 5, 5});
  const RegionNetwork result = on_intervals(data, {Rational(2)});
  REQUIRE(result.functions[0].cells.size() == 3);
  for (const Vector& x : data.inputs)
    CHECK_FALSE(result.functions[0].cells[1].contains(x));
  check_identities(result, data);
}

TEST_CASE("cells may come in any order and the domain may be given", "[constructions]") {
  const Dataset data = dataset_on_line({0, 1, 4, 5}, {0, 1, 5, 3});
  const PowerPartition backwards{{{{1}, 0}, {{0}, 2}}}; // x against 2: cell 0 on the right
  const Polytope domain = box({Rational(-1)}, {Rational(9)});
  const RegionNetwork result = region_network(data, backwards, domain);
  CHECK(result.groups.group_of_sample == std::vector<std::size_t>{1, 1, 0, 0});
  CHECK(result.domain == domain);
  check_identities(result, data);
  CHECK_THROWS_AS(region_network(data, backwards, box({Rational(0)}, {Rational(9)})), InputError);
  CHECK_THROWS_AS(region_network(data, backwards, box({0, 0}, {9, 9})), InputError);
  const PowerPartition empty_cell{{{{1}, 0}, {{0}, 2}, {{0}, -100}}};
  CHECK(region_network(data, empty_cell).fits.risk == result.fits.risk);
  const PowerPartition wall{{{{1}, 0}, {{0}, 4}}};
  CHECK_THROWS_AS(region_network(data, wall), UsageError);
}

TEST_CASE("one group is one affine function, also without inputs", "[constructions]") {
  const Dataset plane = dataset_of({{0, 0}, {1, 0}, {0, 1}, {1, 1}}, {0, 1, 2, 4});
  const RegionNetwork one = region_network(plane, {{zero_function(2)}});
  CHECK(one.lattices[0].form.rows.size() == 1);
  check_identities(one, plane);
  CHECK(verdict_report(one.network(), plane, one.groups).verdict == RegionVerdict::certified);
  const Dataset nothing = dataset_of({{}, {}}, {0, 1});
  const RegionNetwork point = region_network(nothing, {{zero_function(0)}});
  CHECK(point.network()({})[0] == Rational(1, 2));
}

TEST_CASE("shifts suffice on the whole domain, also where a minimum peaks inside",
          "[constructions]") {
  // max(min(x+1, 1−x), −5): the minimum is 0 at both ends of [−1, 1] but 1 at 0
  LatticeTree tree;
  const std::size_t left = tree.add_affine({{1}, 1});
  const std::size_t right = tree.add_affine({{-1}, 1});
  const std::size_t minimum = tree.add_minimum(left, right);
  const std::size_t floor = tree.add_affine({{0}, -5});
  tree.add_maximum(floor, minimum);
  const Polytope domain = box({Rational(-1)}, {Rational(1)});
  const Vector shifts = shifts_on(tree, domain);
  REQUIRE(shifts.size() == 5);
  for (std::size_t v : {left, right, minimum})
    CHECK(shifts[v] > 0); // lower bound 0: strictly above it
  CHECK(shifts[floor] > 5);
  const LabelledNetwork labelled = labelled_lattice_network({tree}, {shifts}, 1);
  for (long k = -4; k <= 4; ++k)
    CHECK(labelled.network({fraction(k, 4)})[0] == tree({fraction(k, 4)}));
}

TEST_CASE("the order of the trees changes patterns, not values", "[constructions]") {
  const Dataset data = sampled([](const Rational& x) { return Rational(x * x * x - x / 2); });
  const Vector thresholds = {Rational(-11, 20), Rational(1, 20), Rational(11, 20)};
  for (const OrderChoice& orders : {OrderChoice(balanced_orders), OrderChoice(chain_orders)}) {
    const RegionNetwork result = on_intervals(data, thresholds, orders);
    check_identities(result, data);
    check_report(result, data);
  }
}

TEST_CASE("power diagrams and slabs in 2 and 3 dimensions, one and two outputs",
          "[constructions]") {
  for (unsigned seed = 1; seed <= 4; ++seed)
    for (std::size_t dimension : {std::size_t{2}, std::size_t{3}}) {
      CAPTURE(seed, dimension);
      const std::size_t groups = dimension == 2 ? 2 + seed % 2 : 2;
      const Dataset data = flower_like(seed, dimension, 1 + seed % 2, 24);
      const RegionNetwork result = region_network(data, chosen_power_partition(data, groups));
      check_identities(result, data);
      check_report(result, data);
      const Slabs slabs = optimal_slabs(data, groups, chosen_direction(data, groups));
      const RegionNetwork parallel = region_network(data, power_partition(slabs));
      CHECK(parallel.groups.group_of_sample ==
            sample_groups(Partition(slabs), data).group_of_sample);
      check_identities(parallel, data);
      check_report(parallel, data);
      CHECK(region_network(data, chosen_power_partition(data, groups)).functions ==
            result.functions);
    }
}
