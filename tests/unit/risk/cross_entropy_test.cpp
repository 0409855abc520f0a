// SPDX-License-Identifier: GPL-3.0-or-later
//
// Logistic and softmax loss: labels, enclosures, directions without a minimiser, fits with their
// proofs. Optima worked by hand: constants are log-odds.

#include "exact/error.hpp"
#include "risk/ellipsoid_fit.hpp"
#include "risk/guess/newton_minimum.hpp"
#include "risk/guess/score_maps.hpp"
#include "risk/separating_direction.hpp"

#include <catch2/catch.hpp>

#include <cmath>
#include <random>

using namespace thalweg;

namespace {

/// Columns x_0, x_1, … and one target.
Dataset table(const std::vector<Vector>& rows) {
  Dataset data;
  for (std::size_t k = 0; k < rows.front().size(); ++k)
    data.columns.push_back("c" + std::to_string(k));
  data.target_columns = {rows.front().size() - 1};
  for (const Vector& row : rows) {
    data.inputs.emplace_back(row.begin(), row.end() - 1);
    data.targets.push_back({row.back()});
  }
  return data;
}

SampleSet all(const Dataset& data) {
  SampleSet result(data.sample_count());
  for (std::size_t i = 0; i < result.size(); ++i)
    result[i] = i;
  return result;
}

CrossEntropyLoss softmax(std::size_t classes) {
  return {CrossEntropyKind::softmax, classes, {}};
}

double sum_of_losses(const LabelledData& labelled, const AffineMap& p) {
  double sum = 0;
  for (std::size_t i = 0; i < labelled.data.sample_count(); ++i) {
    Vector outputs;
    for (const AffineFunction& f : p)
      outputs.push_back(f(labelled.data.inputs[i]));
    for (std::size_t o = 0; o < labelled.block_count(); ++o) {
      Vector v = scores(labelled, o, outputs);
      v.emplace_back(0);
      double total = 0;
      for (const Rational& score : v)
        total += std::exp(score.get_d());
      sum += std::log(total) - v[labelled.classes[i][o]].get_d();
    }
  }
  return sum;
}

} // namespace

TEST_CASE("which losses the names mean", "[risk]") {
  const Dataset labels = table({{0, -1}, {1, 1}});
  const Dataset species = table({{0, 1}, {1, 2}, {2, 2}});
  const Dataset classes = table({{0, 0}, {1, 3}, {2, 1}});
  CHECK(cross_entropy_of_text("logistic", labels) == CrossEntropyLoss{});
  CHECK(cross_entropy_of_text("logistic", species)->positive == Rational(2));
  CHECK(cross_entropy_of_text("logistic:1", species)->positive == Rational(1));
  CHECK(cross_entropy_of_text("softmax", classes) == softmax(4));
  CHECK(cross_entropy_of_text("softmax", table({{0, 0}})) == softmax(2));
  CHECK_FALSE(cross_entropy_of_text("hinge", labels).has_value());
  CHECK(to_string(*cross_entropy_of_text("logistic:1/2", species)) == "logistic:1/2");
  CHECK_THROWS_AS(cross_entropy_of_text("logistic:", labels), UsageError);
  CHECK_THROWS_AS(cross_entropy_of_text("logistic", classes), InputError);
  CHECK_THROWS_AS(cross_entropy_of_text("softmax", labels), InputError);
  CHECK_THROWS_AS(cross_entropy_of_text("softmax", table({{0, Rational(1, 2)}})), InputError);
  CHECK_THROWS_AS(labelled_data(classes, softmax(3)), InputError);
  CHECK_THROWS_AS(labelled_data(species, CrossEntropyLoss{}), InputError);
  CHECK(labelled_data(species, *cross_entropy_of_text("logistic", species)).classes ==
        std::vector<std::vector<std::size_t>>{{1}, {0}, {0}});
}

TEST_CASE("probabilities and losses are enclosed", "[risk]") {
  // scores (log 2 rounded, 0): p = 2/3, 1/3, ℓ_1 = log 3
  const Rational log2 =
      fraction(Integer("693147180559945309417232121458"), Integer("1" + std::string(30, '0')));
  const BlockEnclosure at = block_enclosure({log2}, 64);
  const Integer one = Integer(1) << 64;
  CHECK(abs(at.probabilities[0].lower * 3 - 2 * one) < 20);
  CHECK(at.probabilities[0].lower < at.probabilities[0].upper);
  CHECK(abs(at.probabilities[1].upper * 3 - one) < 20);
  CHECK(at.largest == log2);
  CHECK(std::abs(at.rest.lower.get_d() / one.get_d() - std::log(1.5)) < 1e-15);
  // far away: nothing underflows to a wrong sign
  const BlockEnclosure far = block_enclosure({Rational(-5000), Rational(5000)}, 64);
  CHECK(far.probabilities[0].lower == 0);
  CHECK(far.probabilities[0].upper > 0);
  CHECK(far.probabilities[1].upper <= one);
  CHECK(far.rest.lower >= 0);
}

