// SPDX-License-Identifier: GPL-3.0-or-later
//
// Is a minimum near? By hand, all with one class: x = 1, 2, 3 with labels +−, +++−, +−
// (SPECIFICATION.md section 39). By symmetry the optimal map is the constant log(5/3) = 0.51082…,
// and the network is the constant c = u/2 through a unit of value u: its response is 2, so W*
// differs from W in the bias of that unit by 2(log(5/3) − c), up to the box. The radius of u =
// 51/50 is below 1.
//
// Whatever is decided is accepted by the verifier; on the grid of moves the enclosed risk is not
// undercut.

#include "landscape/nearby_decision.hpp"

#include "certificate/nearby_document.hpp"
#include "certificate/writer.hpp"
#include "exact/error.hpp"
#include "landscape/first_layer_response.hpp"
#include "support/leaf_mutations.hpp"
#include "unit/landscape/samples.hpp"
#include "verifier/verify.hpp"

#include <catch2/catch.hpp>

#include <cmath>

using namespace thalweg;
using namespace thalweg::samples;

namespace {

Dataset eight_samples() {
  return dataset({{1}, {1}, {2}, {2}, {2}, {2}, {3}, {3}},
                 {{1}, {-1}, {1}, {1}, {1}, {-1}, {1}, {-1}});
}

/// The constant u/2 for u > 0, through the first of two units; the second is off.
Network constant_network(const Rational& u) {
  return {{layer(1, {{0}, {0}}, {u, -1}, relu()),
           layer(2, {{fraction(1, 2), 0}}, {0}, identity_activation())}};
}

/// Two units: [x]_+ and [−x]_+ times slopes, for x on both sides of 0.
Network kinked_at_zero(const Rational& left, const Rational& right, const Rational& constant) {
  return {{layer(1, {{1}, {-1}}, {0, 0}, relu()),
           layer(2, {{right, left}}, {constant}, identity_activation())}};
}

NearbyDecision decided(const Dataset& data, const Network& network,
                       const CrossEntropyLoss& loss = {}) {
  return nearby_decision(labelled_data(data, loss), network);
}

verifier::Outcome verified(const Dataset& data, const NearbyMinimum& minimum) {
  return verifier::verify(certificate_text(certificate_document(data, minimum, {"test", "none"})),
                          {});
}

NearbyMinimum accepted(const Dataset& data, const Network& network,
                       const CrossEntropyLoss& loss = {}) {
  NearbyDecision decision = decided(data, network, loss);
  if (const auto* undecided = std::get_if<Undecided>(&decision))
    FAIL(undecided->missing);
  NearbyMinimum minimum = std::get<NearbyMinimum>(std::move(decision));
  CHECK(verifier::verdict_line(verified(data, minimum)) == "VERIFIED");
  return minimum;
}

std::string missing(const Dataset& data, const Network& network,
                    const CrossEntropyLoss& loss = {}) {
  const NearbyDecision decision = decided(data, network, loss);
  const auto* undecided = std::get_if<Undecided>(&decision);
  REQUIRE(undecided);
  CHECK_FALSE(undecided->tried.empty());
  return undecided->missing;
}

} // namespace

TEST_CASE("the constant of the specification is near a minimum", "[landscape]") {
  const NearbyMinimum minimum = accepted(eight_samples(), constant_network(fraction(51, 50)));
  REQUIRE(minimum.classes.classes.size() == 1);
  const double shift = 2 * (std::log(5.0 / 3) - 0.51);
  CHECK(minimum.distance.get_d() > shift);
  CHECK(minimum.distance.get_d() < 8 * shift);
  const double risk = (5 * std::log(8.0 / 5) + 3 * std::log(8.0 / 3)) / 8;
  CHECK(minimum.risk.lower.get_d() <= risk);
  CHECK(minimum.risk.upper.get_d() >= risk);
  CHECK(minimum.risk.upper - minimum.risk.lower < fraction(1, 10000));
  CHECK(minimum.radius > fraction(1, 8));
  REQUIRE(minimum.flip);
  CHECK(minimum.flip->distance > minimum.radius);
}

TEST_CASE("the nearer the network, the smaller the distance", "[landscape]") {
  // 2 log(5/3) = 1.02165124753…
  Rational last = 1;
  for (const char* u : {"1.02", "1.0217", "1.02165125", "1.02165124753"}) {
    const NearbyMinimum minimum = accepted(eight_samples(), constant_network(*parse_number(u)));
    CHECK(minimum.distance < last / 10);
    last = minimum.distance;
  }
  CHECK(last < fraction(1, 1000000000));
}

