// SPDX-License-Identifier: GPL-3.0-or-later
//
// Linear regions by hand, against direct counts in dimension 1 and against all sign vectors of one
// hidden layer; random networks with ties on random polytopes; damaged trees.

#include "landscape/linear_regions.hpp"

#include "constructions/lattice_network.hpp"
#include "cpwl/lattice_order.hpp"
#include "exact/error.hpp"
#include "geometry/faces.hpp"
#include "samples.hpp"
#include "support/linear_regions_proof.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <set>

using namespace thalweg;
using thalweg::tests::is_proof;
using namespace thalweg::samples;

namespace {

using Pattern = std::vector<std::vector<std::size_t>>;

Polytope cube(std::size_t dimension, int radius = 1) {
  return box(Vector(dimension, Rational(-radius)), Vector(dimension, Rational(radius)));
}

/// One hidden layer with the affine functions (rows: weights, then bias) and the sum of the units.
Network one_layer(const std::vector<Vector>& units, const Activation& activation = relu()) {
  const std::size_t d = units.front().size() - 1;
  DenseLayer hidden{d, {}, {}, activation};
  SparseRow sum;
  for (std::size_t j = 0; j < units.size(); ++j) {
    SparseRow& row = hidden.weights.emplace_back();
    for (std::size_t k = 0; k < d; ++k)
      if (units[j][k] != 0)
        row.emplace_back(k, units[j][k]);
    hidden.biases.push_back(units[j].back());
    sum.emplace_back(j, Rational(1));
  }
  return {{hidden, {units.size(), {sum}, {0}, identity_activation()}}};
}

Vector random_point(std::mt19937& random, std::size_t dimension, int radius) {
  Vector x(dimension);
  for (Rational& entry : x)
    entry = fraction(static_cast<int>(random() % 121) - 60, 60) * radius;
  return x;
}

/// In dimension 1 on (low, high): 1 + the number of points where some unit changes its piece, found
/// layer by layer from the values at two points of each interval.
std::size_t direct_region_count(const Network& network, const Rational& low, const Rational& high) {
  std::set<Rational> ends{low, high};
  for (std::size_t l = 0; l < network.hidden_layer_count(); ++l) {
    std::set<Rational> added;
    for (auto end = ends.begin(); std::next(end) != ends.end(); ++end) {
      const Rational a = *end, b = *std::next(end);
      const Rational p = a + (b - a) / 3, q = a + (b - a) * 2 / 3;
      const Vector at_p = network.pre_activations({p})[l], at_q = network.pre_activations({q})[l];
      for (std::size_t unit = 0; unit < at_p.size(); ++unit)
        for (const Rational& breakpoint : network.layers[l].activation.breakpoints) {
          if (at_p[unit] == at_q[unit])
            continue;
          const Rational x = p + (breakpoint - at_p[unit]) * (q - p) / (at_q[unit] - at_p[unit]);
          if (a < x && x < b)
            added.insert(x);
        }
    }
    ends.insert(added.begin(), added.end());
  }
  return ends.size() - 1;
}

/// The number of sign vectors of the units that hold on a set with interior points.
std::size_t sign_vector_count(const std::vector<Vector>& units, const Polytope& domain) {
  std::size_t count = 0;
  for (std::size_t signs = 0; signs < (std::size_t{1} << units.size()); ++signs) {
    Polytope cell = domain;
    for (std::size_t j = 0; j < units.size(); ++j) {
      const AffineFunction z{Vector(units[j].begin(), units[j].end() - 1), units[j].back()};
      cell.halfspaces.push_back((signs >> j & 1) != 0 ? where_not_negative(z)
                                                      : where_not_positive(z));
    }
    const auto is_zero = [](const Vector& unit) {
      return std::all_of(unit.begin(), unit.end(), [](const Rational& a) { return a == 0; });
    };
    bool is_counted = true; // zero units: on the lower piece only
    for (std::size_t j = 0; j < units.size(); ++j)
      is_counted = is_counted && !(is_zero(units[j]) && (signs >> j & 1) != 0);
    if (is_counted && interior_point(cell))
      ++count;
  }
  return count;
}

/// Everything that must hold of the regions of any network.
void check_regions(const Network& network, const Polytope& domain, std::mt19937& random) {
  const LinearRegions found = linear_regions(network, domain);
  REQUIRE(is_proof(found, network));
  Rational sum = 0;
  std::set<Pattern> patterns;
  for (const LinearRegion& region : found.regions) {
    sum += volume(region.cell);
    patterns.insert(region.pattern);
    CHECK(irredundant_indices(region.cell).size() == region.cell.halfspaces.size());
    const Vector& x = region.interior_point;
    const std::vector<Vector> z = network.pre_activations(x);
    for (std::size_t l = 0; l < region.pattern.size(); ++l)
      for (std::size_t unit = 0; unit < region.pattern[l].size(); ++unit) {
        const Activation& activation = network.layers[l].activation;
        const std::size_t piece = region.pattern[l][unit];
        const auto met = activation.piece_of(z[l][unit]);
        CHECK((met ? *met == piece : activation.breakpoints[piece] == z[l][unit]));
      }
    for (std::size_t o = 0; o < region.map.size(); ++o)
      CHECK(region.map[o](x) == z.back()[o]);
  }
  CHECK(sum == volume(domain));
  CHECK(patterns.size() == found.regions.size());
  const std::vector<CpwlFunction> functions = functions_of_regions(found);
  REQUIRE(functions.size() == network.output_dimension());
  for (int trial = 0; trial < 5; ++trial) {
    const Vector x = random_point(random, domain.dimension, 2);
    if (!domain.contains(x))
      continue;
    for (std::size_t o = 0; o < functions.size(); ++o)
      CHECK(functions[o](x) == network(x)[o]);
  }
}

} // namespace

