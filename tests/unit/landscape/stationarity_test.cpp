// SPDX-License-Identifier: GPL-3.0-or-later
//
// Lifted stationarity: the erratum that one predictor is not one pattern (liu2021), settled and
// unsettled walls, and agreement with the sums over all paths, enumerated one by one.

#include "exact/error.hpp"
#include "landscape/stationarity.hpp"
#include "samples.hpp"

#include <algorithm>
#include <catch2/catch.hpp>

using namespace thalweg;
using namespace thalweg::samples;

namespace {

// x = −3..3, f = min(p1, p2, p3) with p1 = x + 3/2, p2 = −x + 8/5, p3 = 0, residuals
// g = (0, 0, −1, 2, −1, 0, 0): f is the optimal affine fit on {−3,−2}, {−1,0,1} and {2,3}.
Dataset shared_pattern_data() {
  return dataset(
      {{-3}, {-2}, {-1}, {0}, {1}, {2}, {3}},
      {{Rational(-3, 2)}, {Rational(-1, 2)}, {1}, {-2}, {1}, {Rational(-2, 5)}, {Rational(-7, 5)}});
}

constexpr int shift = 10; // B; all values are below 5 in magnitude

/// min(min(p1, p2), p3) with min(u,v) = [u+B]_+ − B − [u−v]_+.
/// Units: a = [p1+B], b = [p1−p2] = [2x − 1/10], c = [p3+B]; u = a − B − b;
/// then [u+B] = [a−b], [u−p3] = [a−b−c], output [u+B] − B − [u−p3].
Network bad_tree() {
  return {{{1, {{{0, 1}}, {{0, 2}}, {}}, {Rational(3, 2) + shift, Rational(-1, 10), shift}, relu()},
           {3, {{{0, 1}, {1, -1}}, {{0, 1}, {1, -1}, {2, -1}}}, {0, 0}, relu()},
           {2, {{{0, 1}, {1, -1}}}, {-shift}, identity_activation()}}};
}

/// min(p1, min(p2, p3)). Units: a = [p2+B], b = [p2−p3], c = [p1+B]; v = a − B − b;
/// then [p1+B] = [c], [p1−v] = [c − B − a + B + b] = [c−a+b], output [c] − B − [c−a+b].
Network good_tree() {
  return {{{1,
            {{{0, -1}}, {{0, -1}}, {{0, 1}}},
            {Rational(8, 5) + shift, Rational(8, 5), Rational(3, 2) + shift},
            relu()},
           {3, {{{2, 1}}, {{0, -1}, {1, 1}, {2, 1}}}, {0, 0}, relu()},
           {2, {{{0, 1}, {1, -1}}}, {-shift}, identity_activation()}}};
}

Rational relu_of(const Rational& z) {
  return z > 0 ? z : Rational(0);
}

} // namespace

TEST_CASE("erratum-shared-pattern: the bad tree is not stationary", "[landscape]") {
  const Dataset data = shared_pattern_data();
  const Network network = bad_tree();
  const PatternClasses classes = pattern_classes(network, data);
  CHECK(classes.on_wall.empty());
  CHECK(classes.classes.size() == 4); // {−1,0} and {1} share the predictor 0, not the pattern
  CHECK(empirical_risk(network, data, classes) == Rational(6, 7));
  // Σ_i g_i h(x_i) for both outgoing weights of the last min module
  for (std::size_t unit = 0; unit < 2; ++unit) {
    Rational gradient = 0;
    for (std::size_t i = 0; i < 7; ++i) {
      const Rational residual = network(data.inputs[i])[0] - data.targets[i][0];
      gradient += residual * relu_of(network.pre_activations(data.inputs[i])[1][unit]);
    }
    CHECK(gradient == Rational(19, 10));
  }
  const auto failure = lifted_stationarity_failure(network, data, classes);
  REQUIRE(failure);
  CHECK(failure->output == 0);
  CHECK(failure->value != 0);
}

