// SPDX-License-Identifier: GPL-3.0-or-later
//
// Optimal affine fits: worked by hand, the normal equations on random small groups, the choice for
// dependent columns, and sums of squares rational by rational.

#include "exact/error.hpp"
#include "risk/affine_fit.hpp"

#include <catch2/catch.hpp>

#include <random>

using namespace thalweg;

namespace {

Dataset dataset(std::vector<Vector> inputs, std::vector<Vector> targets,
                std::size_t input_dimension) {
  Dataset data;
  const std::size_t target_dimension = targets.empty() ? 1 : targets[0].size();
  for (std::size_t column = 0; column < input_dimension + target_dimension; ++column)
    data.columns.push_back("c" + std::to_string(column + 1));
  for (std::size_t output = 0; output < target_dimension; ++output)
    data.target_columns.push_back(input_dimension + output);
  data.inputs = std::move(inputs);
  data.targets = std::move(targets);
  return data;
}

SampleSet first_samples(std::size_t count) {
  SampleSet result(count);
  for (std::size_t i = 0; i < count; ++i)
    result[i] = i;
  return result;
}

Rational slow_sum_of_squares(const Dataset& data, const SampleSet& group, const AffineMap& p) {
  Rational sum;
  for (const std::size_t i : group)
    for (std::size_t o = 0; o < p.size(); ++o) {
      const Rational residual = p[o](data.inputs[i]) - data.targets[i][o];
      sum += residual * residual;
    }
  return sum;
}

/// Σ (p(x_i) − y_i)(x_i, 1) = 0 for every output.
bool satisfies_normal_equations(const Dataset& data, const SampleSet& group, const AffineMap& p) {
  for (std::size_t o = 0; o < p.size(); ++o) {
    Vector sums(data.input_dimension() + 1);
    for (const std::size_t i : group) {
      const Rational residual = p[o](data.inputs[i]) - data.targets[i][o];
      sums.back() += residual;
      for (std::size_t j = 0; j < data.input_dimension(); ++j)
        sums[j] += residual * data.inputs[i][j];
    }
    for (const Rational& sum : sums)
      if (sgn(sum) != 0)
        return false;
  }
  return true;
}

/// Small coordinates, so that columns repeat, vanish and depend on each other; some long ones.
Dataset random_dataset(std::mt19937& random) {
  const std::size_t dimension = random() % 4, outputs = 1 + random() % 3;
  const std::size_t count = 1 + random() % 7;
  std::vector<Vector> inputs(count, Vector(dimension)), targets(count, Vector(outputs));
  const bool has_long_entries = random() % 4 == 0;
  for (std::size_t i = 0; i < count; ++i) {
    for (Rational& x : inputs[i])
      x = fraction(static_cast<int>(random() % 5) - 2, static_cast<int>(random() % 3) + 1);
    if (has_long_entries && dimension > 0)
      inputs[i][0] = fraction(static_cast<unsigned long>(random()), (Integer(1) << 70) + 1);
    for (Rational& y : targets[i])
      y = fraction(static_cast<int>(random() % 7) - 3, static_cast<int>(random() % 4) + 1);
    if (i > 0 && random() % 3 == 0)
      inputs[i] = inputs[i - 1]; // a repeated input, perhaps with another target
  }
  return dataset(std::move(inputs), std::move(targets), dimension);
}

} // namespace

TEST_CASE("fit of three points by hand", "[risk]") {
  // (0,0), (1,1), (2,0): slope 0, constant 1/3, squares 1/9 + 4/9 + 1/9 = 2/3.
  const Dataset data = dataset({{0}, {1}, {2}}, {{0}, {1}, {0}}, 1);
  const AffineMap p = affine_fit(data, {0, 1, 2});
  CHECK(p == AffineMap{{{0}, fraction(1, 3)}});
  CHECK(sum_of_squares(data, {0, 1, 2}, p) == fraction(2, 3));
  // On the last two points the fit is exact: y = 2 − x.
  CHECK(affine_fit(data, {1, 2}) == AffineMap{{{-1}, 2}});
}

TEST_CASE("fit with two targets and rational inputs by hand", "[risk]") {
  // x = 1/2, 3/2: the line through (1/2, 1/3), (3/2, 4/3) is x − 1/6; through (1/2, 2), (3/2, 2)
  // is 2.
  const Dataset data =
      dataset({{fraction(1, 2)}, {fraction(3, 2)}}, {{fraction(1, 3), 2}, {fraction(4, 3), 2}}, 1);
  CHECK(affine_fit(data, {0, 1}) == AffineMap{{{1}, fraction(-1, 6)}, {{0}, 2}});
}

TEST_CASE("fit of an empty group is zero", "[risk]") {
  const Dataset data = dataset({{1, 2}}, {{3}}, 2);
  CHECK(affine_fit(data, {}) == AffineMap{zero_function(2)});
  CHECK(sum_of_squares(data, {}, AffineMap{{{1, 1}, 1}}) == 0);
}

