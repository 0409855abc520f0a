// SPDX-License-Identifier: GPL-3.0-or-later
//
// The certified radius with layers of all kinds: by hand, against a literal transcription of the
// formulas, and sound under random perturbations with shared filters. Flips by differences of
// frozen networks, which are exact: a frozen network is affine in every single parameter.

#include "exact/upward.hpp"
#include "landscape/screen/radius_problem.hpp"
#include "layers.hpp"

#include <catch2/catch.hpp>

using namespace thalweg;
using namespace thalweg::samples;

namespace {

constexpr RadiusMethod both_methods[] = {RadiusMethod::first_order, RadiusMethod::interval};

Rational rounded(const Rational& q) {
  return rounded_up(q).rational();
}
Rational magnitude(const Rational& q) {
  return rounded(abs(q));
}

/// The linear view in use as a dense matrix, [unit][input].
std::vector<Vector> matrix_in_use(const Layer& layer, const std::vector<std::size_t>& pieces) {
  std::vector<Vector> result(layer.unit_count(), Vector(layer.input_count));
  for (std::size_t j = 0; j < result.size(); ++j)
    for (const auto& [k, weight] : row_in_use(layer, j, pieces[j]))
      result[j][k] = weight;
  return result;
}

/// Is input k multiplied with a parameter of unit j?
std::vector<std::vector<bool>> field_matrix(const Layer& layer) {
  std::vector<std::vector<bool>> result(layer.unit_count(), std::vector<bool>(layer.input_count));
  for (std::size_t j = 0; j < result.size(); ++j)
    visit_field(layer, j, [&](std::size_t k, std::size_t) { result[j][k] = true; });
  return result;
}

/// All numbers of one sample straight from the formulas, dense and rational. Per output h_s, s ≥ 1,
/// unit and layer m < s: J (a row per unit of m), R, C. Those of x are 0.
struct Literal {
  struct Numbers {
    Rational slope = 0;
    std::vector<Vector> j; ///< [m] the row of J_{l,m}
    Vector r, c;           ///< [m]
  };

  Literal(const Network& network, const Pieces& pieces, const Vector& x, const Rational& radius,
          RadiusMethod method)
      : hidden(network.hidden_layer_count()), outputs(hidden + 1) {
    std::vector<Vector> h{x};
    const Numbers zero{0, std::vector<Vector>(hidden), Vector(hidden), Vector(hidden)};
    outputs[0].assign(x.size(), zero);
    for (std::size_t l = 0; l < hidden; ++l) {
      const Layer& layer = network.layers[l];
      std::vector<Numbers> in = outputs[l];
      if (layer.kind == LayerKind::addition)
        in.insert(in.end(), outputs[layer.with].begin(), outputs[layer.with].end());
      const Vector input = layer_input(network, l, h);
      const std::vector<Vector> v = matrix_in_use(layer, pieces[l]);
      const std::vector<std::vector<bool>> field = field_matrix(layer);
      Rational largest = 0;
      h.emplace_back();
      for (std::size_t j = 0; j < layer.unit_count(); ++j) {
        Numbers& unit = outputs[l + 1].emplace_back(zero);
        Rational norm = layer.has_biases ? 1 : 0;
        for (std::size_t k = 0; k < input.size(); ++k)
          norm += field[j][k] ? magnitude(input[k]) : Rational(0);
        largest = std::max(largest, rounded(norm));
        unit.slope = slope_in_use(layer, pieces[l][j]);
        for (std::size_t m = 0; m < l; ++m)
          if (has_parameters(network.layers[m]))
            combine(unit, m, network.layers[m].unit_count(), in, v[j], field[j], radius, method);
        if (has_parameters(layer)) {
          unit.j[l].resize(layer.unit_count());
          unit.j[l][j] = 1;
          unit.c[l] = rounded(radius);
        }
        Rational z = row_dot(row_in_use(layer, j, pieces[l][j]), input) + layer.biases[j];
        h.back().push_back(unit.slope * z + intercept_in_use(layer, pieces[l][j]));
      }
      sizes.push_back(has_parameters(layer) ? largest : Rational(0));
    }
    values = h;
  }

