// SPDX-License-Identifier: GPL-3.0-or-later
//
// Pattern classes against plain forward passes, and the empirical risk by hand and by definition.

#include "exact/error.hpp"
#include "exact/power_of_two.hpp"
#include "landscape/subgradients.hpp"
#include "samples.hpp"

#include <catch2/catch.hpp>

using namespace thalweg;
using namespace thalweg::samples;

namespace {

/// |x| as [x]_+ + [−x]_+ and target 0.
Network absolute_value_network() {
  return {{{1, {{{0, 1}}, {{0, -1}}}, {0, 0}, relu()},
           {2, {{{0, 1}, {1, 1}}}, {0}, identity_activation()}}};
}

/// (1/n) Σ ‖F(x_i) − y_i‖² by the definition.
Rational plain_risk(const Network& network, const Dataset& data) {
  Rational sum = 0;
  for (std::size_t i = 0; i < data.sample_count(); ++i) {
    const Vector output = network(data.inputs[i]);
    for (std::size_t o = 0; o < output.size(); ++o) {
      const Rational residual = output[o] - data.targets[i][o];
      sum += residual * residual;
    }
  }
  return sum / Rational(static_cast<unsigned long>(data.sample_count()));
}

void check_against_forward_passes(const Network& network, const Dataset& data) {
  const PatternClasses found = pattern_classes(network, data);
  const auto class_of = found.class_of_sample(data.sample_count());
  std::size_t seen = 0;
  for (std::size_t i = 0; i < data.sample_count(); ++i) {
    const auto pattern = plain_pattern(network, data.inputs[i]);
    REQUIRE(class_of[i].has_value() == pattern.has_value());
    if (!pattern)
      continue;
    const PatternClass& c = found.classes[*class_of[i]];
    REQUIRE(c.pieces == *pattern);
    REQUIRE(*class_of[i] <= seen); // numbered by first appearance
    seen = std::max(seen, *class_of[i] + 1);
    const std::vector<Vector> z = network.pre_activations(data.inputs[i]);
    REQUIRE(c.pre_activations.size() + 1 == z.size());
    for (std::size_t l = 0; l + 1 < z.size(); ++l)
      for (std::size_t j = 0; j < z[l].size(); ++j)
        REQUIRE(value(c.pre_activations[l][j], homogeneous_point(data.inputs[i])) == z[l][j]);
    for (std::size_t o = 0; o < c.outputs.size(); ++o)
      REQUIRE(c.outputs[o](data.inputs[i]) == z.back().at(o));
  }
  for (std::size_t a = 0; a < found.classes.size(); ++a)
    for (std::size_t b = 0; b < a; ++b)
      REQUIRE(found.classes[a].pieces != found.classes[b].pieces);
  REQUIRE(empirical_risk(network, data, found) == plain_risk(network, data));
}

} // namespace

TEST_CASE("samples next to a wall that doubles cannot tell from it", "[landscape]") {
  // z = x − 1/3
  const Network network{
      {{1, {{{0, 1}}}, {Rational(-1, 3)}, relu()}, {1, {{{0, 1}}}, {0}, identity_activation()}}};
  const Rational third(1, 3), near = times_power_of_two(1, -80);
  const Dataset data =
      dataset({{third + near}, {third}, {third - near}, {1000}}, {{0}, {0}, {0}, {0}});
  const PatternClasses found = pattern_classes(network, data);
  REQUIRE(found.classes.size() == 2);
  CHECK(found.classes[0].members == SampleSet{0, 3});
  CHECK(found.classes[1].members == SampleSet{2});
  CHECK(found.on_wall == SampleSet{1});
}

