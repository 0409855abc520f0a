// SPDX-License-Identifier: GPL-3.0-or-later
//
// Decisions and rays for every loss: by hand, and at random, where rays are tried at points and
// minima are tried within their radius.
//
// Median: dead units, x = 0, 1, 2, y = 0, 1, 5, output bias 1 = the median: every subgradient 0 at
// x = 1 leaves Σ g = 1 − 1 + g_1: g_1 = 0, a minimum for the absolute loss (risk (1 + 4)/3). For
// quantile:1/3 the slopes are 2/3 left and −1/3 right: 2/3 − 1/3 + g_1 = 0, g_1 = −1/3, still in
// [−1/3, 2/3]; for quantile:3/4: 1/4 − 3/4 + g = 0, g = 1/2 > 1/4: no minimum.

#include "landscape/decision.hpp"
#include "landscape/lifted_conditions.hpp"
#include "landscape/stationarity.hpp"
#include "landscape/tangent_fit.hpp"
#include "landscape/wall_directions.hpp"

#include "exact/error.hpp"

#include "unit/landscape/samples.hpp"

#include "unit/risk/samples.hpp"

#include <catch2/catch.hpp>

using namespace thalweg;
using namespace thalweg::samples;

namespace {

Rational risk_at(const Network& network, const Problem& problem) {
  return empirical_risk(network, problem, pattern_classes(network, problem.data));
}

void check_ray(const DescentRay& ray, const Network& network, const Problem& problem) {
  CHECK(ray.risk == risk_at(network, problem));
  for (const int part : {1, 2, 3, 7, 64}) {
    const Rational epsilon = ray.epsilon / part;
    const Rational there = risk_at(moved(network, ray.direction, epsilon), problem);
    CHECK(there == ray.risk + ray.risk_difference(epsilon));
    CHECK(there < ray.risk);
  }
}

/// One dead unit, the output is the bias.
Network dead(const Rational& bias) {
  return {{layer(1, {{0}}, {-1}, relu()), layer(1, {{0}}, {bias}, identity_activation())}};
}

const Dataset median_data = dataset({{0}, {1}, {2}}, {{0}, {1}, {5}});

} // namespace

TEST_CASE("the median is a minimum for the absolute loss", "[landscape]") {
  const WeightedLoss absolute(loss(LossKind::absolute));
  const Decision answer = decision(dead(1), {median_data, absolute}, 100);
  const auto* minimum = std::get_if<CertifiedMinimum>(&answer);
  REQUIRE(minimum);
  CHECK(minimum->risk == fraction(5, 3));
  // x = 1 is settled and its subgradient 0: exempt
  CHECK(minimum->subgradients == Subgradients{Vector{1}, std::nullopt, Vector{-1}});
  CHECK(minimum->classes.classes.size() == 1);
  CHECK(minimum->classes.classes[0].members == SampleSet{0, 2});

  const WeightedLoss third(loss(LossKind::quantile, fraction(1, 3)));
  const Decision lower = decision(dead(1), {median_data, third}, 100);
  REQUIRE(std::holds_alternative<CertifiedMinimum>(lower));
  CHECK(std::get<CertifiedMinimum>(lower).subgradients ==
        Subgradients{Vector{fraction(2, 3)}, Vector{fraction(-1, 3)}, Vector{fraction(-1, 3)}});

  const WeightedLoss upper(loss(LossKind::quantile, fraction(3, 4)));
  const Decision refuted = decision(dead(1), {median_data, upper}, 100);
  REQUIRE(std::holds_alternative<DescentRay>(refuted));
  check_ray(std::get<DescentRay>(refuted), dead(1), {median_data, upper});
}

