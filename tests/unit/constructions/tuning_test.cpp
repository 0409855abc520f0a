// SPDX-License-Identifier: GPL-3.0-or-later
//
// What tuning promises: the same architecture and outputs, a certified radius that is never
// smaller, no parameter larger than before; and on an ill-scaled example a real gain.

#include "constructions/tuning.hpp"

#include "constructions/unit_moves.hpp"
#include "exact/error.hpp"
#include "exact/parallel.hpp"
#include "landscape/radius.hpp"
#include "random_instance.hpp"

#include <catch2/catch.hpp>

using namespace thalweg;

namespace {

constexpr ConstructionKind all_kinds[] = {ConstructionKind::lattice, ConstructionKind::gated,
                                          ConstructionKind::hinged};

void check_promises(ConstructionKind kind, const test::Instance& instance) {
  const Dataset& data = instance.data;
  const Network naive = constructed_network(kind, data, instance.partition, instance.pieces);
  const TunedNetwork tuned = tuned_network(kind, data, instance.partition, instance.pieces);
  CHECK(has_same_architecture(naive, tuned.network));
  CHECK(greatest_parameter(tuned.network) <= greatest_parameter(naive));
  CHECK(tuned.radius >= tuned.naive_radius);
  const PatternClasses classes = pattern_classes(tuned.network, data);
  CHECK(classes.on_wall.empty());
  CHECK(certified_radius(tuned.network, data, classes) == tuned.radius);
  CHECK(certified_radius(naive, data, pattern_classes(naive, data)) == tuned.naive_radius);
  for (const Vector& x : data.inputs)
    REQUIRE(tuned.network(x) == naive(x));
}

} // namespace

TEST_CASE("tuning keeps its promises on random instances", "[constructions]") {
  for (unsigned seed = 0; seed < 25; ++seed)
    for (ConstructionKind kind : all_kinds) {
      INFO("seed " << seed << ", kind " << static_cast<int>(kind));
      check_promises(kind, test::random_instance(seed));
    }
}

TEST_CASE("tuning gains on large inputs and is deterministic", "[constructions]") {
  // x = 1000..1009 in two groups with steep pieces: shifts and factors are far from right at first
  test::Instance instance;
  instance.data.columns = {"x", "y"};
  instance.data.target_columns = {1};
  for (int x = 1000; x < 1010; ++x) {
    instance.data.inputs.push_back({Rational(x)});
    instance.data.targets.push_back({Rational(0)});
  }
  instance.partition = Slabs{{Rational(1)}, {Rational(2009, 2)}};
  instance.pieces = {{{{Rational(5)}, Rational(-5000)}}, {{{Rational(-7)}, Rational(7100)}}};
  for (ConstructionKind kind : all_kinds) {
    check_promises(kind, instance);
    const auto tuned = [&] {
      return tuned_network(kind, instance.data, instance.partition, instance.pieces);
    };
    const TunedNetwork first = tuned();
    if (kind != ConstructionKind::hinged) // there the largest parameters are what the radius needs
      CHECK(2 * first.radius > 3 * first.naive_radius);
    set_thread_count(1);
    const TunedNetwork second = tuned();
    set_thread_count(0);
    CHECK(first.radius == second.radius);
    for (std::size_t l = 0; l < first.network.layers.size(); ++l) {
      CHECK(first.network.layers[l].weights == second.network.layers[l].weights);
      CHECK(first.network.layers[l].biases == second.network.layers[l].biases);
    }
  }
}

TEST_CASE("the chosen construction has the largest radius within the bound", "[constructions]") {
  for (unsigned seed = 0; seed < 8; ++seed) {
    INFO("seed " << seed);
    const test::Instance instance = test::random_instance(seed);
    const Dataset& data = instance.data;
    const auto chosen = [&](const TuningChoice& choice) {
      return tuned_network(choice, data, instance.partition, instance.pieces);
    };
    const TunedNetwork best = chosen({});
    CHECK(certified_radius(best.network, data, pattern_classes(best.network, data)) == best.radius);
    for (ConstructionKind kind : all_kinds) {
      const TunedNetwork own = tuned_network(kind, data, instance.partition, instance.pieces);
      CHECK(own.kind == kind);
      CHECK(own.radius <= best.radius);
      const Rational bound = greatest_parameter(own.network);
      const TunedNetwork within = chosen({std::nullopt, bound});
      CHECK(greatest_parameter(within.network) <= bound);
      CHECK(within.radius >= own.radius);
      CHECK(certified_radius(within.network, data, pattern_classes(within.network, data)) ==
            within.radius);
    }
    CHECK_THROWS_AS(chosen({std::nullopt, Rational(1, 1'000'000)}), ClaimError);
  }
}

TEST_CASE("shifting an active unit keeps the function where it stays active", "[constructions]") {
  // [x+1]_+ − 1 = x for x ≥ −1; shifted by 3: [x+4]_+ − 4 = x for x ≥ −4
  Network network;
  network.layers.push_back({1, {{{0, Rational(1)}}}, {Rational(1)}, relu()});
  network.layers.push_back({1, {{{0, Rational(1)}}}, {Rational(-1)}, identity_activation()});
  shift_active_unit(network, 0, 0, Rational(3));
  CHECK(network.layers[0].biases[0] == 4);
  CHECK(network.layers[1].biases[0] == -4);
  CHECK(network({Rational(-3)})[0] == -3);
  CHECK(greatest_parameter(network) == 4);
}
