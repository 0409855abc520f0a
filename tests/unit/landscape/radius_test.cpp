// SPDX-License-Identifier: GPL-3.0-or-later
//
// The certified radius: worked by hand, against a literal transcription of the formulas, and sound
// under random perturbations of all parameters. Flips: they flip when they are written out densely.

#include "exact/error.hpp"
#include "exact/upward.hpp"
#include "landscape/screen/radius_problem.hpp"
#include "samples.hpp"

#include <catch2/catch.hpp>

using namespace thalweg;
using namespace thalweg::samples;

namespace {

constexpr RadiusMethod both_methods[] = {RadiusMethod::first_order, RadiusMethod::interval};

/// z_1 = x, z_2 = 2[z_1]_+ − 1, one sample x = 1: z_1 = 1, z_2 = 1, both at distance 1 from 0.
Network two_unit_chain() {
  return {{{1, {{{0, 1}}}, {0}, relu()},
           {1, {{{0, 2}}}, {-1}, relu()},
           {1, {{{0, 1}}}, {0}, identity_activation()}}};
}

/// z_1 = x, two equal units 2[z_1]_+ and z_3 = their difference + 4: the path sums cancel.
Network cancelling_network() {
  return {{{1, {{{0, 1}}}, {0}, relu()},
           {1, {{{0, 2}}, {{0, 2}}}, {0, 0}, relu()},
           {2, {{{0, 1}, {1, -1}}}, {4}, relu()},
           {1, {{{0, 1}}}, {0}, identity_activation()}}};
}

Rational rounded(const Rational& q) {
  return rounded_up(q).rational();
}
Rational magnitude(const Rational& q) {
  return rounded(abs(q));
}

/// The bound on |Δz| of every hidden unit at one sample, straight from the formulas: dense
/// matrices, layers counted from 0, everything rational.
std::vector<Vector> literal_bounds(const Network& network, const Vector& x, const Rational& r,
                                   RadiusMethod method) {
  const std::size_t layers = network.hidden_layer_count();
  const std::vector<Vector> z = network.pre_activations(x);
  std::vector<Vector> slopes, result;
  std::vector<Rational> norms = {};
  Vector h = x;
  for (std::size_t l = 0; l < layers; ++l) {
    Rational norm = 1;
    for (const Rational& value : h)
      norm += magnitude(value);
    norms.push_back(rounded(norm));
    h.clear();
    slopes.emplace_back();
    for (const Rational& value : z[l]) {
      const Activation& activation = network.layers[l].activation;
      h.push_back(activation(value));
      slopes[l].push_back(activation.slopes[*activation.piece_of(value)]);
    }
  }
  // C[m], R[m], J[m] for the current layer l
  std::vector<Vector> c, remainder;
  std::vector<std::vector<Vector>> jacobian;
  const auto row_sum = [](const Vector& row) {
    Rational sum = 0;
    for (const Rational& entry : row)
      sum += abs(entry);
    return rounded(sum);
  };
  for (std::size_t l = 0; l < layers; ++l) {
    const std::vector<Vector> w = dense_weights(network.layers[l]);
    std::vector<Vector> next_c, next_remainder;
    std::vector<std::vector<Vector>> next_jacobian;
    for (std::size_t m = 0; m < l; ++m) {
      next_c.emplace_back();
      next_remainder.emplace_back();
      next_jacobian.emplace_back();
      for (std::size_t j = 0; j < w.size(); ++j) {
        Rational r_sum = 0, c_sum = 0;
        Vector row(jacobian[m].front().size());
        for (std::size_t k = 0; k < w[j].size(); ++k) {
          const Rational sigma = magnitude(slopes[l - 1][k]);
          const Rational a = m == l - 1 ? Rational(1) : row_sum(jacobian[m][k]);
          r_sum +=
              magnitude(w[j][k]) * sigma * remainder[m][k] + r * sigma * (r * a + remainder[m][k]);
          c_sum += magnitude(w[j][k]) * sigma * c[m][k] + r * sigma * c[m][k];
          for (std::size_t a_index = 0; a_index < row.size(); ++a_index)
            row[a_index] += w[j][k] * slopes[l - 1][k] * jacobian[m][k][a_index];
        }
        next_jacobian[m].push_back(row);
        next_remainder[m].push_back(rounded(r_sum));
        next_c[m].push_back(method == RadiusMethod::interval
                                ? rounded(c_sum)
                                : rounded(r * row_sum(row) + next_remainder[m].back()));
      }
    }
    next_c.emplace_back(w.size(), rounded(r));
    next_remainder.emplace_back(w.size(), Rational(0));
    next_jacobian.emplace_back(w.size(), Vector(w.size()));
    for (std::size_t j = 0; j < w.size(); ++j)
      next_jacobian[l][j][j] = 1;
    c = std::move(next_c);
    remainder = std::move(next_remainder);
    jacobian = std::move(next_jacobian);
    result.emplace_back(w.size());
    for (std::size_t j = 0; j < w.size(); ++j)
      for (std::size_t m = 0; m <= l; ++m)
        result[l][j] += c[m][j] * norms[m];
  }
  return result;
}

bool literal_invariance(const Network& network, const Dataset& data, const PatternClasses& classes,
                        const Rational& r, RadiusMethod method) {
  for (const PatternClass& c : classes.classes)
    for (const std::size_t i : c.members) {
      const std::vector<Vector> z = network.pre_activations(data.inputs[i]);
      const std::vector<Vector> bounds = literal_bounds(network, data.inputs[i], r, method);
      for (std::size_t l = 0; l < bounds.size(); ++l)
        for (std::size_t j = 0; j < bounds[l].size(); ++j)
          for (const Rational& breakpoint : network.layers[l].activation.breakpoints)
            if (bounds[l][j] >= abs(z[l][j] - breakpoint))
              return false;
    }
  return true;
}

} // namespace

