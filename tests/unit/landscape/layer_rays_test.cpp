// SPDX-License-Identifier: GPL-3.0-or-later
//
// Gradients, ties and rays with layers of all kinds. A frozen network is affine in every single
// parameter, so differences are exact derivatives. Whatever is refuted is tested at points of its
// ray, whatever is certified at random points within its radius.

#include "landscape/decision.hpp"
#include "landscape/guess/single_moves.hpp"
#include "landscape/wall_directions.hpp"
#include "layers.hpp"

#include "exact/error.hpp"

#include <catch2/catch.hpp>

using namespace thalweg;
using namespace thalweg::samples;

namespace {

Rational risk_at(const Network& network, const Dataset& data) {
  return empirical_risk(network, data, pattern_classes(network, data));
}

void check_ray(const DescentRay& ray, const Network& network, const Dataset& data) {
  REQUIRE(ray.risk == risk_at(network, data));
  for (const int part : {1, 2, 7, 64}) {
    const Rational epsilon = ray.epsilon / part;
    const Rational there = risk_at(moved(network, ray.direction, epsilon), data);
    REQUIRE(there == ray.risk + ray.risk_difference(epsilon));
    REQUIRE(there < ray.risk);
  }
}

/// A convolution of two pixels by [w] with bias b, then `layers`.
Network two_pixels(const Rational& w, const Rational& b, Activation activation,
                   std::vector<Layer> layers) {
  Network network;
  network.input_shape = {1, 2};
  network.layers.push_back(
      convolution_layer({1, 2}, {{1}}, 1, {{{0, w}}}, Vector{b}, std::move(activation), "test"));
  for (Layer& layer : layers)
    network.layers.push_back(std::move(layer));
  return network;
}

Layer pair_maximum() {
  return max_pooling_layer({1, 2}, {{2}}, "test");
}
Layer single_output(std::size_t inputs, std::vector<SparseRow> rows, const Rational& bias) {
  return {inputs, std::move(rows), {bias}, identity_activation()};
}

} // namespace

TEST_CASE("erratum-fixed-ones is refuted by a weight that was fixed to 1", "[landscape]") {
  const Dataset data = dataset({{0, 0}, {1, 0}, {0, 1}, {1, 1}}, {{0}, {1}, {0}, {2}});
  const Network network =
      two_pixels(1, Rational(7, 8), relu(), {single_output(2, {{{0, 1}, {1, 1}}}, -2)});
  for (std::size_t i = 0; i < 4; ++i)
    CHECK(network(data.inputs[i])[0] - data.targets[i][0] ==
          (i == 2 ? Rational(3, 4) : Rational(-1, 4)));
  const Decision answer = decision(network, data);
  REQUIRE(std::holds_alternative<DescentRay>(answer));
  const DescentRay& ray = std::get<DescentRay>(answer);
  // ∂(½ Σ g²) = −1/2, so R falls with slope 2/4 · 1/2
  CHECK(ray.direction == Direction{{{1, 0, 0, 1}}, {}});
  CHECK(ray.risk_difference.coefficients()[1] == Rational(-1, 4));
  check_ray(ray, network, data);
}

TEST_CASE("functionals are exact differences of frozen networks", "[landscape]") {
  std::size_t compared = 0;
  for (unsigned seed = 1; seed <= 150; ++seed) {
    CAPTURE(seed);
    std::mt19937 random(seed);
    const Network network = layered_network(random, seed % 2 == 0);
    const Dataset data = layered_data(random, network, 1, seed % 2 == 0);
    const UnsettledStates unsettled = unsettled_states(network, data);
    if (unsettled.states.empty())
      continue;
    const SampleState& state = unsettled.states[0];
    const ParameterOrder order(network);
    const std::vector<Direction> directions = unit_directions(network);
    REQUIRE(order.count() == directions.size());
    const std::size_t layer = drawn(random, network.layers.size());
    const Vector derivative = small_vector(random, network.layers[layer].unit_count());
    Vector functional(order.count());
    add_functional(functional, network, order, state, layer, derivative);
    const auto value = [&](const Network& at) {
      return dot(derivative, frozen_pre_activations(at, state.pieces, data.inputs[0])[layer]);
    };
    const Rational here = value(network);
    for (std::size_t p = 0; p < directions.size(); ++p) {
      REQUIRE(order.direction({p}, {1}) == directions[p]);
      REQUIRE(functional[p] == value(moved(network, directions[p], 1)) - here);
      ++compared;
    }
  }
  CHECK(compared > 1000);
}

