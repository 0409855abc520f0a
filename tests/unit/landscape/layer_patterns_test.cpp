// SPDX-License-Identifier: GPL-3.0-or-later
//
// Pattern classes of networks with layers of all kinds: by hand, against plain forward passes, and
// against the same network written out with dense layers.

#include "landscape/affine_composition.hpp"
#include "landscape/class_jacobian.hpp"
#include "landscape/decision.hpp"
#include "landscape/linear_regions.hpp"
#include "layers.hpp"

#include "exact/error.hpp"

#include <catch2/catch.hpp>

using namespace thalweg;
using namespace thalweg::samples;

namespace {

/// max over pairs of [x + 1]_+: two pairs of four inputs.
Network pooled_pairs() {
  Network network;
  network.input_shape = {1, 4};
  network.layers.push_back(
      convolution_layer({1, 4}, {{1}}, 1, {{{0, 1}}}, Vector{1}, relu(), "test"));
  network.layers.push_back(max_pooling_layer({1, 4}, {{2}}, "test"));
  network.layers.push_back({2, {{{0, 1}, {1, -1}}}, {0}, identity_activation()});
  return network;
}

/// The same network with dense layers in place of convolutions and average poolings.
Network unrolled(const Network& network) {
  Network result;
  for (const Layer& layer : network.layers)
    result.layers.push_back({layer.input_count, layer.weights, layer.biases, layer.activation});
  return result;
}

bool can_be_unrolled(const Network& network) {
  return std::none_of(network.layers.begin(), network.layers.end(), [](const Layer& layer) {
    return layer.kind == LayerKind::max_pooling || layer.kind == LayerKind::addition;
  });
}

} // namespace

TEST_CASE("selections of max pooling are pieces, ties are walls", "[landscape]") {
  const Network network = pooled_pairs();
  const Dataset data =
      dataset({{1, 2, 5, 3}, {0, 4, 9, 8}, {2, 1, 5, 3}, {3, 3, 5, 3}, {-2, -3, 0, 1}},
              {{0}, {0}, {0}, {0}, {0}});
  const PatternClasses found = pattern_classes(network, data);
  REQUIRE(found.classes.size() == 3);
  CHECK(found.classes[0].members == SampleSet{0, 1});
  CHECK(found.classes[0].pieces == Pieces{{1, 1, 1, 1}, {1, 0}});
  CHECK(rational_map(found.classes[0].pre_activations[1]) ==
        AffineMap{{{0, 1, 0, 0}, 1}, {{0, 0, 1, 0}, 1}});
  CHECK(found.classes[1].members == SampleSet{2});
  CHECK(found.classes[1].pieces == Pieces{{1, 1, 1, 1}, {0, 0}});
  // two entries that are both off: constants
  CHECK(found.classes[2].members == SampleSet{4});
  CHECK(found.classes[2].pieces == Pieces{{0, 0, 1, 1}, {0, 1}});
  CHECK(found.on_wall == SampleSet{3}); // equal entries
  // F = 3 − 6, 5 − 10, 3 − 6, 4 − 6, 0 − 2
  CHECK(empirical_risk(network, data, found) == Rational(9 + 25 + 9 + 4 + 4, 5));
  const std::vector<Vector> rows = unit_jacobian(network, found.classes[0], 1, 0);
  CHECK(rows == std::vector<Vector>{{0, 1, 0, 0}, {1, 0}});
}

TEST_CASE("equal largest entries are a tie wherever they stand", "[landscape]") {
  Network network;
  network.input_shape = {1, 3};
  network.layers = {max_pooling_layer({1, 3}, {{3}}, "test"),
                    {1, {{{0, 1}}}, {0}, identity_activation()}};
  const std::vector<Vector> inputs = {{2, 2, 1}, {2, 1, 2}, {1, 2, 2}, {2, 2, 2},
                                      {1, 1, 2}, {2, 1, 1}, {1, 2, 1}};
  const PatternClasses found =
      pattern_classes(network, dataset(inputs, std::vector<Vector>(inputs.size(), {0})));
  CHECK(found.on_wall == SampleSet{0, 1, 2, 3});
  REQUIRE(found.classes.size() == 3);
  CHECK(found.classes[0].pieces == Pieces{{2}});
  CHECK(found.classes[1].pieces == Pieces{{0}});
  CHECK(found.classes[2].pieces == Pieces{{1}});
}

TEST_CASE("an addition adds what both of its sources are", "[landscape]") {
  // h_1 = [x], h_2 = 2 h_1, h_3 = h_2 + h_1, h_4 = h_3 + x
  Network network;
  network.layers = {{1, {{{0, 1}}}, {0}, relu()}, {1, {{{0, 2}}}, {0}, identity_activation()}};
  network.layers.push_back(addition_layer(network, 1, identity_activation(), "test"));
  network.layers.push_back(addition_layer(network, 0, relu(), "test"));
  network.layers.push_back({1, {{{0, 1}}}, {0}, identity_activation()});
  const PatternClasses found = pattern_classes(network, dataset({{3}}, {{0}}));
  const PatternClass& c = found.classes.at(0);
  CHECK(rational_map(c.pre_activations[2]) == AffineMap{{{3}, 0}});
  CHECK(c.outputs == AffineMap{{{4}, 0}});
  const ClassJacobian jacobian = class_jacobian(network, c);
  CHECK(jacobian[2][0] == std::vector<SparseRow>{{{0, 3}}});
  CHECK(jacobian[2][1] == std::vector<SparseRow>{{{0, 1}}});
  CHECK(jacobian[3][0] == std::vector<SparseRow>{{{0, 3}}});
  CHECK(jacobian[3][2].empty()); // no parameters there
}

