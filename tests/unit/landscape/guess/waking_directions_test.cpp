// SPDX-License-Identifier: GPL-3.0-or-later
//
// Points where no first derivative shows the way, each worked by hand.
//
// Zero initialisation, x = 0, 1, y = x, F = 1/2 + v [w x + b]_+ with w = b = v = 0: along
// (w, b, v) = ε (1, −1/2, 1) the output at x = 1 is 1/2 + ε²/2, at x = 0 it stays, so that
// R − 1/4 = ½((1/2 − ε²/2)² − 1/4) = −ε²/4 + ε⁴/8. With a second hidden layer u [h + c]_+, all 0,
// and u = ε, c = 0 the output moves by ε³/2: −ε³/4 + ε⁶/8.
//
// Off the centre, x = −1, 1, y = x, F = v (w x + 5) + c at w = v = c = 0: v = ε alone moves both
// outputs by 5ε, so c = −5ε must go with it; then F = ε² x and R − 1 = −2ε² + ε⁴. In general, for
// (w, v) = ε (a, k): −2ak ε² + (ak)² ε⁴.

#include "landscape/decision.hpp"
#include "landscape/guess/waking_directions.hpp"

#include "unit/landscape/samples.hpp"

#include <catch2/catch.hpp>

using namespace thalweg;
using namespace thalweg::samples;

namespace {

const Dataset two_samples = dataset({{0}, {1}}, {{0}, {1}});
const Dataset opposite_samples = dataset({{-1}, {1}}, {{-1}, {1}});

Network zero_network(std::size_t hidden_layers) {
  Network network;
  for (std::size_t l = 0; l < hidden_layers; ++l)
    network.layers.push_back(layer(1, {{0}}, {0}, relu()));
  network.layers.push_back(layer(1, {{0}}, {Rational(1, 2)}, identity_activation()));
  return network;
}

Network off_centre(const Activation& activation) {
  return {{layer(1, {{0}}, {5}, activation), layer(1, {{0}}, {0}, identity_activation())}};
}

DescentRay ray_of(const Network& network, const Problem& problem) {
  const Decision answer = decision(network, problem, 3000);
  REQUIRE(std::holds_alternative<DescentRay>(answer));
  return std::get<DescentRay>(answer);
}

} // namespace

TEST_CASE("waking: zero units move incoming and outgoing weights together", "[landscape]") {
  const DescentRay ray = ray_of(zero_network(1), two_samples);
  CHECK(ray.risk == Rational(1, 4));
  CHECK(ray.direction.weights == std::vector<WeightMove>{{0, 0, 0, 1}, {1, 0, 0, 1}});
  CHECK(ray.direction.biases == std::vector<BiasMove>{{0, 0, Rational(-1, 2)}});
  CHECK(ray.risk_difference == Polynomial(Vector{0, 0, Rational(-1, 4), 0, Rational(1, 8)}));
  CHECK(ray.epsilon == 1);
}

TEST_CASE("waking: with a second zero layer the risk falls in third order", "[landscape]") {
  const DescentRay ray = ray_of(zero_network(2), two_samples);
  CHECK(ray.risk_difference == Polynomial(Vector{0, 0, 0, Rational(-1, 4), 0, 0, Rational(1, 8)}));
}

TEST_CASE("waking: other losses, a zero unit beside a dead one, several outputs", "[landscape]") {
  for (const WeightedLoss kind : {loss(LossKind::absolute), loss(LossKind::huber, Rational(1, 4)),
                                  loss(LossKind::quantile, Rational(1, 2))})
    CHECK(ray_of(zero_network(1), {two_samples, kind}).risk_difference.lowest_index() == 2);
  const Network beside{{layer(1, {{-1}, {0}}, {-1, 0}, relu()),
                        layer(2, {{1, 0}}, {Rational(1, 2)}, identity_activation())}};
  CHECK(ray_of(beside, two_samples).risk_difference.lowest_index() == 2);
  const Network two_outputs{
      {layer(1, {{0}}, {0}, relu()),
       layer(1, {{0}, {0}}, {Rational(1, 2), Rational(1, 2)}, identity_activation())}};
  const DescentRay ray = ray_of(two_outputs, dataset({{0}, {1}}, {{0, 1}, {1, 0}}));
  // each output as with one of them: twice −ε²/4 + ε⁴/8
  CHECK(ray.risk_difference == Polynomial(Vector{0, 0, Rational(-1, 2), 0, Rational(1, 4)}));
}

TEST_CASE("waking: off the centre the bias above moves too", "[landscape]") {
  const DescentRay ray = ray_of(off_centre(identity_activation()), opposite_samples);
  REQUIRE(ray.direction.weights.size() == 2);
  REQUIRE(ray.direction.biases.size() == 1);
  const Rational a = ray.direction.weights[0].change, k = ray.direction.weights[1].change;
  CHECK(ray.direction.biases[0] == BiasMove{1, 0, Rational(-5 * k)});
  const Rational product = a * k;
  CHECK(ray.risk_difference ==
        Polynomial(Vector{0, 0, Rational(-2 * product), 0, Rational(product * product)}));
  CHECK(ray_of(off_centre(relu()), opposite_samples).risk_difference.lowest_index() == 2);
}

TEST_CASE("waking: nothing to wake where every unit depends on x", "[landscape]") {
  const Network network{
      {layer(1, {{1}}, {0}, relu()), layer(1, {{1}}, {0}, identity_activation())}};
  CHECK(waking_directions(network, two_samples).empty());
}
