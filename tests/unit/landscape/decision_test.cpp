// SPDX-License-Identifier: GPL-3.0-or-later
//
// Verdicts worked by hand. Whatever is refuted is tested at points of its ray; whatever is
// certified is tested by the verifier's tests and, here, against random steps within the radius.
//
// erratum-shared-pattern (tests/unit/verifier/claim/shared_pattern_test.cpp has the arithmetic):
// the bad tree has Σ_i r_i ∂f = 19/10 for an outgoing weight of the last module, so the last layer
// alone descends: R falls with slope 2·(19/10)/7 = 19/35.
//
// Tie on a wall: x = −1, 0, 1, y = 1, −2, 1, and two rows that both hold the piece p = 0:
// f = max(p, p) = [p + 1]_+ − 1 + [p − p]_+, outgoing weights 1 and 1. Every sample ties at the
// second unit. Residuals −1, 2, −1 sum to 0 and so does Σ r x; the gradient with the unit off is 0.
// With the unit on for x > 0 only (D: weight 1, bias −1/2, say) f grows by x − 1/2 at x = 1, where
// r = −1: the risk falls.
//
// Dead units: x = 0, 1, y = x; both units are off at both samples, the bias 1/2 is the best
// constant: a minimum. The lower risk 0 is reached by [x + 1]_+ − 1.

#include "landscape/decision.hpp"
#include "landscape/wall_directions.hpp"

#include "constructions/spurious_minimum.hpp"
#include "unit/landscape/samples.hpp"

#include <catch2/catch.hpp>

using namespace thalweg;
using namespace thalweg::samples;

namespace {

Rational risk_at(const Network& network, const Dataset& data) {
  return empirical_risk(network, data, pattern_classes(network, data));
}

/// The risk at points of the ray is the polynomial and lower than at W.
void check_ray(const DescentRay& ray, const Network& network, const Dataset& data) {
  CHECK(ray.risk == risk_at(network, data));
  for (const int part : {1, 2, 3, 7, 64}) {
    const Rational epsilon = ray.epsilon / part;
    const Rational there = risk_at(moved(network, ray.direction, epsilon), data);
    CHECK(there == ray.risk + ray.risk_difference(epsilon));
    CHECK(there < ray.risk);
  }
}

Dataset seven_samples() {
  const auto q = [](int a, int b) { return fraction(a, b); };
  return dataset({{-3}, {-2}, {-1}, {0}, {1}, {2}, {3}},
                 {{q(-3, 2)}, {q(-1, 2)}, {1}, {-2}, {1}, {q(-2, 5)}, {q(-7, 5)}});
}

const Network bad_tree{{layer(1, {{1}, {2}, {0}}, {Rational(23, 2), Rational(-1, 10), 10}, relu()),
                        layer(3, {{1, -1, 0}, {1, -1, -1}}, {0, 0}, relu()),
                        layer(2, {{1, -1}}, {-10}, identity_activation())}};
const Network good_tree{
    {layer(1, {{-1}, {-1}, {1}}, {Rational(58, 5), Rational(8, 5), Rational(23, 2)}, relu()),
     layer(3, {{0, 0, 1}, {-1, 1, 1}}, {0, 0}, relu()),
     layer(2, {{1, -1}}, {-10}, identity_activation())}};

const Dataset three_samples = dataset({{-1}, {0}, {1}}, {{1}, {-2}, {1}});

/// max(p, p) with p = 0.
Network tied_rows() {
  return {{layer(1, {{0}, {0}}, {1, 0}, relu()), layer(2, {{1, 1}}, {-1}, identity_activation())}};
}

} // namespace

TEST_CASE("erratum-shared-pattern: the bad tree is refuted, the good one certified",
          "[landscape]") {
  const Dataset data = seven_samples();
  const Decision bad = decision(bad_tree, data);
  REQUIRE(std::holds_alternative<DescentRay>(bad));
  const DescentRay& ray = std::get<DescentRay>(bad);
  CHECK(ray.direction.entry_count() == 1);
  CHECK(ray.risk == Rational(6, 7));
  CHECK(abs(ray.risk_difference.coefficients()[1]) == Rational(19, 35));
  check_ray(ray, bad_tree, data);

  const Decision good = decision(good_tree, data);
  REQUIRE(std::holds_alternative<CertifiedMinimum>(good));
  const CertifiedMinimum& minimum = std::get<CertifiedMinimum>(good);
  CHECK(minimum.risk == Rational(6, 7));
  CHECK(minimum.radius > 0);
  CHECK(minimum.radius < minimum.flip->distance);
  // only the middle is unsettled
  REQUIRE(minimum.classes.classes.size() == 1);
  CHECK(minimum.classes.classes[0].members == SampleSet{2, 3, 4});
}

TEST_CASE("a tie on a wall is refuted by a one-sided ray", "[landscape]") {
  const Network network = tied_rows();
  const Decision answer = decision(network, three_samples);
  REQUIRE(std::holds_alternative<DescentRay>(answer));
  check_ray(std::get<DescentRay>(answer), network, three_samples);
  // the gradient does not see it: all ties to either side give the derivative 0 there
  const auto constant = dataset({{-1}, {0}, {1}}, {{0}, {0}, {0}});
  CHECK(std::holds_alternative<GlobalMinimum>(decision(network, constant)));
}

