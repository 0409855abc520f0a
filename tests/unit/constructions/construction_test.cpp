// SPDX-License-Identifier: GPL-3.0-or-later
//
// Every construction, on random instances: the network equals the piece on every sample exactly,
// there is one activation pattern per non-empty group, no sample is on a wall, and the architecture
// depends on the shape alone.

#include "constructions/construction.hpp"

#include "landscape/pattern_classes.hpp"
#include "random_instance.hpp"

#include <catch2/catch.hpp>

#include <set>

using namespace thalweg;
using test::Instance;

namespace {

constexpr ConstructionKind all_kinds[] = {ConstructionKind::lattice, ConstructionKind::gated,
                                          ConstructionKind::hinged};

std::size_t hidden_layer_count(const Network& network) {
  return network.layers.size() - 1;
}

void check_construction(const Network& network, const Instance& instance) {
  const Dataset& data = instance.data;
  const Grouping groups = sample_groups(instance.partition, data);
  REQUIRE_NOTHROW(require_well_formed(network));
  for (std::size_t i = 0; i < data.sample_count(); ++i) {
    const AffineMap& piece = instance.pieces[groups.group_of_sample[i]];
    const Vector output = network(data.inputs[i]);
    REQUIRE(output.size() == piece.size());
    for (std::size_t o = 0; o < piece.size(); ++o)
      REQUIRE(output[o] == piece[o](data.inputs[i]));
  }
  const PatternClasses classes = pattern_classes(network, data);
  REQUIRE(classes.on_wall.empty());
  std::set<std::size_t> non_empty(groups.group_of_sample.begin(), groups.group_of_sample.end());
  REQUIRE(classes.classes.size() == non_empty.size());
}

/// Intervals ]−∞,t[ … with one sample per integer and the pieces k ↦ ±x + k.
Instance intervals(const std::vector<Rational>& thresholds) {
  Instance result;
  result.data.columns = {"x", "y"};
  result.data.target_columns = {1};
  for (int x = -6; x <= 6; ++x) {
    result.data.inputs.push_back({Rational(x)});
    result.data.targets.push_back({Rational(0)});
  }
  result.partition = Slabs{{Rational(1)}, thresholds};
  for (std::size_t k = 0; k <= thresholds.size(); ++k)
    result.pieces.push_back({{{Rational(k % 2 == 0 ? 1 : -1)}, Rational(k)}});
  return result;
}

} // namespace

TEST_CASE("random instances: exact values, one pattern per group, no walls", "[constructions]") {
  for (unsigned seed = 0; seed < 400; ++seed) {
    const Instance instance = test::random_instance(seed);
    for (ConstructionKind kind : all_kinds) {
      INFO("seed " << seed << ", kind " << static_cast<int>(kind));
      check_construction(
          constructed_network(kind, instance.data, instance.partition, instance.pieces), instance);
    }
  }
}

TEST_CASE("every slack keeps the construction correct", "[constructions]") {
  const Rational factors[] = {Rational(1), Rational(9, 8), Rational(3), Rational(1000)};
  for (unsigned seed = 1000; seed < 1060; ++seed) {
    const Instance instance = test::random_instance(seed);
    for (ConstructionKind kind : all_kinds)
      for (const Rational& factor : factors) {
        INFO("seed " << seed << ", kind " << static_cast<int>(kind) << ", factor " << factor);
        const Slack slack{factor, Rational(10) / factor + 1, Rational(1) / (factor * factor)};
        check_construction(
            constructed_network(kind, instance.data, instance.partition, instance.pieces, slack),
            instance);
      }
  }
}

TEST_CASE("the architecture depends on the shape alone", "[constructions]") {
  for (unsigned seed = 2000; seed < 2060; ++seed) {
    const Instance instance = test::random_instance(seed);
    Instance inert = instance;
    if (auto* tree = std::get_if<HyperplaneTree>(&inert.partition)) {
      for (HyperplaneTree::Node& node : tree->nodes)
        node.hyperplane = {Vector(inert.data.input_dimension()), Rational(-1)};
    } else {
      Rational beyond = 100000;
      for (Rational& threshold : std::get<Slabs>(inert.partition).thresholds)
        threshold = beyond++;
    }
    for (AffineMap& piece : inert.pieces)
      for (AffineFunction& component : piece)
        component = zero_function(inert.data.input_dimension());
    for (ConstructionKind kind : all_kinds) {
      INFO("seed " << seed << ", kind " << static_cast<int>(kind));
      const Network network = constructed_network(kind, inert.data, inert.partition, inert.pieces);
      check_construction(network, inert);
      CHECK(has_same_architecture(
          network, constructed_network(kind, instance.data, instance.partition, instance.pieces)));
    }
  }
}

TEST_CASE("slabs: 2 + ceil(log2 K) hidden layers as a lattice, 2 gated", "[constructions]") {
  const std::size_t rounds[] = {0, 0, 1, 2, 2, 3, 3, 3, 3};
  std::vector<Rational> thresholds;
  for (std::size_t groups = 1; groups <= 8; ++groups) {
    const Instance instance = intervals(thresholds);
    const Network lattice = constructed_network(ConstructionKind::lattice, instance.data,
                                                instance.partition, instance.pieces);
    const Network gated = constructed_network(ConstructionKind::gated, instance.data,
                                              instance.partition, instance.pieces);
    check_construction(lattice, instance);
    check_construction(gated, instance);
    // one group is a single carried value, two groups have no row with both bounds
    const std::size_t row_operations = groups > 2 ? 2 : groups - 1;
    CHECK(hidden_layer_count(lattice) == std::max<std::size_t>(1, row_operations + rounds[groups]));
    CHECK(hidden_layer_count(gated) == 2);
    thresholds.push_back(fraction(2 * static_cast<int>(groups) - 11, 2));
  }
}

TEST_CASE("tree: depth + 1 hidden layers gated, chain + tournament as a lattice",
          "[constructions]") {
  // x < 0 | (x < 3 | x > 3): depth 2
  Instance instance = intervals({});
  HyperplaneTree tree;
  tree.nodes = {{{{Rational(1)}, Rational(-1, 2)}, leaf(0), 1},
                {{{Rational(1)}, Rational(5, 2)}, leaf(1), leaf(2)}};
  instance.partition = tree;
  instance.pieces = {{{{Rational(1)}, Rational(0)}},
                     {{{Rational(-2)}, Rational(1)}},
                     {{{Rational(0)}, Rational(7)}}};
  const Network lattice = constructed_network(ConstructionKind::lattice, instance.data,
                                              instance.partition, instance.pieces);
  const Network gated = constructed_network(ConstructionKind::gated, instance.data,
                                            instance.partition, instance.pieces);
  check_construction(lattice, instance);
  check_construction(gated, instance);
  CHECK(hidden_layer_count(lattice) == 4); // rows: 1 and 2 minima, then 2 maxima
  CHECK(hidden_layer_count(gated) == 3);
}

TEST_CASE("a piece count that does not fit the partition is our bug", "[constructions]") {
  Instance instance = intervals({Rational(1, 2)});
  instance.pieces.pop_back();
  CHECK_THROWS(constructed_network(ConstructionKind::gated, instance.data, instance.partition,
                                   instance.pieces));
}