TEST_CASE("too far away is undecided, with a guess of the distance", "[landscape]") {
  const std::string said = missing(eight_samples(), constant_network(5));
  CHECK_THAT(said, Catch::Contains("seems (a guess) to be at a distance of about 4"));
  const NearbyDecision decision = decided(eight_samples(), constant_network(5));
  CHECK(std::get<Undecided>(decision).tried.back() ==
        "class 0 (8 samples, the first is sample 0): none is shown to be near the map of the "
        "network");
}

TEST_CASE("an ellipsoid that leaves the patterns is undecided", "[landscape]") {
  // the second unit is off by 2^-20 only, the distance is near 1/600
  Network network = constant_network(fraction(51, 50));
  network.layers[0].biases[1] = fraction(-1, 1 << 20);
  const std::string said = missing(eight_samples(), network);
  CHECK_THAT(said, Catch::Contains("which is too far for these patterns"));
}

TEST_CASE("a sample on a wall is named", "[landscape]") {
  Network network = constant_network(fraction(51, 50));
  network.layers[0].biases[1] = -2;
  set_dense_weights(network.layers[0], {{0}, {1}}); // breakpoint at x = 2
  CHECK_THAT(missing(eight_samples(), network),
             Catch::Contains("sample 2, which is on a breakpoint"));
}

TEST_CASE("a first layer that cannot move the classes by themselves", "[landscape]") {
  // Labels +− at x = ±1 and ++− at ±2: optimal for x > 0 is log 2·(x − 1), for x < 0 the mirror
  // image. Both units start at 0. With an outgoing weight 0 a class cannot be moved (its map is
  // near an optimal one if its labels are balanced).
  const Dataset data = dataset({{-2}, {-2}, {-2}, {-1}, {-1}, {1}, {1}, {2}, {2}, {2}},
                               {{1}, {1}, {-1}, {1}, {-1}, {1}, {-1}, {1}, {1}, {-1}});
  const Rational log_2 = *parse_number("0.693147");
  CHECK(accepted(data, kinked_at_zero(log_2, log_2, -log_2)).classes.classes.size() == 2);
  const Dataset balanced = dataset({{-2}, {-2}, {-1}, {-1}, {1}, {1}, {2}, {2}},
                                   {{1}, {-1}, {1}, {-1}, {1}, {-1}, {1}, {-1}});
  const std::string said = "2 scores of the pattern classes one by one: their derivatives by its "
                           "units have rank ";
  CHECK_THAT(missing(balanced, kinked_at_zero(0, 0, 0)), Catch::Contains(said + "0"));
  CHECK_THAT(missing(balanced, kinked_at_zero(0, fraction(1, 1000), 0)),
             Catch::Contains(said + "1"));
}

TEST_CASE("a class without an optimal map is said to be one", "[landscape]") {
  const Dataset data = dataset({{-2}, {-1}, {1}, {1}, {2}, {2}}, {{1}, {1}, {1}, {-1}, {1}, {-1}});
  const NearbyDecision decision = decided(data, kinked_at_zero(1, fraction(1, 1000), 0));
  const Undecided& undecided = std::get<Undecided>(decision);
  CHECK(undecided.tried[1] == "class 0 (2 samples, the first is sample 0): no affine map is "
                              "optimal (proved by a separating map)");
  CHECK(undecided.missing.find("an optimal affine map for every pattern class") == 0);
}

TEST_CASE("of many classes the first are described", "[landscape]") {
  // a ladder of kinks between the samples −2, …, 2 with one label each: five classes
  const Dataset data = dataset({{-2}, {-1}, {0}, {1}, {2}}, {{1}, {-1}, {1}, {-1}, {1}});
  const auto half = [](int numerator) { return fraction(numerator, 2); };
  const Network ladder{
      {layer(1, {{1}, {1}, {1}, {1}}, {half(3), half(1), half(-1), half(-3)}, relu()),
       layer(4, {{1, -1, 1, -1}}, {0}, identity_activation())}};
  const NearbyDecision decision = decided(data, ladder);
  const Undecided& undecided = std::get<Undecided>(decision);
  REQUIRE(undecided.tried.size() == 5);
  CHECK_THAT(undecided.tried.back(), Catch::StartsWith("2 more classes: no affine map"));
}