TEST_CASE("single moves are one-sided differences on walls too", "[landscape]") {
  std::size_t tied = 0, compared = 0;
  for (unsigned seed = 1; seed <= 200; ++seed) {
    CAPTURE(seed);
    std::mt19937 random(seed);
    const Network network = layered_network(random, false);
    const Dataset data = layered_data(random, network, 2, false);
    const UnsettledStates unsettled = unsettled_states(network, data);
    if (unsettled.states.empty())
      continue;
    tied += unsettled.ties.empty() ? 0 : 1;
    for (const SingleMove& move : descending_moves(network, unsettled, 1000)) {
      const auto ray = descent_along(network, data, direction_of(move));
      REQUIRE(ray);          // a negative first derivative, far from rounding errors
      const Rational slope = // of n R
          ray->risk_difference.coefficients()[1] * static_cast<unsigned long>(data.sample_count());
      REQUIRE(slope.get_d() == Approx(move.derivative));
      check_ray(*ray, network, data);
      ++compared;
    }
  }
  CHECK(tied > 50);
  CHECK(compared > 200);
}

TEST_CASE("ties of maxima: which entries, and when they stand still", "[landscape]") {
  const Network network =
      two_pixels(1, 0, relu(), {pair_maximum(), single_output(1, {{{0, 1}}}, 0)});
  // equal and active; both off (no tie); one off and one on its breakpoint
  const Dataset data = dataset({{2, 2}, {-1, -2}, {-1, 0}}, {{0}, {1}, {1}});
  const UnsettledStates unsettled = unsettled_states(network, data);
  REQUIRE(unsettled.states.size() == 3);
  std::vector<std::array<std::size_t, 3>> places;
  for (const Tie& tie : unsettled.ties)
    places.push_back({tie.layer, tie.unit, tie.sample});
  CHECK(places == std::vector<std::array<std::size_t, 3>>{{0, 1, 2}, {1, 0, 0}, {1, 0, 2}});
  CHECK(unsettled.ties[1].pieces == std::vector<std::size_t>{0, 1});
}

TEST_CASE("a tie of maxima is searched like one at a breakpoint", "[landscape]") {
  // F = max(w x_1 + b, w x_2 + b) − 1, w = 0, b = 1, and
  // y = 1 at x = (1, 0), (0, 1) and −2 at (0, 0): the mean residual is 0 and the biases are
  // stationary; w > 0 raises the first two.
  const Network tied =
      two_pixels(0, 1, identity_activation(), {pair_maximum(), single_output(1, {{{0, 1}}}, -1)});
  const Dataset data = dataset({{1, 0}, {0, 1}, {0, 0}}, {{1}, {1}, {-2}});
  const Decision answer = decision(tied, data);
  REQUIRE(std::holds_alternative<DescentRay>(answer));
  check_ray(std::get<DescentRay>(answer), tied, data);
  CHECK(std::get<DescentRay>(answer).direction == Direction{{{0, 0, 0, 1}}, {}});
  const WallSearch search = descent_from_walls(tied, data, unsettled_states(tied, data), 1000);
  REQUIRE(search.ray);
  check_ray(*search.ray, tied, data);
  // with y = −1, −1, 2 every motion of w is upwards, and wrong: max(w, 0) + … ≥ 0
  const Dataset other = dataset({{1, 0}, {0, 1}, {0, 0}}, {{-1}, {-1}, {2}});
  const WallSearch none = descent_from_walls(tied, other, unsettled_states(tied, other), 1000);
  CHECK_FALSE(none.ray);
  CHECK(none.is_complete);
  const Decision undecided = decision(tied, other);
  REQUIRE(std::holds_alternative<Undecided>(undecided));
  CHECK(std::get<Undecided>(undecided).missing.find(
            "sample 0 is not fitted and on a wall (a breakpoint, or equal entries of a max pooling "
            "window)") == 0);
}