TEST_CASE("many samples are split as they are one by one", "[landscape]") {
  // |x| on more samples than are split at a time
  Dataset data{{"x", "y"}, {1}, {}, {}};
  for (int k = 0; k < 10'000; ++k) {
    data.inputs.push_back({Rational(k % 7 - 3)});
    data.targets.push_back({Rational(0)});
  }
  const PatternClasses found = pattern_classes(absolute_value_network(), data);
  REQUIRE(found.classes.size() == 2);
  std::size_t count = found.on_wall.size();
  CHECK(found.on_wall.front() == 3);
  for (const PatternClass& c : found.classes) {
    CHECK(std::is_sorted(c.members.begin(), c.members.end()));
    for (const std::size_t i : c.members)
      REQUIRE((i % 7 < 3) == (c.members.front() == 0));
    count += c.members.size();
  }
  CHECK(count == 10'000);
}

TEST_CASE("classes of |x| by hand: right, left, and a wall at 0", "[landscape]") {
  const Dataset data = dataset({{2}, {-1}, {0}, {3}}, {{0}, {0}, {5}, {1}});
  const PatternClasses found = pattern_classes(absolute_value_network(), data);
  REQUIRE(found.classes.size() == 2);
  CHECK(found.classes[0].members == SampleSet{0, 3});
  CHECK(found.classes[0].pieces == std::vector<std::vector<std::size_t>>{{1, 0}});
  CHECK(found.classes[0].outputs == AffineMap{{{1}, 0}});
  CHECK(found.classes[1].members == SampleSet{1});
  CHECK(found.classes[1].outputs == AffineMap{{{-1}, 0}});
  CHECK(found.on_wall == SampleSet{2});
  // residuals 2, 1, −5, 2
  CHECK(empirical_risk(absolute_value_network(), data, found) == Rational(17, 2));
}

TEST_CASE("a linear network has one class", "[landscape]") {
  const Network network{{{1, {{{0, 2}}}, {1}, identity_activation()}}};
  const Dataset data = dataset({{0}, {1}}, {{1}, {0}});
  const PatternClasses found = pattern_classes(network, data);
  REQUIRE(found.classes.size() == 1);
  CHECK(found.classes[0].pieces.empty());
  CHECK(empirical_risk(network, data, found) == Rational(9, 2));
}

TEST_CASE("without inputs all samples share a class or a wall", "[landscape]") {
  Network network{
      {{0, {{}}, {Rational(1, 3)}, relu()}, {1, {{{0, 6}}}, {1}, identity_activation()}}};
  const Dataset data = dataset({{}, {}}, {{3}, {1}});
  PatternClasses found = pattern_classes(network, data);
  REQUIRE(found.classes.size() == 1);
  CHECK(found.classes[0].members == SampleSet{0, 1});
  CHECK(empirical_risk(network, data, found) == 2);
  network.layers[0].biases[0] = 0;
  found = pattern_classes(network, data);
  CHECK(found.classes.empty());
  CHECK(found.on_wall == SampleSet{0, 1});
  CHECK(empirical_risk(network, data, found) == 2);
}

TEST_CASE("no samples, no classes, no risk", "[landscape]") {
  Dataset data = dataset({{0}}, {{0}});
  data.inputs.clear();
  data.targets.clear();
  const PatternClasses found = pattern_classes(absolute_value_network(), data);
  CHECK(found.classes.empty());
  CHECK_THROWS_AS(empirical_risk(absolute_value_network(), data, found), InternalError);
}

TEST_CASE("data of another dimension are our own mistake", "[landscape]") {
  CHECK_THROWS_AS(pattern_classes(absolute_value_network(), dataset({{1, 2}}, {{0}})),
                  InternalError);
}

TEST_CASE("classes and risk agree with forward passes on random networks", "[landscape]") {
  for (unsigned seed = 1; seed <= 300; ++seed) {
    CAPTURE(seed);
    std::mt19937 random(seed);
    const std::size_t inputs = random() % 4, outputs = 1 + random() % 2;
    const Network network = random_network(random, inputs, outputs);
    check_against_forward_passes(network,
                                 random_dataset(random, 1 + random() % 12, inputs, outputs));
  }
}