TEST_CASE("the radius of a chain of two units, by hand", "[landscape]") {
  // Layer 1: C = r, N_1 = 1 + 1 = 2: 2r < 1. Layer 2: A = 2, R = r·r, so C_{2,1} = 2r + r², C_{2,2}
  // = r, N_1 = N_2 = 2: 6r + 2r² < 1. At r = 648/4096: 0.9993; at 649/4096: 1.0009. With one unit
  // per layer the interval coefficient is the same: 2r + r·r.
  const Network network = two_unit_chain();
  const Dataset data = dataset({{1}}, {{0}});
  const PatternClasses classes = pattern_classes(network, data);
  for (const RadiusMethod method : both_methods) {
    CHECK(certified_radius(network, data, classes, method) == Rational(81, 512));
    CHECK(is_pattern_invariant(network, data, classes, Rational(81, 512), method));
    CHECK_FALSE(is_pattern_invariant(network, data, classes, Rational(649, 4096), method));
  }
  // The flip moves W_1, b_1, W_2, b_2 by −t: z_2 = (2−t)(1−2t) − 1 − t = 1 − 6t + 2t² ≤ 0 for
  // t ≥ (3 − √7)/2 = 0.17712…, z_1 = 1 − 2t > 0 there: on the grid 726/4096.
  const PatternFlip flip = nearest_flip(network, data, classes);
  CHECK(flip.sample == 0);
  CHECK(flip.layer == 1);
  CHECK(flip.unit == 0);
  CHECK(flip.distance == Rational(363, 2048));
}

TEST_CASE("first order sees cancelling paths, intervals do not", "[landscape]") {
  const Network network = cancelling_network();
  const Dataset data = dataset({{1}}, {{0}});
  const PatternClasses classes = pattern_classes(network, data);
  const Rational first = certified_radius(network, data, classes, RadiusMethod::first_order);
  const Rational interval = certified_radius(network, data, classes, RadiusMethod::interval);
  CHECK(first > interval);
}

