// SPDX-License-Identifier: GPL-3.0-or-later

#include "theorems/liu2021/errata.hpp"

#include "constructions/lattice_network.hpp"
#include "constructions/network_builder.hpp"
#include "network/windowed_layer.hpp"
#include "theorems/sampled_data.hpp"

namespace thalweg {

namespace {

Dataset on_line(const Vector& x, const Vector& y) {
  std::vector<Vector> inputs, targets;
  for (std::size_t i = 0; i < x.size(); ++i) {
    inputs.push_back({x[i]});
    targets.push_back({y[i]});
  }
  return dataset_of(std::move(inputs), std::move(targets));
}

NetworkOnData computed(Dataset data, const LatticeTree& tree) {
  Network network = lattice_network({tree}, data.inputs, data.input_dimension());
  return {std::move(data), std::move(network)};
}

Dataset shared_pattern_data() {
  return on_line({-3, -2, -1, 0, 1, 2, 3},
                 {Rational(-3, 2), Rational(-1, 2), 1, -2, 1, Rational(-2, 5), Rational(-7, 5)});
}

/// p1, p2, p3 as nodes 0, 1, 2.
LatticeTree shared_pattern_pieces() {
  LatticeTree tree;
  tree.add_affine({{1}, Rational(3, 2)});
  tree.add_affine({{-1}, Rational(8, 5)});
  tree.add_affine({{0}, 0});
  return tree;
}

/// One filter of one weight 1 on two pixels, and a dense layer.
NetworkOnData two_pixels(const Vector& weights, const Rational& bias) {
  Network network;
  network.input_shape = {1, 2};
  SlidingWindow kernel;
  kernel.size = {1};
  network.layers.push_back(convolution_layer(network.input_shape, kernel, 1, {{{0, 1}}},
                                             Vector{Rational(7, 8)}, relu(), "filter"));
  DenseLayer output;
  output.input_count = 2;
  output.weights = {{{0, weights[0]}, {1, weights[1]}}};
  output.biases = {bias};
  output.activation = identity_activation();
  network.layers.push_back(std::move(output));
  return {dataset_of({{0, 0}, {1, 0}, {0, 1}, {1, 1}}, {{0}, {1}, {0}, {2}}), std::move(network)};
}

/// a [w1 x + b1]_+ + b [w2 x + b2]_+ + constant
Network two_units(const AffineFunction& first, const AffineFunction& second, const Rational& a,
                  const Rational& b, const Rational& constant) {
  NetworkBuilder builder(1);
  const UnitForm u = builder.relu(NetworkBuilder::over_inputs(first));
  const UnitForm v = builder.relu(NetworkBuilder::over_inputs(second));
  builder.finish_layer();
  return std::move(builder).network({a * u + b * v + constant});
}

} // namespace

NetworkOnData shared_pattern_first() {
  LatticeTree tree = shared_pattern_pieces();
  tree.add_minimum(tree.add_minimum(0, 1), 2);
  return computed(shared_pattern_data(), tree);
}

NetworkOnData shared_pattern_second() {
  LatticeTree tree = shared_pattern_pieces();
  tree.add_minimum(0, tree.add_minimum(1, 2));
  return computed(shared_pattern_data(), tree);
}

NetworkOnData tied_rows() {
  LatticeTree tree;
  const std::size_t p = tree.add_affine({{0}, Rational(2, 3)});
  const std::size_t first = tree.add_minimum(p, tree.add_affine({{0}, Rational(5, 3)}));
  const std::size_t second = tree.add_minimum(p, tree.add_affine({{0}, Rational(8, 3)}));
  tree.add_maximum(first, second);
  return computed(on_line({-1, 0, 1}, {1, 0, 1}), tree);
}

NetworkOnData fixed_ones() {
  return two_pixels({1, 1}, -2);
}

NetworkOnData free_weights() {
  return two_pixels({Rational(3, 2), Rational(1, 2)}, -2);
}

NetworkPair dead_units() {
  return {two_units({{-1}, -1}, {{-2}, Rational(-1, 2)}, Rational(1, 3), 1, Rational(1, 2)),
          two_units({{1}, 1}, {{0}, -1}, 1, 0, -1)};
}

Dataset fittable_data() {
  return on_line({0, 1}, {0, 1});
}

} // namespace thalweg