TEST_CASE("classes of layers of all kinds agree with forward passes", "[landscape]") {
  std::size_t with_classes = 0, shared = 0;
  for (unsigned seed = 1; seed <= 400; ++seed) {
    CAPTURE(seed);
    std::mt19937 random(seed);
    const bool generic = seed % 2 == 0;
    const Network network = layered_network(random, generic);
    const Dataset data = layered_data(random, network, 1 + drawn(random, 6), generic);
    const PatternClasses found = pattern_classes(network, data);
    const auto class_of = found.class_of_sample(data.sample_count());
    Rational squares = 0;
    for (std::size_t i = 0; i < data.sample_count(); ++i) {
      const std::vector<Vector> z = naive_pre_activations(network, data.inputs[i]);
      const Rational residual = z.back()[0] - data.targets[i][0];
      squares += residual * residual;
      const auto pattern = layered_pattern(network, data.inputs[i]);
      REQUIRE(class_of[i].has_value() == pattern.has_value());
      if (!pattern)
        continue;
      const PatternClass& c = found.classes[*class_of[i]];
      REQUIRE(c.pieces == *pattern);
      for (std::size_t l = 0; l + 1 < z.size(); ++l)
        for (std::size_t j = 0; j < z[l].size(); ++j)
          REQUIRE(value(c.pre_activations[l][j], homogeneous_point(data.inputs[i])) == z[l][j]);
      REQUIRE(c.outputs[0](data.inputs[i]) == z.back()[0]);
      shared += c.members.size() > 1 ? 1 : 0;
    }
    with_classes += found.classes.empty() ? 0 : 1;
    REQUIRE(empirical_risk(network, data, found) ==
            squares / Rational(static_cast<unsigned long>(data.sample_count())));
    if (!can_be_unrolled(network))
      continue;
    const PatternClasses dense = pattern_classes(unrolled(network), data);
    REQUIRE(dense.class_of_sample(data.sample_count()) == class_of);
    REQUIRE(empirical_risk(unrolled(network), data, dense) == empirical_risk(network, data, found));
  }
  CHECK(with_classes > 200);
  CHECK(shared > 50);
}

TEST_CASE("forward and backward Jacobians agree on layers of all kinds", "[landscape]") {
  std::size_t compared = 0;
  for (unsigned seed = 1; seed <= 100; ++seed) {
    CAPTURE(seed);
    std::mt19937 random(seed);
    const Network network = layered_network(random, true);
    const PatternClasses found = pattern_classes(network, layered_data(random, network, 2, true));
    for (const PatternClass& c : found.classes) {
      const ClassJacobian jacobian = class_jacobian(network, c);
      for (std::size_t l = 0; l < jacobian.size(); ++l)
        for (std::size_t j = 0; j < network.layers[l].unit_count(); ++j) {
          const std::vector<Vector> rows = unit_jacobian(network, c, l, j);
          for (std::size_t m = 0; m < l; ++m) {
            if (!has_parameters(network.layers[m])) {
              REQUIRE(jacobian[l][m].empty());
              continue;
            }
            SparseRow expected;
            for (std::size_t a = 0; a < rows[m].size(); ++a)
              if (rows[m][a] != 0)
                expected.emplace_back(a, rows[m][a]);
            REQUIRE(jacobian[l][m][j] == expected);
            ++compared;
          }
        }
    }
  }
  CHECK(compared > 300);
}

TEST_CASE("linear regions are for dense layers", "[landscape]") {
  const Polytope box{4, {}};
  CHECK_THROWS_WITH(linear_regions(pooled_pairs(), box),
                    "linear regions: expected dense layers only, found layer 0 of kind "
                    "convolution");
}

TEST_CASE("a window of dead units selects its first entry", "[landscape]") {
  // two pixels → [−x − 1]_+ = 0 at all images → maximum → best constant
  Network network;
  network.input_shape = {1, 2};
  network.layers.push_back(convolution_layer({1, 2}, {.size = {1}}, 1, {{{0, Rational(-1)}}},
                                             Vector{-1}, relu(), "test"));
  network.layers.push_back(max_pooling_layer({1, 2}, {.size = {2}}, "test"));
  network.layers.push_back({1, {{{0, Rational(1)}}}, {Rational(3, 4)}, identity_activation()});
  const Dataset data = dataset({{0, 0}, {1, 0}, {0, 1}, {1, 1}}, {{0}, {1}, {0}, {2}});
  const PatternClasses classes = pattern_classes(network, data);
  CHECK(classes.on_wall.empty());
  REQUIRE(classes.classes.size() == 1);
  CHECK(classes.classes[0].pieces == std::vector<std::vector<std::size_t>>{{0, 0}, {0}});
  const Decision answer = decision(network, data);
  REQUIRE(std::holds_alternative<CertifiedMinimum>(answer));
  // −1 + 2r < 0: the bound takes the larger input of both positions; a flip of a unit
  CHECK(std::get<CertifiedMinimum>(answer).radius < Rational(1, 2));
  CHECK(std::get<CertifiedMinimum>(answer).radius > Rational(49, 100));
  CHECK(std::get<CertifiedMinimum>(answer).flip->distance == 1);

  // without the activation the same equal entries may part: a wall
  network.layers[0].activation = identity_activation();
  CHECK(pattern_classes(network, data).on_wall == SampleSet{0, 3});
}