TEST_CASE("units without breakpoints pass changes on but are not checked", "[landscape]") {
  // z_1 = x/1000 with the identity, z_2 = z_1 + 1: only z_2 ≠ 0 matters.
  const Network network{{{1, {{{0, Rational(1, 1000)}}}, {0}, identity_activation()},
                         {1, {{{0, 1}}}, {1}, relu()},
                         {1, {{{0, 1}}}, {0}, identity_activation()}}};
  const Dataset data = dataset({{0}}, {{0}});
  const PatternClasses classes = pattern_classes(network, data);
  // C_{2,1} = r + r², C_{2,2} = r, N_1 = N_2 = 1: 2r + r² < 1 for r < √2 − 1 = 0.41421…: 848/2048.
  CHECK(certified_radius(network, data, classes) == Rational(53, 128));
}

TEST_CASE("a network that cannot fail has the largest radius", "[landscape]") {
  const Network network{{{1, {{{0, 1}}}, {0}, identity_activation()}}};
  const Dataset data = dataset({{1}}, {{0}});
  const PatternClasses classes = pattern_classes(network, data);
  CHECK(certified_radius(network, data, classes) == Rational(Integer(1) << 64));
  CHECK_THROWS_AS(nearest_flip(network, data, classes), ClaimError);
}

TEST_CASE("unsettled walls have no radius, settled ones are exempt", "[landscape]") {
  const Network network{
      {{1, {{{0, 1}}}, {0}, relu()}, {1, {{{0, 1}}}, {0}, identity_activation()}}};
  Dataset data = dataset({{1}, {0}}, {{1}, {0}});
  const PatternClasses classes = pattern_classes(network, data);
  CHECK(certified_radius(network, data, classes) == Rational(1023, 2048)); // 2r < 1
  data.targets[1][0] = 1;
  CHECK_THROWS_AS(certified_radius(network, data, classes), ClaimError);
}

TEST_CASE("a radius below 2^-2000 is refused", "[landscape]") {
  Rational tiny = 1;
  mpq_div_2exp(tiny.get_mpq_t(), tiny.get_mpq_t(), 1990);
  Network network{{{1, {{{0, tiny}}}, {0}, relu()}, {1, {{{0, 1}}}, {0}, identity_activation()}}};
  const Dataset data = dataset({{1}}, {{0}});
  Rational below_half = tiny / 2048 * 1023; // 2r < tiny
  CHECK(certified_radius(network, data, pattern_classes(network, data)) == below_half);
  mpq_div_2exp(network.layers[0].weights[0][0].second.get_mpq_t(), tiny.get_mpq_t(), 20);
  CHECK_THROWS_AS(certified_radius(network, data, pattern_classes(network, data)), ClaimError);
}

TEST_CASE("numbers of very different sizes", "[landscape]") {
  // Weights 2^-300 and 2^300 in turn: far outside the range of float, and products outside double.
  Rational small = 1, large = 1;
  mpq_div_2exp(small.get_mpq_t(), small.get_mpq_t(), 900);
  mpq_mul_2exp(large.get_mpq_t(), large.get_mpq_t(), 900);
  const Network network{{{1, {{{0, small}}}, {0}, relu()},
                         {1, {{{0, large}}}, {0}, relu()},
                         {1, {{{0, large}}}, {0}, relu()},
                         {1, {{{0, 1}}}, {0}, identity_activation()}}};
  const Dataset data = dataset({{1}}, {{0}});
  const PatternClasses classes = pattern_classes(network, data);
  for (const RadiusMethod method : both_methods) {
    const Rational r = certified_radius(network, data, classes, method);
    CHECK(literal_invariance(network, data, classes, r, method));
    CHECK_FALSE(literal_invariance(network, data, classes, grid_successor(r), method));
    CHECK(r < nearest_flip(network, data, classes).distance);
  }
}