TEST_CASE("erratum-shared-pattern: the good tree is stationary", "[landscape]") {
  const Dataset data = shared_pattern_data();
  const Network network = good_tree();
  const PatternClasses classes = pattern_classes(network, data);
  CHECK(classes.on_wall.empty());
  REQUIRE(classes.classes.size() == 3);
  CHECK(classes.classes[0].members == SampleSet{0, 1});
  CHECK(classes.classes[1].members == SampleSet{2, 3, 4});
  CHECK(classes.classes[2].members == SampleSet{5, 6});
  for (std::size_t i = 0; i < 7; ++i)
    CHECK(network(data.inputs[i]) == bad_tree()(data.inputs[i]));
  CHECK_FALSE(lifted_stationarity_failure(network, data, classes));
}

TEST_CASE("path sums by hand, also through a unit that the output ignores", "[landscape]") {
  // F = 2[x + 3]_+ − 6 = 2x on the samples, and a second unit [x]_+ with output weight 0.
  const Network network{
      {{1, {{{0, 1}}, {{0, 1}}}, {3, 0}, relu()}, {2, {{{0, 2}}}, {-6}, identity_activation()}}};
  // g = (1, 1) at x = −1, 1: not orthogonal to 1.
  Dataset data = dataset({{-1}, {1}}, {{-3}, {1}});
  const auto failure = lifted_stationarity_failure(network, data, pattern_classes(network, data));
  REQUIRE(failure);
  CHECK(failure->place == "path from a bias of layer 1");
  CHECK(failure->value == 2);
  // g = (1, −1, −1, 1) at x = −2, −1, 1, 2: orthogonal to 1 and x, and on x > 0 to 1, but there not
  // to x: −1·1 + 1·2 = 1.
  data = dataset({{-2}, {-1}, {1}, {2}}, {{-5}, {-1}, {3}, {3}});
  const auto second = lifted_stationarity_failure(network, data, pattern_classes(network, data));
  REQUIRE(second);
  CHECK(second->place == "path from input coordinate 0");
  CHECK(second->value == 1);
}

TEST_CASE("an intercept starts a path of its own", "[landscape]") {
  // Hard tanh of x, saturated at both samples (slopes 0, intercepts −1 and 1), output weight 0:
  // g = (1, −1) is orthogonal to 1 and all slopes vanish, but Σ κ g = −1 − 1.
  const Network network{{{1, {{{0, 1}}}, {0}, hard_tanh()}, {1, {{}}, {0}, identity_activation()}}};
  const Dataset data = dataset({{-2}, {2}}, {{-1}, {1}});
  const auto failure = lifted_stationarity_failure(network, data, pattern_classes(network, data));
  REQUIRE(failure);
  CHECK(failure->place == "path from the intercept of layer 0, unit 0");
  CHECK(failure->value == -2);
}

TEST_CASE("a sample on a wall is exempt exactly if it is settled", "[landscape]") {
  // F = [x]: the sample x = 0 is on a wall; the other is fitted.
  const Network network{
      {{1, {{{0, 1}}}, {0}, relu()}, {1, {{{0, 1}}}, {0}, identity_activation()}}};
  Dataset data = dataset({{1}, {0}}, {{1}, {0}});
  CHECK_FALSE(lifted_stationarity_failure(network, data, pattern_classes(network, data)));
  data.targets[1][0] = 1;
  CHECK_THROWS_WITH(
      lifted_stationarity_failure(network, data, pattern_classes(network, data)),
      "sample 1: expected an activation pattern (its loss is not 0), found a pre-activation on "
      "a breakpoint");
}

TEST_CASE("without inputs stationarity is a zero mean residual", "[landscape]") {
  const Network network{
      {{0, {{}}, {Rational(1, 3)}, relu()}, {1, {{{0, 6}}}, {1}, identity_activation()}}};
  Dataset data = dataset({{}, {}}, {{2}, {4}});
  CHECK_FALSE(lifted_stationarity_failure(network, data, pattern_classes(network, data)));
  data.targets[1][0] = 5;
  const auto failure = lifted_stationarity_failure(network, data, pattern_classes(network, data));
  REQUIRE(failure);
  CHECK(failure->value == -1);
}