// z = (x, y) on [−1, 1]²: F = [x]_+ + [y]_+. The root splits at x = 0, both parts at y = 0; nothing
// is left to prove. Leaves: (x ≤ 0, y ≤ 0), (x ≤ 0, y ≥ 0), (x ≥ 0, y ≤ 0), (x ≥ 0, y ≥ 0).
TEST_CASE("two crossing lines make four regions", "[landscape]") {
  const Network network = one_layer({{1, 0, 0}, {0, 1, 0}});
  const LinearRegions found = linear_regions(network, cube(2));
  REQUIRE(found.regions.size() == 4);
  REQUIRE(found.nodes.size() == 7);
  for (const RegionNode& node : found.nodes)
    CHECK(node.sides.empty());
  const auto& root = std::get<RegionSplit>(found.nodes[0].branch);
  CHECK(root.where == UnitBreakpoint{0, 0, 0});
  CHECK(root.below == 1);
  CHECK(root.above == 4);
  const std::vector<Pattern> patterns = {{{0, 0}}, {{0, 1}}, {{1, 0}}, {{1, 1}}};
  const std::vector<AffineFunction> maps = {{{0, 0}, 0}, {{0, 1}, 0}, {{1, 0}, 0}, {{1, 1}, 0}};
  const std::vector<Polytope> cells = {box({-1, -1}, {0, 0}), box({-1, 0}, {0, 1}),
                                       box({0, -1}, {1, 0}), box({0, 0}, {1, 1})};
  for (std::size_t m = 0; m < 4; ++m) {
    CHECK(found.regions[m].pattern == patterns[m]);
    CHECK(found.regions[m].map == AffineMap{maps[m]});
    CHECK(is_same_set(found.regions[m].cell, cells[m]));
    CHECK(found.regions[m].cell.halfspaces.size() == 4);
  }
  CHECK(is_proof(found, network));
}