TEST_CASE("radii agree with the literal formulas on random networks", "[landscape]") {
  for (unsigned seed = 1; seed <= 150; ++seed) {
    CAPTURE(seed);
    std::mt19937 random(seed);
    const std::size_t inputs = random() % 3;
    const Network network = random_network(random, inputs, 1);
    Dataset data = random_dataset(random, 1 + random() % 6, inputs, 1);
    for (std::size_t i = 0; i < data.sample_count(); ++i)
      data.targets[i] = network(data.inputs[i]); // walls are settled
    const PatternClasses classes = pattern_classes(network, data);
    if (classes.classes.empty())
      continue;
    const RadiusProblem problem(network, data, classes);
    for (const RadiusMethod method : both_methods) {
      const Rational r = certified_radius(network, data, classes, method);
      REQUIRE(literal_invariance(network, data, classes, r, method));
      REQUIRE_FALSE(literal_invariance(network, data, classes, grid_successor(r), method));
      // between the two, at numbers that are no short dyadics, down to where roundings decide
      Rational low = r, high = grid_successor(r);
      for (int step = 0; step < (seed % 4 == 0 ? 130 : 20); ++step) {
        const Rational middle = (2 * low + high) / 3;
        const bool holds = problem.is_invariant(middle, method);
        REQUIRE(holds == literal_invariance(network, data, classes, middle, method));
        (holds ? low : high) = middle;
      }
    }
  }
}

namespace {

/// Every parameter moved by a number of size ≤ r, zero weights included: r·k/4, mostly the ends.
Network perturbed(Network network, const Rational& r, std::mt19937& random) {
  const auto change = [&] {
    const int k = random() % 3 == 0 ? static_cast<int>(random() % 9) - 4 : random() % 2 ? 4 : -4;
    return Rational(r * Rational(k, 4));
  };
  for (DenseLayer& layer : network.layers) {
    std::vector<Vector> weights = dense_weights(layer);
    for (Vector& row : weights)
      for (Rational& weight : row)
        weight += change();
    for (Rational& bias : layer.biases)
      bias += change();
    set_dense_weights(layer, weights);
  }
  return network;
}

/// The documented perturbation, written out: gradients by a backward pass, all weights dense.
Network flipped(const Network& network, const Vector& x, const PatternFlip& flip) {
  const std::vector<Vector> z = network.pre_activations(x);
  const Rational& here = z[flip.layer][flip.unit];
  const Rational gap = *network.layers[flip.layer].activation.nearest_breakpoint(here) - here;
  Vector gradient(network.layers[flip.layer].unit_count()); // of the unit by z_m
  gradient[flip.unit] = 1;
  Network result = network;
  for (std::size_t m = flip.layer + 1; m-- > 0;) {
    Vector h = x;
    if (m > 0) {
      h.clear();
      for (const Rational& value : z[m - 1])
        h.push_back(network.layers[m - 1].activation(value));
    }
    std::vector<Vector> weights = dense_weights(network.layers[m]);
    Vector next(h.size());
    for (std::size_t a = 0; a < weights.size(); ++a)
      for (std::size_t b = 0; b < h.size(); ++b)
        next[b] += gradient[a] * weights[a][b];
    for (std::size_t a = 0; a < weights.size(); ++a) {
      const Rational step = flip.distance * sgn(gap) * sgn(gradient[a]);
      result.layers[m].biases[a] += step;
      for (std::size_t b = 0; b < h.size(); ++b)
        weights[a][b] += step * sgn(h[b]);
    }
    set_dense_weights(result.layers[m], weights);
    if (m > 0)
      for (std::size_t b = 0; b < next.size(); ++b) {
        const Activation& activation = network.layers[m - 1].activation;
        next[b] *= activation.slopes[*activation.piece_of(z[m - 1][b])];
      }
    gradient = next;
  }
  return result;
}

Rational grid_predecessor(const Rational& value) {
  // the largest grid number below: value − (unit of its binade), halved at a power of two
  Rational unit = 1;
  for (; value / unit < 512; unit /= 2) {
  }
  for (; value / unit >= 1024; unit *= 2) {
  }
  return value / unit == 512 ? Rational(value - unit / 2) : Rational(value - unit);
}

} // namespace