TEST_CASE("a step to the side of a kink of the loss is no descent", "[landscape]") {
  // F = 1 at all samples: at the kink of x = 1 the loss rises on both sides.
  const Direction up{{}, {{1, 0, 1}}}, down{{}, {{1, 0, -1}}};
  const WeightedLoss absolute(loss(LossKind::absolute));
  CHECK_FALSE(descent_along(dead(1), {median_data, absolute}, up));
  CHECK_FALSE(descent_along(dead(1), {median_data, absolute}, down));
  // From 4 downwards: risk (4 + 3 + 1)/3, |F − 5| grows, two fall: −1/3 per unit. F − 5 = −1 − ε
  // has its sign shown for ε < 1 only, as the condition looks at sizes.
  const auto ray = descent_along(dead(4), {median_data, absolute}, down);
  REQUIRE(ray);
  CHECK(ray->epsilon == fraction(1, 2));
  CHECK(ray->risk == fraction(8, 3));
  CHECK(ray->risk_difference == Polynomial(Vector{0, fraction(-1, 3)}));
  // Close to a breakpoint the ray is shorter: F = 9/8 downwards meets 1 after 1/8.
  const auto close = descent_along(dead(fraction(9, 8)), {median_data, absolute}, down);
  REQUIRE(close);
  CHECK(close->epsilon == fraction(1, 16));
}

TEST_CASE("losses that are 0 everywhere are a global minimum", "[landscape]") {
  const WeightedLoss wide(loss(LossKind::epsilon, 4));
  CHECK(std::holds_alternative<GlobalMinimum>(decision(dead(1), {median_data, wide}, 100)));
  const Dataset labels = dataset({{0}, {1}}, {{1}, {1}});
  for (const LossKind kind : {LossKind::hinge, LossKind::squared_hinge}) {
    CHECK(std::holds_alternative<GlobalMinimum>(
        decision(dead(1), {labels, test::kept(loss(kind))}, 100)));
    CHECK(std::holds_alternative<DescentRay>(
        decision(dead(fraction(1, 2)), {labels, test::kept(loss(kind))}, 100)));
  }
}

TEST_CASE("labels that no constant tells apart", "[landscape]") {
  // hinge with labels ±1 at x = 0, 1: any constant in [−1, 1] has risk 1; at ±1 the kink matters:
  // at 1: g = 0 or −1 .. for the label 1, +1 for the label −1: g = −1. The same for squared hinge
  // at 0: −2 + 2 = 0.
  const Dataset labels = dataset({{0}, {1}}, {{1}, {-1}});
  for (const Rational& bias : {Rational(-1), Rational(0), fraction(1, 3), Rational(1)}) {
    const Decision answer = decision(dead(bias), {labels, test::kept(loss(LossKind::hinge))}, 100);
    const auto* minimum = std::get_if<CertifiedMinimum>(&answer);
    REQUIRE(minimum);
    CHECK(minimum->risk == 1);
    CHECK(minimum->subgradients == Subgradients{Vector{-1}, Vector{1}});
  }
  const Decision squared =
      decision(dead(0), {labels, test::kept(loss(LossKind::squared_hinge))}, 100);
  REQUIRE(std::holds_alternative<CertifiedMinimum>(squared));
  CHECK(std::get<CertifiedMinimum>(squared).subgradients.empty());
  CHECK(std::holds_alternative<DescentRay>(
      decision(dead(fraction(1, 2)), {labels, test::kept(loss(LossKind::squared_hinge))}, 100)));
  CHECK_THROWS_AS(decision(dead(0), {median_data, test::kept(loss(LossKind::hinge))}, 100),
                  InputError);
}

