// SPDX-License-Identifier: GPL-3.0-or-later
//
// One bound for all samples: the patterns are those of the classes, and the radius passes the
// interval bound of every class.

#include "landscape/radius.hpp"
#include "landscape/screen/radius_problem.hpp"
#include "landscape/shared_radius.hpp"

#include <catch2/catch.hpp>

#include <random>

using namespace thalweg;

namespace {

Rational small_rational(std::mt19937& random) {
  return fraction(static_cast<int>(random() % 61) - 30, 1 + static_cast<int>(random() % 9));
}

Layer random_layer(std::mt19937& random, std::size_t inputs, std::size_t units,
                   const Activation& activation) {
  Layer layer;
  layer.input_count = inputs;
  layer.activation = activation;
  layer.weights.resize(units);
  for (SparseRow& row : layer.weights) {
    for (std::size_t k = 0; k < inputs; ++k)
      if (const Rational weight = small_rational(random); weight != 0)
        row.emplace_back(k, weight);
    layer.biases.push_back(small_rational(random));
  }
  return layer;
}

} // namespace

TEST_CASE("one bound for all samples is a bound for each class", "[landscape]") {
  const unsigned seed = 11;
  INFO("seed " << seed);
  std::mt19937 random(seed);
  const Activation leaky{"table", {0}, {Rational(1, 3), 1}, {0, 0}};
  const Activation clipped{"table", {0, 1}, {0, 1, 0}, {0, 0, 1}};
  for (const Activation& activation : {relu(), leaky, clipped, identity_activation()})
    for (int trial = 0; trial < 6; ++trial) {
      Network network{{random_layer(random, 3, 5, activation),
                       random_layer(random, 5, 4, trial % 2 == 0 ? relu() : identity_activation()),
                       random_layer(random, 4, 1, identity_activation())}};
      Dataset data;
      data.columns = {"a", "b", "c", "y"};
      data.target_columns = {3};
      for (int i = 0; i < 300; ++i) { // more than one batch
        data.inputs.push_back(
            {small_rational(random), small_rational(random), small_rational(random)});
        data.targets.push_back({0});
      }
      if (trial == 5) { // the first unit is on its breakpoint at sample 7
        data.inputs[7] = {0, 0, 0};
        network.layers[0].biases[0] = 0;
      }
      const PatternClasses classes = pattern_classes(network, data);
      const SharedRadius shared = shared_radius(network, data);
      std::vector<SampleSet> patterns;
      for (const PatternClass& c : classes.classes)
        patterns.push_back(c.members);
      CHECK(shared.patterns == patterns);
      CHECK(shared.on_wall == classes.on_wall);
      CHECK(shared.radius.has_value() == classes.on_wall.empty());
      if (!shared.radius)
        continue;
      const RadiusProblem problem(network, data, classes);
      CHECK(problem.is_invariant(*shared.radius, RadiusMethod::interval));
      CHECK(*shared.radius > 0);
      if (activation == leaky) // all slopes differ, and the bound is still within a factor of 100
        CHECK(*shared.radius * 100 > largest_radius(problem, RadiusMethod::interval));
    }
}

TEST_CASE("what is large for classes goes by sizes", "[landscape]") {
  std::mt19937 random(1);
  Network network{
      {random_layer(random, 3, 5, relu()), random_layer(random, 5, 1, identity_activation())}};
  Dataset data;
  data.columns = {"a", "b", "c", "y"};
  data.target_columns = {3};
  data.inputs.assign(100, {0, 0, 0});
  data.targets.assign(100, {0});
  CHECK(!is_large_for_classes(network, data));
  network.layers.insert(network.layers.begin() + 1, random_layer(random, 5, 2000, relu()));
  network.layers[2] = random_layer(random, 2000, 2000, relu());
  network.layers.push_back(random_layer(random, 2000, 1, identity_activation()));
  CHECK(is_large_for_classes(network, data));
}