TEST_CASE("no perturbation within the radius changes a pattern", "[landscape]") {
  for (unsigned seed = 1; seed <= 150; ++seed) {
    CAPTURE(seed);
    std::mt19937 random(seed);
    const std::size_t inputs = random() % 3;
    const Network network = random_network(random, inputs, 1);
    const Dataset data = random_dataset(random, 1 + random() % 5, inputs, 1);
    const PatternClasses classes = pattern_classes(network, data);
    if (classes.classes.empty())
      continue;
    for (const RadiusMethod method : both_methods) {
      const Rational r = largest_radius(RadiusProblem(network, data, classes), method);
      for (int trial = 0; trial < 8; ++trial) {
        const Network moved = perturbed(network, r, random);
        for (const PatternClass& c : classes.classes)
          for (const std::size_t i : c.members)
            REQUIRE(plain_pattern(moved, data.inputs[i]) == c.pieces);
      }
    }
  }
}

TEST_CASE("flips flip, one grid step less does not, and the radius is smaller", "[landscape]") {
  std::size_t tight = 0, count = 0;
  for (unsigned seed = 1; seed <= 300; ++seed) {
    CAPTURE(seed);
    std::mt19937 random(seed);
    const std::size_t inputs = random() % 3;
    const Network network = random_network(random, inputs, 1);
    const Dataset data = random_dataset(random, 1 + random() % 5, inputs, 1);
    const PatternClasses classes = pattern_classes(network, data);
    if (classes.classes.empty())
      continue;
    const RadiusProblem problem(network, data, classes);
    const Rational r = largest_radius(problem, RadiusMethod::first_order);
    PatternFlip flip = nearest_flip(problem, network, data, classes, r);
    const Vector& x = data.inputs[flip.sample];
    const auto pattern = plain_pattern(network, x);
    REQUIRE(pattern);
    REQUIRE(plain_pattern(flipped(network, x, flip), x) != pattern);
    REQUIRE(r < flip.distance);
    ++count;
    tight += 10 * r > 9 * flip.distance;
    flip.distance = grid_predecessor(flip.distance);
    REQUIRE(plain_pattern(flipped(network, x, flip), x) == pattern);
  }
  CHECK(count > 100);
  CHECK(tight > 10); // the certified radius comes within a tenth of the truth now and then
}

TEST_CASE("endangered units are ordered and limited per unit", "[landscape]") {
  const Network network = two_unit_chain();
  const Dataset data = dataset({{1}, {2}, {4}}, {{0}, {0}, {0}});
  const PatternClasses classes = pattern_classes(network, data);
  const RadiusProblem problem(network, data, classes);
  const auto all = problem.endangered_units(Rational(1, 100), RadiusMethod::first_order, 5, 100);
  REQUIRE(all.size() == 6);
  for (std::size_t k = 0; k + 1 < all.size(); ++k)
    CHECK(all[k].ratio() >= all[k + 1].ratio());
  // 6r + 2r² over 1 at x = 1 in layer 1
  CHECK(all[0].sample == 0);
  CHECK(all[0].layer == 1);
  CHECK(all[0].unit == 0);
  CHECK(all[0].class_index == 0);
  CHECK(static_cast<double>(all[0].bound) == Approx(0.0602));
  CHECK(static_cast<double>(all[0].distance) == Approx(1));
  CHECK(problem.endangered_units(Rational(1, 100), RadiusMethod::first_order, 1, 100).size() == 2);
  CHECK_THROWS_AS(problem.is_invariant(0, RadiusMethod::interval), InternalError);
}