// On [−1, 1]: z = (x, 2x − 3, x + 2). The second is below 0: 2x − 3 ≤ 0 from 2·(x ≤ 1); the third
// above: −x ≤ 2 from 1·(−x ≤ 1). Both are proven once, at the root.
TEST_CASE("units that keep one sign are proven where they first do", "[landscape]") {
  const Network network = one_layer({{1, 0}, {2, -3}, {1, 2}});
  const LinearRegions found = linear_regions(network, cube(1));
  REQUIRE(found.regions.size() == 2);
  const std::vector<ProvenSide> expected = {{{0, 1, 0}, BreakpointSide::below, {{0, Rational(2)}}},
                                            {{0, 2, 0}, BreakpointSide::above, {{1, Rational(1)}}}};
  CHECK(found.nodes[0].sides == expected);
  CHECK(found.nodes[1].sides.empty());
  CHECK(found.regions[0].pattern == Pattern{{0, 0, 1}});
  CHECK(found.regions[1].pattern == Pattern{{1, 0, 1}});
}

TEST_CASE("concurrent, parallel and repeated hyperplanes", "[landscape]") {
  std::mt19937 random(31);
  // Four lines through the origin, one repeated, one scaled, one reversed: 8 sectors.
  const Network star =
      one_layer({{1, 0, 0}, {0, 1, 0}, {1, 1, 0}, {1, -1, 0}, {0, 1, 0}, {3, 3, 0}, {-1, 0, 0}});
  CHECK(linear_regions(star, cube(2)).regions.size() == 8);
  check_regions(star, cube(2), random);
  // x = −1/2, 0, 1/2 and a line outside, and one that touches the corner (1, 1).
  const Network stripes = one_layer({{1, 0, 0}, {2, 0, -1}, {-2, 0, -1}, {1, 0, 5}, {1, 1, -2}});
  CHECK(linear_regions(stripes, cube(2)).regions.size() == 4);
  check_regions(stripes, cube(2), random);
  // Three planes through one line and one across it.
  const Network book = one_layer({{1, 0, 0, 0}, {0, 1, 0, 0}, {1, 1, 0, 0}, {0, 0, 1, 0}});
  CHECK(linear_regions(book, cube(3)).regions.size() == 12);
}

TEST_CASE("a unit that is constant on a breakpoint is on the lower piece", "[landscape]") {
  const LinearRegions zero = linear_regions(one_layer({{0, 0, 0}, {1, 0, 0}}), cube(2));
  REQUIRE(zero.regions.size() == 2);
  CHECK(zero.regions[0].pattern == Pattern{{0, 0}});
  CHECK(zero.regions[1].pattern == Pattern{{0, 1}});
  const ProvenSide expected{{0, 0, 0}, BreakpointSide::below, {}};
  CHECK(zero.nodes[0].sides == std::vector<ProvenSide>{expected});
  // hard tanh with z ≡ 1, z ≡ −1, z ≡ 0: pieces 1, 0, 1.
  const Network constant = one_layer({{0, 1}, {0, -1}, {0, 0}}, hard_tanh());
  const LinearRegions one = linear_regions(constant, cube(1));
  REQUIRE(one.regions.size() == 1);
  CHECK(one.regions[0].pattern == Pattern{{1, 0, 1}});
  CHECK(is_proof(one, constant));
  // [x]_+ again through a ReLU: for x ≤ 0 the second pre-activation is 0 on a set with interior.
  Network twice = one_layer({{1, 0}});
  twice.layers.insert(twice.layers.begin() + 1, DenseLayer{1, {{{0, 1}}}, {0}, relu()});
  const LinearRegions two = linear_regions(twice, cube(1));
  REQUIRE(two.regions.size() == 2);
  CHECK(two.regions[0].pattern == Pattern{{0}, {0}});
  CHECK(two.regions[1].pattern == Pattern{{1}, {1}});
  CHECK(is_proof(two, twice));
}