TEST_CASE("ties of units and of the loss together", "[landscape]") {
  // F = [0·x]_+ w + 0 with the unit on its wall at every sample, y = −1, 0, 1 at x = −1, 0, 1: the
  // settled sample x = 0 is at the kink. Unit up for x > 0 (weight 1) helps x = 1 alone.
  const Network tied{{layer(1, {{0}}, {0}, relu()), layer(1, {{1}}, {0}, identity_activation())}};
  const Dataset line = dataset({{-1}, {0}, {1}}, {{-1}, {0}, {1}});
  const WeightedLoss absolute(loss(LossKind::absolute));
  const Decision answer = decision(tied, {line, absolute}, 1000);
  REQUIRE(std::holds_alternative<DescentRay>(answer));
  check_ray(std::get<DescentRay>(answer), tied, {line, absolute});
  const WallSearch walls =
      descent_from_walls(tied, {line, absolute}, unsettled_states(tied, {line, absolute}), 1000);
  REQUIRE(walls.ray);
  check_ray(*walls.ray, tied, {line, absolute});
  // With targets 1, −1, −1 the output bias gains at two samples and loses at one.
  const Dataset down = dataset({{-1}, {0}, {1}}, {{1}, {-1}, {-1}});
  const Decision other = decision(tied, {down, absolute}, 1000);
  REQUIRE(std::holds_alternative<DescentRay>(other));
  check_ray(std::get<DescentRay>(other), tied, {down, absolute});
}

TEST_CASE("the first-order model at kinks: descent that no single parameter has", "[landscape]") {
  // F = w x + b at w = b = 0 with an identity unit. Samples (1, 0) twice, at their kinks, and (2,
  // 1): w moves the sum by −2 + 2 = 0, b by −1 + 2; (w, b) = (1, −1) by −1.
  const Network line{
      {layer(1, {{1}}, {0}, identity_activation()), layer(1, {{0}}, {0}, identity_activation())}};
  const Dataset data = dataset({{1}, {1}, {2}}, {{0}, {0}, {1}});
  const WeightedLoss absolute(loss(LossKind::absolute));
  const UnsettledStates states = unsettled_states(line, {data, absolute});
  CHECK(states.samples.size() == 3);
  CHECK(states.loss_ties.size() == 2);
  CHECK(states.unsettled_count == 1);
  const TangentFit fit = tangent_fit(line, {data, absolute}, states);
  REQUIRE(fit.ray);
  check_ray(*fit.ray, line, {data, absolute});
  const Decision answer = decision(line, {data, absolute}, 100);
  REQUIRE(std::holds_alternative<DescentRay>(answer));
  check_ray(std::get<DescentRay>(answer), line, {data, absolute});
}

TEST_CASE("given subgradients are checked", "[landscape]") {
  const WeightedLoss absolute(loss(LossKind::absolute));
  const Network network = dead(1);
  const PatternClasses classes = pattern_classes(network, median_data);
  const auto failure = [&](const Subgradients& g) {
    return lifted_stationarity_failure(network, {median_data, absolute}, classes, g);
  };
  CHECK_FALSE(failure({Vector{1}, Vector{0}, Vector{-1}}));
  const auto slanted = failure({Vector{1}, Vector{fraction(1, 1000)}, Vector{-1}});
  REQUIRE(slanted);
  CHECK(slanted->value == fraction(1, 1000));
  CHECK_THROWS_AS(failure({Vector{1}, Vector{fraction(1001, 1000)}, Vector{-1}}), InternalError);
  CHECK_THROWS_AS(failure({Vector{1}, std::nullopt, Vector{-1}}), InternalError);
}