TEST_CASE("the optimum of constants is near, with its proof", "[risk]") {
  // 5 of 8 are positive: log(5/3); no inputs
  const Dataset coins = table({{1}, {1}, {1}, {1}, {1}, {-1}, {-1}, {-1}});
  const LabelledData labelled = labelled_data(coins, {});
  const auto fit = ellipsoid_fit(labelled, all(coins), 128);
  REQUIRE(fit);
  CHECK(std::abs(fit->p[0].constant.get_d() - std::log(5.0 / 3)) < 1e-11);
  CHECK(fit->proof.basis == std::vector<std::size_t>{0});
  CHECK(fit->proof.reach < fraction(1, Integer(1) << 36));
  CHECK(fit->slack == fit->proof.reach * fit->proof.reach);
}

TEST_CASE("directions without a minimiser", "[risk]") {
  const auto direction = [](const Dataset& data, const CrossEntropyLoss& loss) {
    return separating_direction(labelled_data(data, loss), all(data));
  };
  // separable, and quasi-separable: x = 0 with both labels, x = 1 with label 1
  CHECK(direction(table({{0, -1}, {1, 1}}), {}).has_value());
  const auto quasi = direction(table({{0, -1}, {0, 1}, {1, 1}}), {});
  REQUIRE(quasi);
  CHECK((*quasi)[0].constant == 0);
  CHECK((*quasi)[0].linear[0] > 0);
  CHECK_FALSE(direction(table({{0, -1}, {0, 1}, {1, 1}, {1, -1}}), {}).has_value());
  CHECK(direction(table({{1}}), {}).has_value()); // one sample, no inputs
  CHECK_FALSE(direction(table({{1}, {-1}}), {}).has_value());
  // a class that does not occur
  CHECK(direction(table({{0, 0}, {0, 1}, {1, 0}, {1, 1}}), softmax(3)).has_value());
  CHECK(direction(table({{0, 1}, {0, 2}, {1, 1}, {1, 2}}), softmax(3)).has_value());
  CHECK_FALSE(direction(table({{0, 0}, {0, 1}, {0, 2}}), softmax(3)).has_value());
  const Dataset all_classes = table({{0, 0}, {0, 1}, {0, 2}});
  CHECK_FALSE(separating_direction(labelled_data(all_classes, softmax(3)), {}).has_value());
}

TEST_CASE("either a direction or a fit, on random data", "[risk]") {
  const unsigned seed = 518;
  INFO("seed " << seed);
  std::mt19937 random(seed);
  int with = 0, without = 0;
  for (int trial = 0; trial < 120; ++trial) {
    const std::size_t d = random() % 3;
    const std::size_t n = 1 + random() % 12;
    const bool is_softmax = random() % 2 == 0;
    std::vector<Vector> rows(n);
    for (Vector& row : rows) {
      for (std::size_t k = 0; k < d; ++k)
        row.push_back(fraction(static_cast<int>(random() % 7) - 3, 1 + random() % 2));
      row.push_back(is_softmax ? static_cast<int>(random() % 3)
                               : 2 * static_cast<int>(random() % 2) - 1);
    }
    const Dataset data = table(rows);
    const LabelledData labelled = labelled_data(data, is_softmax ? softmax(3) : CrossEntropyLoss{});
    INFO("trial " << trial);
    const auto direction = separating_direction(labelled, all(data));
    const auto fit = ellipsoid_fit(labelled, all(data), 128);
    CHECK(direction.has_value() != fit.has_value());
    CHECK(guessed_optimal_map(labelled, all(data)).has_value() == fit.has_value());
    ++(direction ? without : with);
    if (!fit)
      continue;
    // no change of one coefficient lowers the sum
    const double least = sum_of_losses(labelled, fit->p);
    const RiskBounds bounds = risk_bounds(
        labelled, outputs_of_groups(data, {1, std::vector<std::size_t>(n)}, {fit->p}), 128);
    CHECK(std::abs(bounds.lower.get_d() * static_cast<double>(n) - least) < 1e-9);
    for (std::size_t o = 0; o < fit->p.size(); ++o)
      for (const Rational& step : {fraction(-1, 8), fraction(1, 8)})
        for (std::size_t entry = 0; entry <= d; ++entry) {
          AffineMap moved = fit->p;
          (entry < d ? moved[o].linear[entry] : moved[o].constant) += step;
          CHECK(sum_of_losses(labelled, moved) > least - 1e-9);
        }
  }
  CHECK(with > 20);
  CHECK(without > 20);
}

TEST_CASE("Newton's method finds nothing where there is no minimum", "[risk]") {
  const NewtonProblem separable{{{0, 1}, {1, 1}}, {1, 0}, 2};
  CHECK_FALSE(floating_newton_minimum(separable, 0).has_value());
  CHECK(floating_newton_minimum(separable, 0.1).has_value());
  CHECK_FALSE(approximate_inverse({{1, 2}, {2, 4}}).has_value());
}