namespace {

/// φ_p over the samples for every path p that ends in a given output: started by an input
/// coordinate, a bias or an intercept, continued through one unit of each later hidden layer.
class Paths {
public:
  Paths(const Network& network, const Dataset& data) : network_(network) {
    for (const Vector& x : data.inputs)
      patterns_.push_back(*plain_pattern(network, x));
    const Vector ones(data.sample_count(), Rational(1));
    for (std::size_t k = 0; k < data.input_dimension(); ++k) {
      Vector coordinate;
      for (const Vector& x : data.inputs)
        coordinate.push_back(x[k]);
      through_layer(0, coordinate);
    }
    for (std::size_t l = 0; l < network.layers.size(); ++l)
      through_layer(l, ones, true);
  }
  std::vector<Vector> maps;

private:
  /// The path has reached the inputs of layer l (or starts at a bias of one of its units) with φ.
  void through_layer(std::size_t l, const Vector& phi, bool starts = false) {
    if (l + 1 == network_.layers.size()) {
      maps.push_back(phi);
      return;
    }
    for (std::size_t j = 0; j < network_.layers[l].unit_count(); ++j) {
      Vector next(phi.size()), intercept(phi.size());
      for (std::size_t i = 0; i < phi.size(); ++i) {
        const std::size_t piece = patterns_[i][l][j];
        next[i] = phi[i] * network_.layers[l].activation.slopes[piece];
        intercept[i] = network_.layers[l].activation.intercepts[piece];
      }
      through_layer(l + 1, next);
      if (starts)
        through_layer(l + 1, intercept);
    }
  }

  const Network& network_;
  std::vector<std::vector<std::vector<std::size_t>>> patterns_;
};

} // namespace

TEST_CASE("the backward recursion agrees with the sums over all paths", "[landscape]") {
  std::size_t holding_with_residuals = 0, failing = 0;
  for (unsigned seed = 1; seed <= 900; ++seed) {
    CAPTURE(seed);
    std::mt19937 random(seed);
    const std::size_t inputs = random() % 3, outputs = 1 + random() % 2;
    const Network network = random_network(random, inputs, outputs);
    Dataset data = random_dataset(random, 1 + random() % 10, inputs, outputs);
    if (!pattern_classes(network, data).on_wall.empty())
      continue;
    const std::vector<Vector> maps = Paths(network, data).maps;
    const std::size_t n = data.sample_count();
    std::vector<Vector> residuals; // by output
    for (std::size_t o = 0; o < outputs; ++o) {
      residuals.push_back(random_orthogonal(random, maps, n));
      if (random() % 3 == 0)
        residuals[o][random() % n] += small_rational(random);
      for (std::size_t i = 0; i < n; ++i)
        data.targets[i][o] = network(data.inputs[i])[o] - residuals[o][i];
    }
    std::vector<Vector> sums(outputs); // the path sums that are not zero
    for (std::size_t o = 0; o < outputs; ++o)
      for (const Vector& map : maps)
        if (const Rational sum = dot(residuals[o], map); sum != 0)
          sums[o].push_back(sum);
    const bool holds = std::all_of(sums.begin(), sums.end(), [](auto& s) { return s.empty(); });
    const auto failure = lifted_stationarity_failure(network, data, pattern_classes(network, data));
    REQUIRE(failure.has_value() == !holds);
    if (failure)
      REQUIRE(std::count(sums[failure->output].begin(), sums[failure->output].end(),
                         failure->value) > 0);
    failing += failure.has_value();
    holding_with_residuals += holds && residuals.front() != Vector(n);
  }
  CHECK(holding_with_residuals > 30);
  CHECK(failing > 30);
}