TEST_CASE("reachable maps span what lifted stationarity tests, and the outputs", "[landscape]") {
  for (unsigned seed = 1; seed <= 120; ++seed) {
    CAPTURE(seed);
    std::mt19937 random(seed);
    const std::size_t inputs = 1 + random() % 2;
    const Network network = random_network(random, inputs, 1 + random() % 2);
    const Dataset data =
        random_dataset(random, 1 + random() % 5, inputs, network.output_dimension());
    const PatternClasses classes = pattern_classes(network, data);
    SampleSet samples;
    for (const PatternClass& c : classes.classes)
      samples.insert(samples.end(), c.members.begin(), c.members.end());
    std::sort(samples.begin(), samples.end());
    if (samples.empty())
      continue;
    const Columns columns = lifted_columns(network, data, classes, samples);
    // g orthogonal to the columns, and g that is not
    for (const bool is_orthogonal : {true, false}) {
      const Vector g = is_orthogonal ? random_orthogonal(random, columns, samples.size())
                                     : small_vector(random, samples.size());
      Subgradients subgradients(data.sample_count());
      for (std::size_t k = 0; k < samples.size(); ++k)
        subgradients[samples[k]] = Vector(network.output_dimension(), g[k]);
      bool expected = true, found = true;
      for (const Vector& column : columns)
        expected = expected && dot(column, g) == 0;
      LiftedConditions(network, data, classes, subgradients)
          .visit_failures(0, network.output_dimension(),
                          [&found](const PathSum&) { return found = false; });
      REQUIRE(found == expected);
      REQUIRE((expected || !is_orthogonal));
    }
    const std::vector<Vector> outputs = sample_outputs(network, data, classes);
    for (std::size_t o = 0; o < network.output_dimension(); ++o) {
      Columns with_output = columns;
      with_output.emplace_back();
      for (const std::size_t sample : samples)
        with_output.back().push_back(outputs[sample][o]);
      REQUIRE(independent_columns(with_output).size() == independent_columns(columns).size());
    }
  }
}

TEST_CASE("verdicts for all losses on random networks hold where they say", "[landscape]") {
  const std::vector<Loss> losses = all_losses();
  int refuted = 0, certified = 0, undecided = 0, global = 0, kinked = 0;
  for (unsigned seed = 1; seed <= 350; ++seed) {
    WeightedLoss one(losses[seed % losses.size()]);
    CAPTURE(seed, to_string(one.loss));
    std::mt19937 random(seed);
    const std::size_t inputs = 1 + random() % 2, outputs = 1 + random() % 2;
    const Network network = random_network(random, inputs, outputs);
    Dataset data = random_dataset(random, 1 + random() % 5, inputs, outputs);
    for (std::size_t i = 0; i < data.sample_count(); ++i)
      for (std::size_t o = 0; o < outputs; ++o) {
        Rational& y = data.targets[i][o];
        const Rational output = network(data.inputs[i])[o];
        if (has_labels(one.loss))
          y = random() % 2 == 0 ? -1 : 1;
        else if (seed % 2 == 0) // settled, or by turns above and below
          y = output + (i % 3 == 0 ? 0 : i % 3 == 1 ? 1 : -1);
      }
    if (seed % 5 == 0)
      one.output_weights.assign(outputs, fraction(2, 3));
    const Decision answer = decision(network, {data, one}, 60);
    if (const auto* ray = std::get_if<DescentRay>(&answer)) {
      check_ray(*ray, network, {data, one});
      ++refuted;
    } else if (const auto* minimum = std::get_if<CertifiedMinimum>(&answer)) {
      ++certified;
      kinked += has_kinks(one) ? 1 : 0;
      REQUIRE(minimum->subgradients.empty() != has_kinks(one));
      REQUIRE(minimum->risk == risk_at(network, {data, one}));
      const Rational reach = std::min(minimum->radius, Rational(1000));
      for (int trial = 0; trial < 10; ++trial) {
        Network there = network;
        for (DenseLayer& dense : there.layers) {
          std::vector<Vector> weights = dense_weights(dense);
          for (Vector& row : weights)
            for (Rational& weight : row)
              weight += reach * fraction(static_cast<long>(random() % 9) - 4, 4);
          set_dense_weights(dense, weights);
          for (Rational& bias : dense.biases)
            bias += reach * fraction(static_cast<long>(random() % 9) - 4, 4);
        }
        REQUIRE(risk_at(there, {data, one}) >= minimum->risk);
      }
    } else if (std::holds_alternative<GlobalMinimum>(answer)) {
      ++global;
      REQUIRE(risk_at(network, {data, one}) == 0);
    } else {
      ++undecided;
    }
  }
  CAPTURE(refuted, certified, kinked, global, undecided);
  CHECK(refuted > 150);
  CHECK(certified > 10);
  CHECK(kinked > 4);
  CHECK(undecided < 100);
}