TEST_CASE("other layers and a first layer without biases are not supported", "[landscape]") {
  Network network = constant_network(fraction(51, 50));
  network.layers[0].has_biases = false;
  network.layers[0].biases = {0, 0};
  CHECK_THROWS_AS(decided(eight_samples(), network), Unsupported);
}

TEST_CASE("a network without hidden layers has one class and no flip", "[landscape]") {
  const Network affine{{layer(1, {{0}}, {fraction(51, 100)}, identity_activation())}};
  const NearbyMinimum minimum = accepted(eight_samples(), affine);
  CHECK_FALSE(minimum.flip);
  CHECK(minimum.radius > 1);
}

TEST_CASE("softmax scores are differences of outputs", "[landscape]") {
  // classes 0, 1, 2 at x = −1 and x = 1 in equal numbers but for one more 0: optimal are
  // probabilities 1/2, 1/4, 1/4, scores log 2, 0. The outputs have 7 added, which is no matter.
  const Dataset data = dataset({{-1}, {-1}, {-1}, {-1}, {1}, {1}, {1}, {1}},
                               {{0}, {0}, {1}, {2}, {0}, {0}, {1}, {2}});
  const CrossEntropyLoss loss{CrossEntropyKind::softmax, 3, {}};
  const Network network{{layer(1, {{0}, {0}, {0}}, {2, 3, 5}, relu()),
                         layer(3, {{1, 0, 0}, {0, 1, 0}, {0, 0, 1}},
                               {*parse_number("5.6931"), 4, 2}, identity_activation())}};
  const NearbyMinimum minimum = accepted(data, network, loss);
  CHECK(minimum.risk.lower.get_d() <= 1.5 * std::log(2.0));
  CHECK(minimum.risk.upper.get_d() >= 1.5 * std::log(2.0));
  CHECK(minimum.risk.upper - minimum.risk.lower < fraction(1, 1000000));
}

TEST_CASE("inputs on a line: coefficients outside the basis are expressed", "[landscape]") {
  // the second input is twice the first: the network may use either
  Dataset data = eight_samples();
  data.columns.insert(data.columns.begin() + 1, "double");
  data.target_columns = {2};
  for (Vector& x : data.inputs)
    x.push_back(2 * x[0]);
  const Network network{{layer(2, {{2, -1}, {0, 0}}, {fraction(51, 50), -1}, relu()),
                         layer(2, {{fraction(1, 2), 0}}, {0}, identity_activation())}};
  const NearbyMinimum minimum = accepted(data, network);
  CHECK(minimum.fits[0].proof.basis.size() == 2);
  Network far = network;
  far.layers[0].biases[0] = 5;
  CHECK_THAT(missing(data, far), Catch::Contains("at a distance of about 4"));
}

TEST_CASE("every leaf of a decision matters", "[landscape]") {
  const NearbyMinimum minimum = accepted(eight_samples(), constant_network(fraction(51, 50)));
  CHECK(tests::unnoticed_mutations(certificate_text(certificate_document(
            eight_samples(), minimum, {"test", "none"}))) == std::vector<std::string>{});
}

TEST_CASE("no network near has a risk below the enclosure", "[landscape]") {
  // all moves by ±δ or 0 of the parameters of the first layer and the last bias, exactly
  const Dataset data = eight_samples();
  const LabelledData labelled = labelled_data(data, {});
  const NearbyMinimum minimum = accepted(data, constant_network(fraction(51, 50)));
  for (int code = 0; code < 27; ++code)
    for (const Rational& size : {minimum.distance, minimum.radius}) {
      Network moved = minimum.network;
      const Rational weight = (code % 3 - 1) * size;
      set_dense_weights(moved.layers[0], {{weight}, {0}});
      moved.layers[0].biases[0] += (code / 3 % 3 - 1) * size;
      moved.layers[1].biases[0] += (code / 9 - 1) * size;
      const PatternClasses classes = pattern_classes(moved, data);
      CHECK(risk_bounds(labelled, sample_outputs(moved, data, classes), nearby_bits).upper >=
            minimum.risk.lower);
    }
}

TEST_CASE("risks are stated on a grid", "[landscape]") {
  CHECK(risk_below(fraction(1, 3)) == *parse_number("0.333333333333"));
  CHECK(risk_above(fraction(1, 3)) == *parse_number("0.333333333334"));
  CHECK(risk_above(fraction(1, 4)) == fraction(1, 4));
}