TEST_CASE("a breakpoint in a convolution is searched", "[landscape]") {
  // F = c + [w x_1] + [w x_2], no bias in the filter, w = 0: ties at every sample. y − c is
  // 1, 1, −2 at x = (1, 0), (0, −1), (0, 0): w > 0 raises the first, w < 0 the second.
  Network network;
  network.input_shape = {1, 2};
  network.layers = {convolution_layer({1, 2}, {{1}}, 1, {{}}, std::nullopt, relu(), "test"),
                    single_output(2, {{{0, 1}, {1, 1}}}, 3)};
  const Dataset data = dataset({{1, 0}, {0, -1}, {0, 0}}, {{4}, {4}, {1}});
  const WallSearch search =
      descent_from_walls(network, data, unsettled_states(network, data), 1000);
  REQUIRE(search.ray);
  check_ray(*search.ray, network, data);
  // units that no parameter moves (x = 0 without a bias) close no cell
  const Dataset still = dataset({{0, 0}, {0, 0}}, {{4}, {2}});
  const WallSearch none =
      descent_from_walls(network, still, unsettled_states(network, still), 1000);
  CHECK_FALSE(none.ray);
  CHECK(none.is_complete);
  CHECK(none.cells == 1);
}

TEST_CASE("along a ray the largest entry is the first that nothing exceeds", "[landscape]") {
  // max(w x_1 + b, w x_2 + b) at x = (1, 2), w = 0: along +w the second, along −w the first.
  const Network network =
      two_pixels(0, 1, identity_activation(), {pair_maximum(), single_output(1, {{{0, 1}}}, 0)});
  const auto along = [&](int sign, int target) {
    return descent_along(network, dataset({{1, 2}}, {{target}}), {{{0, 0, 0, sign}}, {}});
  };
  REQUIRE(along(1, 5)); // F = 1 + 2ε, R = (4 − 2ε)²
  CHECK(along(1, 5)->risk_difference == Polynomial(Vector{0, -16, 4}));
  REQUIRE(along(-1, -5)); // F = 1 − ε, R = (6 − ε)²
  CHECK(along(-1, -5)->risk_difference == Polynomial(Vector{0, -12, 1}));
  CHECK_FALSE(along(1, -5));
  // A lead of 1 that shrinks by ε: the ray ends before 1.
  const Network led =
      two_pixels(1, 0, identity_activation(), {pair_maximum(), single_output(1, {{{0, 1}}}, 0)});
  const auto ray = descent_along(led, dataset({{1, 2}}, {{-5}}), Direction{{{0, 0, 0, -1}}, {}});
  REQUIRE(ray); // F = 2 − 2ε
  CHECK(ray->epsilon == Rational(1, 2));
}

TEST_CASE("directions move what is a parameter", "[landscape]") {
  Network network = two_pixels(1, 0, relu(), {single_output(2, {{}}, 0)});
  network.layers[1].has_biases = false;
  CHECK_THROWS_AS(moved(network, {{}, {{1, 0, 1}}}, 1), InternalError);
  const Network there = moved(network, {{{0, 0, 0, 3}}, {{0, 0, 2}}}, Rational(1, 2));
  CHECK(there.layers[0].weights ==
        std::vector<SparseRow>{{{0, Rational(5, 2)}}, {{1, Rational(5, 2)}}});
  CHECK(there.layers[0].biases == Vector{1, 1});
}

TEST_CASE("verdicts on random layers of all kinds hold where they say", "[landscape]") {
  int refuted = 0, certified = 0, undecided = 0, global = 0;
  for (unsigned seed = 1; seed <= 200; ++seed) {
    CAPTURE(seed);
    std::mt19937 random(seed);
    const Network network = layered_network(random, seed % 2 == 0);
    Dataset data = layered_data(random, network, 1 + drawn(random, 5), seed % 2 == 0);
    if (seed % 3 == 0) // the mean residual 0, as trained networks have it
      for (std::size_t i = 0; i < data.sample_count(); ++i)
        data.targets[i][0] = network(data.inputs[i])[0] + (i % 2 == 0 ? 1 : -1);
    const Decision answer = decision(network, data, 100);
    if (const auto* ray = std::get_if<DescentRay>(&answer)) {
      check_ray(*ray, network, data);
      ++refuted;
    } else if (const auto* minimum = std::get_if<CertifiedMinimum>(&answer)) {
      ++certified;
      REQUIRE(minimum->risk == risk_at(network, data));
      for (int trial = 0; trial < 10; ++trial) {
        const Network there = with_changes(network, [&] {
          return Rational(std::min(minimum->radius, Rational(1000)) *
                          fraction(static_cast<long>(drawn(random, 9)) - 4, 4));
        });
        REQUIRE(risk_at(there, data) >= minimum->risk);
      }
    } else if (std::holds_alternative<GlobalMinimum>(answer)) {
      ++global;
    } else {
      ++undecided;
    }
  }
  CAPTURE(certified, global, undecided);
  CHECK(refuted > 120);
  CHECK(certified > 3);
  CHECK(undecided < 40);
}