  void combine(Numbers& unit, std::size_t m, std::size_t width, const std::vector<Numbers>& in,
               const Vector& v, const std::vector<bool>& field, const Rational& radius,
               RadiusMethod method) const {
    Rational r = 0, c = 0;
    unit.j[m].resize(width);
    for (std::size_t k = 0; k < in.size(); ++k) {
      const Rational sigma = magnitude(in[k].slope);
      Rational row_sum = 0;
      for (std::size_t a = 0; a < in[k].j[m].size(); ++a) {
        row_sum += abs(in[k].j[m][a]);
        unit.j[m][a] += v[k] * in[k].slope * in[k].j[m][a];
      }
      r += magnitude(v[k]) * sigma * in[k].r[m];
      c += magnitude(v[k]) * sigma * in[k].c[m];
      if (field[k]) {
        r += radius * sigma * (radius * rounded(row_sum) + in[k].r[m]);
        c += radius * sigma * in[k].c[m];
      }
    }
    Rational own = 0;
    for (const Rational& entry : unit.j[m])
      own += abs(entry);
    unit.r[m] = rounded(r);
    unit.c[m] =
        method == RadiusMethod::interval ? rounded(c) : rounded(radius * rounded(own) + unit.r[m]);
  }

  Rational bound(std::size_t source, std::size_t unit) const {
    return dot(outputs[source][unit].c, sizes);
  }

  std::size_t hidden;
  std::vector<std::vector<Numbers>> outputs; ///< [source][unit]
  Vector sizes;                              ///< N_m
  std::vector<Vector> values;                ///< h
};

bool literal_invariance(const Network& network, const Dataset& data, const PatternClasses& classes,
                        const Rational& radius, RadiusMethod method) {
  for (const PatternClass& c : classes.classes)
    for (const std::size_t i : c.members) {
      const Literal literal(network, c.pieces, data.inputs[i], radius, method);
      const std::vector<Vector> z = network.pre_activations(data.inputs[i]);
      for (std::size_t l = 0; l < network.hidden_layer_count(); ++l) {
        const Layer& layer = network.layers[l];
        for (std::size_t j = 0; j < z[l].size(); ++j) {
          for (const Rational& breakpoint : layer.activation.breakpoints)
            if (literal.bound(l + 1, j) >= abs(z[l][j] - breakpoint))
              return false;
          if (layer.kind != LayerKind::max_pooling)
            continue;
          const std::size_t a = layer.choices[j][c.pieces[l][j]].first;
          const auto change = [&](std::size_t k) {
            return Rational(magnitude(literal.outputs[l][k].slope) * literal.bound(l, k));
          };
          for (const auto& [b, one] : layer.choices[j])
            if (b != a && change(a) + change(b) >= literal.values[l][a] - literal.values[l][b])
              return false;
        }
      }
    }
  return true;
}

/// A convolution of a signal by [w] with bias b and ReLU, then `layers`.
Network filtered(std::size_t width, const Rational& w, const Rational& b,
                 std::vector<Layer> layers) {
  Network network;
  network.input_shape = {1, width};
  network.layers.push_back(
      convolution_layer({1, width}, {{1}}, 1, {{{0, w}}}, Vector{b}, relu(), "test"));
  for (Layer& layer : layers)
    network.layers.push_back(std::move(layer));
  return network;
}

} // namespace

TEST_CASE("the gap of a pooling window bounds the radius", "[landscape]") {
  // h = x + 1: at x = (0, 3) the entries are 1 and 4; N = 1 + 3 (the field of the second position).
  // ReLU: 4r < 1. The gap: 4r + 4r < 3. So the breakpoint decides: r < 1/4.
  Network network = filtered(
      2, 1, 1,
      {max_pooling_layer({1, 2}, {{2}}, "test"), {1, {{{0, 1}}}, {0}, identity_activation()}});
  Dataset data = dataset({{0, 3}}, {{0}});
  PatternClasses classes = pattern_classes(network, data);
  CHECK(certified_radius(network, data, classes) == Rational(1023, 4096));
  // x = (2, 3): ReLU 4r < 3, the gap 8r < 1.
  data = dataset({{2, 3}}, {{0}});
  classes = pattern_classes(network, data);
  for (const RadiusMethod method : both_methods)
    CHECK(certified_radius(network, data, classes, method) == Rational(1023, 8192));
  // Twice as steep an activation moves the entries twice as far, and their gap with it.
  network.layers[0].activation = table_activation({0}, {0, 2}, {0, 0}, "test");
  CHECK(certified_radius(network, data, pattern_classes(network, data)) == Rational(1023, 8192));
  // Windows over x itself cannot change.
  Network pooled_input;
  pooled_input.input_shape = {1, 2};
  pooled_input.layers = {max_pooling_layer({1, 2}, {{2}}, "test"),
                         {1, {{{0, 1}}}, {1}, relu()},
                         {1, {{{0, 1}}}, {0}, identity_activation()}};
  // 4 at distance from 0, N = 1 + 3
  CHECK(certified_radius(pooled_input, data, pattern_classes(pooled_input, data)) ==
        Rational(1023, 1024));
}

