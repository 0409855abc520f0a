// SPDX-License-Identifier: GPL-3.0-or-later
//
// he2020, Theorem 1 by hand on x = −1, 0, 1, y = 0, 1, 0, and at random; the cell minimum of shared
// units is no fit class by class.

#include "exact/error.hpp"
#include "landscape/decision.hpp"
#include "risk/affine_fit.hpp"
#include "theorems/corner.hpp"
#include "theorems/he2020/cell_minimum.hpp"
#include "theorems/he2020/theorem1.hpp"
#include "theorems/kink_step.hpp"
#include "theorems/sampled_data.hpp"
#include "theorems/sampled_network.hpp"

#include <catch2/catch.hpp>

using namespace thalweg;

namespace {

Rational sum_of_squares(const Network& network, const Dataset& data) {
  Rational sum = 0;
  for (std::size_t i = 0; i < data.sample_count(); ++i)
    for (std::size_t o = 0; o < data.target_dimension(); ++o) {
      const Rational residual = network(data.inputs[i])[o] - data.targets[i][o];
      sum += residual * residual;
    }
  return sum;
}

Dataset tent() {
  return dataset_of({{-1}, {0}, {1}}, {{0}, {1}, {0}});
}

} // namespace

TEST_CASE("he2020: corners of activations", "[theorems]") {
  const Corner kink = chosen_corner(theorem_activation("hard_tanh"));
  CHECK(kink.breakpoint == -1);
  CHECK(kink.value == -1);
  CHECK(kink.above == 1);
  CHECK(kink.below == 0);
  CHECK(kink.reach == Rational(2));
  const std::vector<Corner> both = corners(theorem_activation("hard_tanh"));
  REQUIRE(both.size() == 2);
  CHECK(both[1].orientation == -1); // σ(1 − t) = 1 − t for t ≥ 0, 1 for t ≤ 0
  CHECK(both[1].above == -1);
  CHECK(both[1].below == 0);
  CHECK(chosen_corner(theorem_activation("abs")).above == 1);
  const Activation five = theorem_activation("five_pieces");
  CHECK(five.piece_count() == 5);
  CHECK(five(-2) == 0);
  CHECK(five(-1) == Rational(-1, 4));
  CHECK(five(1) == Rational(15, 4));
  CHECK(five(4) == Rational(19, 4));
  CHECK_THROWS_AS(theorem_activation("identity"), UsageError);
  CHECK_THROWS_AS(theorem_activation("swish"), UsageError);
}

TEST_CASE("he2020: one kink on the tent", "[theorems]") {
  // r = 1/3, −2/3, 1/3; φ = [x − 1/2]_+ = 0, 0, 1/2 and the like: ⟨r, φ⟩²/‖φ‖² = 1/9; φ = [x +
  // 1/2]_+ = 0, 1/2, 3/2: (1/6)²/(10/4) is less.
  const Vector r = {Rational(1, 3), Rational(-2, 3), Rational(1, 3)};
  const KinkStep step = kink_step({{-1}, {0}, {1}}, {r}, chosen_corner(relu()));
  CHECK(step.drop == Rational(1, 9));
  CHECK(step.q == AffineFunction{{-1}, Rational(-1, 2)}); // the first of equal ones
  CHECK(step.factors == Vector{Rational(-2, 3)});
}

TEST_CASE("he2020: repeated inputs with residuals that do not cancel", "[theorems]") {
  // x = 0, 0, 1, 2 with r = 1, 1, −4, 2: orthogonal to 1 and x
  const KinkStep step =
      kink_step({{0}, {0}, {1}, {2}}, {{1, 1, -4, 2}}, chosen_corner(theorem_activation("abs")));
  CHECK(step.drop > 0);
}

TEST_CASE("he2020 theorem 1: the printed parameters", "[theorems]") {
  const NetworkPair pair = he_theorem1(tent(), relu(), 3);
  // p = 1/3, η = −1: W1 = [0; 0], b1 = [4/3; 1], W2 = [1 0; 0 0], b2 = [0; 1], W3 = [1 0], b3 = −1
  CHECK(pair.minimum.layers[0].weights == std::vector<SparseRow>{{}, {}});
  CHECK(pair.minimum.layers[0].biases == Vector{Rational(4, 3), 1});
  CHECK(pair.minimum.layers[1].weights == std::vector<SparseRow>{{{0, 1}}, {}});
  CHECK(pair.minimum.layers[1].biases == Vector{0, 1});
  CHECK(pair.minimum.layers[2].weights == std::vector<SparseRow>{{{0, 1}}});
  CHECK(pair.minimum.layers[2].biases == Vector{-1});
  CHECK(sum_of_squares(pair.better, tent()) == Rational(3193, 4800));
  // abs, slopes that sum to 0: one kink, φ = |q|
  const NetworkPair folded = he_theorem1(tent(), theorem_activation("abs"), 2);
  CHECK(sum_of_squares(folded.better, tent()) < sum_of_squares(folded.minimum, tent()));
}

TEST_CASE("he2020 theorem 1: random data, any activation", "[theorems]") {
  for (std::uint64_t seed = 1; seed <= 10; ++seed) {
    InstanceParameters sizes;
    sizes.seed = seed;
    sizes.dimension = 1 + seed % 2;
    sizes.outputs = 1 + seed % 3;
    sizes.samples = *sizes.dimension + 2 + seed % 3;
    const Dataset data = pseudo_random_data(sizes);
    for (const char* name : {"relu", "abs", "hard_sigmoid", "five_pieces", "leaky_relu:-2"})
      for (const std::size_t depth : {2, 4}) {
        CAPTURE(seed, name, depth);
        const NetworkPair pair = he_theorem1(data, theorem_activation(name), depth);
        CHECK(pair.minimum.layers.size() == depth);
        CHECK(pair.minimum.layers[0].unit_count() == *sizes.outputs + 1);
        CHECK(verdict_of(decided(pair, data)) == Verdict::spurious_minimum);
      }
  }
}

TEST_CASE("he2020 theorem 3: shared units", "[theorems]") {
  for (std::uint64_t seed = 1; seed <= 5; ++seed)
    for (const std::size_t reach : {3, 6}) {
      CAPTURE(seed, reach);
      const SharedUnits instance = shared_units(reach, seed);
      const Decision answer = decision(instance.network, instance.data);
      const auto* minimum = std::get_if<CertifiedMinimum>(&answer);
      REQUIRE(minimum != nullptr);
      REQUIRE(minimum->classes.classes.size() == 3);
      Rational of_fits = 0;
      for (const PatternClass& one : minimum->classes.classes)
        of_fits +=
            sum_of_squares(instance.data, one.members, affine_fit(instance.data, one.members));
      CHECK(of_fits < sum_of_squares(instance.network, instance.data));
    }
}

TEST_CASE("sampled networks: what cannot be carried is refused", "[theorems]") {
  SampledNetwork network({{0}, {1}}, 1, relu(), chosen_corner(relu()));
  const SampledForm x = network.over_inputs({{1}, 0});
  CHECK_THROWS_AS(network.carried(x, 0), InternalError);
  CHECK(network.carried(x).values == x.values);
}