TEST_CASE("ties that lead nowhere are left undecided with what was tried", "[landscape]") {
  // y = (0, 1, 0) at x = 0 three times: only the mean matters, and f = 1/3 is it. The second unit
  // is tied at all three samples, but moves them together.
  const Dataset data = dataset({{0}, {0}, {0}}, {{0}, {1}, {0}});
  const Network network{{layer(1, {{0}, {0}}, {1, 0}, relu()),
                         layer(2, {{1, 1}}, {Rational(-2, 3)}, identity_activation())}};
  const Decision answer = decision(network, data);
  REQUIRE(std::holds_alternative<Undecided>(answer));
  const Undecided& undecided = std::get<Undecided>(answer);
  CHECK(undecided.missing.find("sample 0 is not fitted and on a breakpoint") == 0);
  REQUIRE(undecided.tried.size() == 3);
  CHECK(undecided.tried[0] == "the gradient in layers 1 to 1: it is 0");
  CHECK(undecided.tried[1] == "single parameters: none seems to descend to first order");
  CHECK(undecided.tried[2].find("no derivative is negative") != std::string::npos);
}

TEST_CASE("the budget of linear programs is respected", "[landscape]") {
  const Network network = tied_rows();
  const WallSearch search =
      descent_from_walls(network, three_samples, unsettled_states(network, three_samples), 1);
  CHECK_FALSE(search.ray);
  CHECK_FALSE(search.is_complete);
}

TEST_CASE("linear programs find one-sided descent too", "[landscape]") {
  const Network network = tied_rows();
  const WallSearch search =
      descent_from_walls(network, three_samples, unsettled_states(network, three_samples), 1000);
  REQUIRE(search.ray);
  check_ray(*search.ray, network, three_samples);
}

TEST_CASE("erratum-fittable-data: dead units at the best constant", "[landscape]") {
  const Dataset data = dataset({{0}, {1}}, {{0}, {1}});
  const Network dead{{layer(1, {{-1}, {-2}}, {-1, Rational(-1, 2)}, relu()),
                      layer(2, {{Rational(1, 3), 1}}, {Rational(1, 2)}, identity_activation())}};
  const Decision answer = decision(dead, data);
  REQUIRE(std::holds_alternative<CertifiedMinimum>(answer));
  CHECK(std::get<CertifiedMinimum>(answer).risk == Rational(1, 4));
  // the second unit reaches 0 at x = 0 by a change of its bias of 1/2
  CHECK(std::get<CertifiedMinimum>(answer).flip->distance == Rational(1, 2));
  CHECK(std::get<CertifiedMinimum>(answer).radius < Rational(1, 2));
}

TEST_CASE("vanishing products are refuted by a higher power", "[landscape]") {
  // w2 w1 x with w1 = w2 = 0 on x = ±1, y = x: the gradient is 0, the risk falls like ε²
  const Dataset data = dataset({{-1}, {1}}, {{-1}, {1}});
  const Network saddle{
      {layer(1, {{0}}, {0}, identity_activation()), layer(1, {{0}}, {0}, identity_activation())}};
  const Decision answer = decision(saddle, data);
  REQUIRE(std::holds_alternative<DescentRay>(answer));
  const DescentRay& ray = std::get<DescentRay>(answer);
  CHECK(ray.risk_difference.lowest_index() == 2U);
  check_ray(ray, saddle, data);
}

TEST_CASE("a linear network at its optimum is certified without a flip", "[landscape]") {
  const Dataset data = dataset({{-1}, {0}, {1}}, {{0}, {3}, {0}});
  const Network network{
      {layer(1, {{0}}, {1}, identity_activation()), layer(1, {{1}}, {0}, identity_activation())}};
  const Decision answer = decision(network, data);
  REQUIRE(std::holds_alternative<CertifiedMinimum>(answer));
  CHECK_FALSE(std::get<CertifiedMinimum>(answer).flip);
}

TEST_CASE("constructed minima are certified, random parameters refuted", "[landscape]") {
  const unsigned seed = 20261122;
  INFO("seed " << seed);
  std::mt19937 random(seed);
  const Dataset parabola = dataset({{-3}, {-2}, {-1}, {0}, {1}, {2}, {3}, {4}},
                                   {{9}, {4}, {1}, {0}, {1}, {4}, {9}, {16}});
  for (const ConstructionKind kind : {ConstructionKind::lattice, ConstructionKind::gated}) {
    MinimumRequest request;
    request.groups = 2;
    request.partition = PartitionKind::intervals;
    request.construction = kind;
    const SpuriousMinimum minimum = spurious_minimum(parabola, request);
    const Decision answer = decision(minimum.network, parabola);
    REQUIRE(std::holds_alternative<CertifiedMinimum>(answer));
    CHECK(std::get<CertifiedMinimum>(answer).risk == minimum.risk);
    CHECK(std::get<CertifiedMinimum>(answer).radius >= minimum.radius);
  }
  int refuted = 0, certified = 0, undecided = 0;
  for (int trial = 0; trial < 60; ++trial) {
    const std::size_t inputs = random() % 3, outputs = 1 + random() % 2;
    const Network network = random_network(random, inputs, outputs);
    const Dataset data = random_dataset(random, 1 + random() % 8, inputs, outputs);
    const Decision answer = decision(network, data, 200);
    if (const auto* ray = std::get_if<DescentRay>(&answer)) {
      check_ray(*ray, network, data);
      ++refuted;
    } else if (const auto* minimum = std::get_if<CertifiedMinimum>(&answer)) {
      ++certified;
      CHECK(minimum->risk == risk_at(network, data));
    } else {
      undecided += std::holds_alternative<Undecided>(answer) ? 1 : 0;
    }
  }
  CHECK(refuted > 40);
  CHECK(undecided < 10);
}