TEST_CASE("without a bias the inputs alone count", "[landscape]") {
  // z = x = 3 and r·|x| < 3, not r (1 + |x|) < 3.
  Network network{{{1, {{{0, 1}}}, {0}, relu()}, {1, {{{0, 1}}}, {0}, identity_activation()}}};
  network.layers[0].has_biases = false;
  const Dataset data = dataset({{3}}, {{0}});
  const PatternClasses classes = pattern_classes(network, data);
  CHECK(certified_radius(network, data, classes) == Rational(1023, 1024));
  CHECK(nearest_flip(network, data, classes).distance == 1);
  // x = 0: nothing moves z = 0 off the wall it is on, so there is neither class nor flip
  const Dataset zero = dataset({{0}}, {{0}});
  const PatternClasses none = pattern_classes(network, zero);
  CHECK(none.on_wall == SampleSet{0});
  const RadiusProblem problem(network, zero, none);
  CHECK_FALSE(nearest_flip_if_any(problem, network, zero, none, 1));
}

TEST_CASE("a window of maxima alone has a radius, but no flip", "[landscape]") {
  Network network;
  network.input_shape = {1, 2};
  network.layers.push_back(
      convolution_layer({1, 2}, {{1}}, 1, {{{0, 1}}}, Vector{0}, identity_activation(), "test"));
  network.layers.push_back(max_pooling_layer({1, 2}, {{2}}, "test"));
  network.layers.push_back({1, {{{0, 1}}}, {0}, identity_activation()});
  const Dataset data = dataset({{1, 2}}, {{0}});
  const PatternClasses classes = pattern_classes(network, data);
  CHECK(certified_radius(network, data, classes) == Rational(341, 2048)); // 3r + 3r < 1
  const RadiusProblem problem(network, data, classes);
  CHECK_FALSE(nearest_flip_if_any(problem, network, data, classes, 1));
}

TEST_CASE("a shared weight moves by the sign of the sum of its derivatives", "[landscape]") {
  // h = [x + 4] at x = (3, −1) and z_2 = h_1 − 2 h_2 + 1 = 7 − 6 + 1 = 2 > 0. By the filter: 3 −
  // 2·(−1) = 5, by its bias 1 − 2 = −1, by the weights 7 and 3, by the bias 1. With all signs
  // against z_2: w = 1 − t, b = 4 + t, so h = 7 − 2t and 3 + 2t; weights 1 − t and −2 − t, bias 1 −
  // t: (7 − 2t)(1 − t) − (3 + 2t)(2 + t) + 1 − t = 7 − 9t + 2t² − 6 − 7t − 2t² + 1 − t = 2 − 17t.
  const Network network = filtered(
      2, 1, 4,
      {{2, {{{0, 1}, {1, -2}}}, {1}, relu()}, {1, {{{0, 1}}}, {0}, identity_activation()}});
  const Dataset data = dataset({{3, -1}}, {{0}});
  const PatternFlip flip = nearest_flip(network, data, pattern_classes(network, data));
  CHECK(flip.layer == 1);
  CHECK(flip.distance == Rational(241, 2048)); // 2/17 = 963.8/8192

  // The first position outweighs the second, whose sign is the other one: x = (3, 1) and z_2 = h_1
  // − 2 h_2 + 8 = 7 − 10 + 8 = 5. By the filter 3 − 2 = 1, so w = 1 − t, b = 4 + t, h = 7 − 2t and
  // 5: (7 − 2t)(1 − t) − 5 (2 + t) + 8 − t = 5 − 15t + 2t², 0 at t = (15 − √185)/4 = 716.05/2048.
  const Network other = filtered(
      2, 1, 4,
      {{2, {{{0, 1}, {1, -2}}}, {8}, relu()}, {1, {{{0, 1}}}, {0}, identity_activation()}});
  const Dataset here = dataset({{3, 1}}, {{0}});
  CHECK(nearest_flip(other, here, pattern_classes(other, here)).distance == Rational(717, 2048));
}