TEST_CASE("networks without hidden units in use, and dimension 0", "[landscape]") {
  std::mt19937 random(32);
  const Network affine{{{2, {{{0, 2}}}, {1}, identity_activation()}}};
  CHECK(linear_regions(affine, cube(2)).regions.size() == 1);
  const Network dead = one_layer({{1, 0, -2}, {0, 0, 0}, {0, 0, -1}});
  CHECK(linear_regions(dead, cube(2)).regions.size() == 1);
  check_regions(dead, cube(2), random);
  const Network point{
      {{0, {{}, {}}, {1, 0}, relu()}, {2, {{{0, 3}, {1, 5}}}, {1}, identity_activation()}}};
  const LinearRegions found = linear_regions(point, box({}, {}));
  REQUIRE(found.regions.size() == 1);
  CHECK(found.regions[0].map[0].constant == 4);
  CHECK(found.regions[0].pattern == Pattern{{1, 0}});
  CHECK(is_proof(found, point));
  CHECK(linear_regions(point, Polytope{0, {{{}, 0}}}).regions.size() == 1);
}

// liu2021 fig. 2 (papers.md): p1 = 2x+1 (x ≤ 1), p2 = 5−2x (1 ≤ x ≤ 2), p3 = x/2 (x ≥ 2).
TEST_CASE("the network of a lattice has the pieces of the lattice", "[landscape]") {
  const MaxMinForm form{{{{2}, 1}, {{-2}, 5}, {{Rational(1, 2)}, 0}}, {{0, 1}, {0, 2}}};
  const Polytope domain = box({-1}, {4});
  const Network network = lattice_network({tree_of_lattice(form)}, {{-1}, {4}}, 1);
  std::mt19937 random(33);
  check_regions(network, domain, random);
  const CpwlFunction merged =
      with_merged_cells(functions_of_regions(linear_regions(network, domain)).front());
  REQUIRE(merged.cells.size() == 3);
  CHECK(merged.functions == form.functions);
  CHECK(is_same_set(merged.cells[0], box({-1}, {1})));
  CHECK(is_same_set(merged.cells[1], box({1}, {2})));
  CHECK(is_same_set(merged.cells[2], box({2}, {4})));
}

TEST_CASE("networks of random lattices are degenerate and keep their values", "[landscape]") {
  std::mt19937 random(34);
  for (int trial = 0; trial < 6; ++trial) {
    const std::size_t d = 1 + random() % 2;
    MaxMinForm form;
    for (int j = 0; j < 4; ++j)
      form.functions.push_back({small_vector(random, d), small_rational(random)});
    form.rows = {{0, 1}, {1, 2, 3}, {0, 3}};
    std::vector<Vector> corners;
    for (std::size_t signs = 0; signs < (std::size_t{1} << d); ++signs) {
      Vector& corner = corners.emplace_back();
      for (std::size_t k = 0; k < d; ++k)
        corner.push_back((signs >> k & 1) != 0 ? 1 : -1);
    }
    const Network network = lattice_network({tree_of_lattice(form)}, corners, d);
    check_regions(network, cube(d), random);
    const CpwlFunction f = functions_of_regions(linear_regions(network, cube(d))).front();
    for (int point = 0; point < 5; ++point) {
      const Vector x = random_point(random, d, 1);
      CHECK(f(x) == form(x));
    }
  }
}

TEST_CASE("in dimension 1 the regions are counted directly", "[landscape]") {
  std::mt19937 random(35);
  for (int trial = 0; trial < 60; ++trial) {
    CAPTURE(trial);
    const Network network = random_network(random, 1, 1);
    CHECK(linear_regions(network, cube(1, 2)).regions.size() ==
          direct_region_count(network, -2, 2));
  }
}

TEST_CASE("one hidden layer has the sign vectors that have interior points", "[landscape]") {
  std::mt19937 random(36);
  for (int trial = 0; trial < 15; ++trial) {
    CAPTURE(trial);
    const std::size_t d = 1 + random() % 3;
    std::vector<Vector> units;
    for (std::size_t j = 2 + random() % 4; j > 0; --j)
      units.push_back(units.empty() || random() % 5 > 0 ? small_vector(random, d + 1)
                                                        : units[random() % units.size()]);
    CHECK(linear_regions(one_layer(units), cube(d)).regions.size() ==
          sign_vector_count(units, cube(d)));
  }
}