TEST_CASE("dependent columns are dropped from the right", "[risk]") {
  SECTION("one sample: only the constant is left") {
    const Dataset data = dataset({{5, 7}}, {{3}}, 2);
    CHECK(affine_fit(data, {0}) == AffineMap{{{0, 0}, 3}});
  }
  SECTION("a constant column depends on the ones") {
    const Dataset data = dataset({{4, 0}, {4, 1}, {4, 2}}, {{1}, {3}, {5}}, 2);
    CHECK(affine_fit(data, {0, 1, 2}) == AffineMap{{{0, 2}, 1}});
  }
  SECTION("of two proportional columns the first stays") {
    const Dataset data = dataset({{0, 0}, {1, 2}, {2, 4}}, {{1}, {3}, {5}}, 2);
    CHECK(affine_fit(data, {0, 1, 2}) == AffineMap{{{2, 0}, 1}});
  }
  SECTION("a column that is 0 on the group, but not elsewhere") {
    const Dataset data = dataset({{0, 1}, {0, 2}, {9, 9}}, {{1}, {2}, {0}}, 2);
    CHECK(affine_fit(data, {0, 1}) == AffineMap{{{0, 1}, 0}});
  }
  SECTION("x_3 = x_1 + x_2 − 1/3") {
    std::vector<Vector> inputs;
    std::vector<Vector> targets;
    for (int i = 0; i < 4; ++i) {
      const Rational a = i % 2, b = i / 2;
      inputs.push_back({a, b, a + b - fraction(1, 3)});
      targets.push_back({a * b});
    }
    // The fit of ab on {0,1}²: a/2 + b/2 − 1/4.
    const Dataset data = dataset(inputs, targets, 3);
    CHECK(affine_fit(data, first_samples(4)) ==
          AffineMap{{{fraction(1, 2), fraction(1, 2), 0}, fraction(-1, 4)}});
  }
}

TEST_CASE("fits satisfy the normal equations", "[risk]") {
  const unsigned seed = 91;
  CAPTURE(seed);
  std::mt19937 random(seed);
  for (int round = 0; round < 300; ++round) {
    CAPTURE(round);
    const Dataset data = random_dataset(random);
    const SampleSet all = first_samples(data.sample_count());
    const AffineMap p = affine_fit(data, all);
    CHECK(satisfies_normal_equations(data, all, p));
    const Rational least = sum_of_squares(data, all, p);
    CHECK(least == slow_sum_of_squares(data, all, p));
    AffineMap moved = p;
    moved[0].constant += fraction(1, 97);
    CHECK(sum_of_squares(data, all, moved) > least);
    CHECK(sum_of_squares(data, all, moved) == slow_sum_of_squares(data, all, moved));
  }
}

TEST_CASE("fits of more than 20 columns", "[risk]") {
  const unsigned seed = 92;
  CAPTURE(seed);
  std::mt19937 random(seed);
  const std::size_t dimension = 24;
  for (const std::size_t count : {10U, 25U, 40U}) { // fewer samples than columns, as many, more
    std::vector<Vector> inputs(count, Vector(dimension)), targets(count, Vector(2));
    for (std::size_t i = 0; i < count; ++i) {
      for (Rational& x : inputs[i])
        x = fraction(static_cast<int>(random() % 2001) - 1000, 1 << (random() % 10));
      inputs[i][3] = inputs[i][2] * 2 - 5; // always dependent
      targets[i] = {static_cast<int>(random() % 10), fraction(static_cast<int>(random() % 10), 3)};
    }
    const Dataset data = dataset(inputs, targets, dimension);
    const SampleSet all = first_samples(count);
    const AffineMap p = affine_fit(data, all);
    CHECK(satisfies_normal_equations(data, all, p));
    CHECK(p[0].linear[3] == 0);
    CHECK(p[1].linear[3] == 0);
    if (count == 10) { // ten independent columns fit ten samples exactly: 1, x_1, x_2, x_3, x_5, …
      CHECK(sum_of_squares(data, all, p) == 0);
      CHECK(p[0].linear[9] != 0);
      CHECK(p[0].linear[10] == 0);
    }
  }
}

TEST_CASE("group fits and their risk by hand", "[risk]") {
  // y = x² at −1, 0, 1, 2 and group {0, 1, 2}: fit 2/3, squares 2/3; group {3}: exact; risk
  // (2/3)/4.
  const Dataset data = dataset({{-1}, {0}, {1}, {2}}, {{1}, {0}, {1}, {4}}, 1);
  const GroupFits fits = group_fits(data, {3, {0, 0, 0, 2}});
  REQUIRE(fits.pieces.size() == 3);
  CHECK(fits.pieces[0] == AffineMap{{{0}, fraction(2, 3)}});
  CHECK(fits.pieces[1] == AffineMap{zero_function(1)});
  CHECK(fits.pieces[2] == AffineMap{{{0}, 4}});
  CHECK(fits.risk == fraction(1, 6));
}

TEST_CASE("finer groups never have larger risk", "[risk]") {
  const unsigned seed = 93;
  CAPTURE(seed);
  std::mt19937 random(seed);
  for (int round = 0; round < 60; ++round) {
    const Dataset data = random_dataset(random);
    Grouping coarse{2, {}}, fine{4, {}};
    for (std::size_t i = 0; i < data.sample_count(); ++i) {
      coarse.group_of_sample.push_back(random() % 2);
      fine.group_of_sample.push_back(2 * coarse.group_of_sample.back() + random() % 2);
    }
    const Rational risk = group_fits(data, fine).risk;
    CHECK(risk <= group_fits(data, coarse).risk);
    CHECK(sgn(risk) >= 0);
  }
}

TEST_CASE("misuse is our bug", "[risk]") {
  const Dataset data = dataset({{1}}, {{1}}, 1);
  CHECK_THROWS_AS(sum_of_squares(data, {0}, {}), InternalError);
  CHECK_THROWS_AS(group_fits(data, {1, {}}), InternalError);
  CHECK_THROWS_AS(group_fits(data, {1, {1}}), InternalError);
  CHECK_THROWS_AS(group_fits(dataset({}, {}, 1), {0, {}}), InternalError);
}