TEST_CASE("radii of layers of all kinds agree with the literal formulas", "[landscape]") {
  std::size_t compared = 0, with_gaps = 0;
  for (unsigned seed = 1; seed <= 160; ++seed) {
    CAPTURE(seed);
    std::mt19937 random(seed);
    const Network network = layered_network(random, seed % 4 != 0);
    Dataset data = layered_data(random, network, 1 + drawn(random, 3), seed % 4 != 0);
    for (std::size_t i = 0; i < data.sample_count(); ++i)
      data.targets[i] = network(data.inputs[i]);
    const PatternClasses classes = pattern_classes(network, data);
    if (classes.classes.empty())
      continue;
    const RadiusProblem problem(network, data, classes);
    for (const RadiusMethod method : both_methods) {
      const Rational radius = largest_radius(problem, method);
      if (radius == Rational(Integer(1) << 64))
        continue;
      REQUIRE(literal_invariance(network, data, classes, radius, method));
      REQUIRE_FALSE(literal_invariance(network, data, classes, grid_successor(radius), method));
      Rational low = radius, high = grid_successor(radius);
      for (int step = 0; step < (seed % 8 == 1 ? 110 : 4); ++step) {
        const Rational middle = (2 * low + high) / 3;
        const bool holds = problem.is_invariant(middle, method);
        REQUIRE(holds == literal_invariance(network, data, classes, middle, method));
        (holds ? low : high) = middle;
      }
      ++compared;
      with_gaps += std::any_of(network.layers.begin(), network.layers.end(),
                               [](const Layer& l) { return l.kind == LayerKind::max_pooling; });
    }
  }
  CHECK(compared > 100);
  CHECK(with_gaps > 30);
}

TEST_CASE("no perturbation of shared parameters within the radius changes a pattern",
          "[landscape]") {
  for (unsigned seed = 1; seed <= 150; ++seed) {
    CAPTURE(seed);
    std::mt19937 random(seed);
    const Network network = layered_network(random, seed % 4 != 0);
    const Dataset data = layered_data(random, network, 1 + drawn(random, 4), seed % 4 != 0);
    const PatternClasses classes = pattern_classes(network, data);
    if (classes.classes.empty())
      continue;
    const RadiusProblem problem(network, data, classes);
    for (const RadiusMethod method : both_methods) {
      const Rational radius = largest_radius(problem, method);
      for (int trial = 0; trial < 6; ++trial) {
        const Network moved = with_changes(network, [&] {
          const int k = drawn(random, 3) == 0 ? static_cast<int>(drawn(random, 9)) - 4
                        : drawn(random, 2)    ? 4
                                              : -4;
          return Rational(radius * Rational(k, 4));
        });
        for (const PatternClass& c : classes.classes)
          for (const std::size_t i : c.members)
            REQUIRE(layered_pattern(moved, data.inputs[i]) == c.pieces);
      }
    }
  }
}

namespace {

/// The documented perturbation from exact differences.
Network flipped(const Network& network, const Pieces& pieces, const Vector& x,
                const PatternFlip& flip) {
  const auto z = [&](const Network& at) {
    return frozen_pre_activations(at, pieces, x)[flip.layer][flip.unit];
  };
  const Rational here = z(network);
  const Rational gap = *network.layers[flip.layer].activation.nearest_breakpoint(here) - here;
  Network result = network;
  for (const Direction& direction : unit_directions(network)) {
    const std::size_t layer =
        direction.weights.empty() ? direction.biases[0].layer : direction.weights[0].layer;
    const int sign = sgn(Rational(z(moved(network, direction, 1)) - here));
    if (layer <= flip.layer && sign != 0)
      result = moved(result, direction, flip.distance * sgn(gap) * sign);
  }
  return result;
}

} // namespace

TEST_CASE("flips of shared parameters flip", "[landscape]") {
  std::size_t count = 0, tight = 0;
  for (unsigned seed = 1; seed <= 120; ++seed) {
    CAPTURE(seed);
    std::mt19937 random(seed);
    const Network network = layered_network(random, seed % 4 != 0);
    const Dataset data = layered_data(random, network, 1 + drawn(random, 3), seed % 4 != 0);
    const PatternClasses classes = pattern_classes(network, data);
    if (classes.classes.empty())
      continue;
    const RadiusProblem problem(network, data, classes);
    const Rational radius = largest_radius(problem, RadiusMethod::first_order);
    const auto flip = nearest_flip_if_any(problem, network, data, classes, radius);
    if (!flip)
      continue;
    const Vector& x = data.inputs[flip->sample];
    const auto pattern = layered_pattern(network, x);
    REQUIRE(pattern);
    REQUIRE_FALSE(network.layers[flip->layer].activation.breakpoints.empty());
    REQUIRE(layered_pattern(flipped(network, *pattern, x, *flip), x) != pattern);
    REQUIRE(radius < flip->distance);
    ++count;
    tight += 10 * radius > 8 * flip->distance ? 1 : 0;
  }
  CHECK(count > 40);
  CHECK(tight > 5);
}