TEST_CASE("random networks on random polytopes", "[landscape]") {
  std::mt19937 random(37);
  for (int trial = 0; trial < 40; ++trial) {
    CAPTURE(trial);
    const std::size_t d = random() % 4;
    const Network network = random_network(random, d, 1 + random() % 2);
    Polytope domain = cube(d, 2);
    for (std::size_t cut = random() % 3; cut > 0; --cut)
      domain.halfspaces.push_back({small_vector(random, d), Rational(random() % 3)});
    if (interior_point(domain))
      check_regions(network, domain, random);
    else
      CHECK_THROWS_AS(linear_regions(network, domain), InputError);
  }
}

TEST_CASE("damaged trees are no proofs", "[landscape]") {
  const Network network = one_layer({{1, 0}, {2, -3}, {1, 2}, {-1, -2}});
  const LinearRegions good = linear_regions(network, cube(1));
  REQUIRE(is_proof(good, network));
  LinearRegions bad = good;
  SECTION("a multiplier") {
    bad.nodes[0].sides[0].multipliers[0].value = 3;
  }
  SECTION("no multiplier") {
    bad.nodes[0].sides[0].multipliers.clear();
  }
  SECTION("the other side") {
    bad.nodes[0].sides[0].side = BreakpointSide::above;
  }
  SECTION("another unit") {
    bad.nodes[0].sides[0].where.unit = 2;
  }
  SECTION("a side too few") {
    bad.nodes[0].sides.pop_back();
  }
  SECTION("a side twice") {
    bad.nodes[0].sides.push_back(bad.nodes[0].sides.back());
  }
  SECTION("a point on a wall") {
    bad.regions[0].interior_point = {0};
  }
  SECTION("a point outside") {
    bad.regions[0].interior_point = {-2};
  }
  SECTION("a point of another region") {
    bad.regions[0].interior_point = {Rational(1, 2)};
  }
  SECTION("a pattern") {
    bad.regions[0].pattern[0][0] = 1;
  }
  SECTION("a map") {
    bad.regions[0].map[0].constant += 1;
  }
  SECTION("a region too few") {
    bad.regions.pop_back();
  }
  SECTION("a node too few") {
    bad.nodes.pop_back();
  }
  SECTION("a node too many") {
    bad.nodes.push_back(bad.nodes.back());
  }
  SECTION("a breakpoint that does not exist") {
    std::get<RegionSplit>(bad.nodes[0].branch).where.breakpoint = 1;
  }
  SECTION("a layer that does not exist") {
    std::get<RegionSplit>(bad.nodes[0].branch).where.layer = 1;
  }
  SECTION("a halfspace too few") {
    bad.regions[0].cell.halfspaces.pop_back();
    bad.regions[0].halfspace_numbers.pop_back();
  }
  SECTION("another domain") {
    bad.domain = cube(1, 5);
  }
  CHECK_FALSE(is_proof(bad, network));
}

TEST_CASE("what is no domain, and too many regions", "[landscape]") {
  const Network network = one_layer({{1, 0, 0}, {0, 1, 0}});
  CHECK_THROWS_WITH(linear_regions(network, cube(1)),
                    "domain: expected dimension 2 (inputs of the network), found 1");
  CHECK_THROWS_AS(linear_regions(network, Polytope{2, {}}), InputError);
  CHECK_THROWS_AS(linear_regions(network, empty_polytope(2)), InputError);
  CHECK_THROWS_WITH(linear_regions(network, box({0, 0}, {0, 1})),
                    "domain: expected a polytope with interior points, found one without");
  CHECK_THROWS_AS(linear_regions(network, cube(2), 3), ResourceLimit);
  CHECK(linear_regions(network, cube(2), 4).regions.size() == 4);
}
