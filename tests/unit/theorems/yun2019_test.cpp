// SPDX-License-Identifier: GPL-3.0-or-later
//
// yun2019 by hand. x = −1, 0, 1, y = 0, 1, 0: fit 1/3, residuals ȳ − y = 1/3, −2/3, 1/3, half the
// sum of squares 1/3. The tilt parts the tie at x_j = −1, the first of the longest: ỹ = 1/3 + x/10
// = 7/30, 10/30, 13/30; β = 17/60, gap 1/10, γ = 1/40; for ReLU κ = 1 and the predictions are
// 25/120, 43/120, 55/120, so ½ Σ r² = (25² + 77² + 55²)/28800 = 9579/28800 = 3193/9600.

#include "exact/error.hpp"
#include "landscape/decision.hpp"
#include "network/named_activation.hpp"
#include "risk/affine_fit.hpp"
#include "theorems/pair_step.hpp"
#include "theorems/sampled_data.hpp"
#include "theorems/yun2019/theorem1.hpp"
#include "theorems/yun2019/theorem2.hpp"

#include <catch2/catch.hpp>

using namespace thalweg;

namespace {

Rational half_sum_of_squares(const Network& network, const Dataset& data) {
  Rational sum = 0;
  for (std::size_t i = 0; i < data.sample_count(); ++i) {
    const Rational residual = network(data.inputs[i])[0] - data.targets[i][0];
    sum += residual * residual / 2;
  }
  return sum;
}

bool is_certified(const Network& network, const Dataset& data) {
  return std::holds_alternative<CertifiedMinimum>(decision(network, data));
}

} // namespace

TEST_CASE("yun2019 theorem 1: all predictions equal", "[theorems]") {
  const Dataset data = equal_predictions_on_line();
  const NetworkPair pair = yun_theorem1(data, relu(), 3);
  CHECK(half_sum_of_squares(pair.minimum, data) == Rational(1, 3));
  CHECK(half_sum_of_squares(pair.better, data) == Rational(3193, 9600));
  CHECK(is_certified(pair.minimum, data));
  // W1 = [w̄; 0; 0] = 0, b1 = [w̄_0 − η; −η; −η] with η = −1, W2 = [1 0 0], b2 = η
  CHECK(pair.minimum.layers[0].weights == std::vector<SparseRow>{{}, {}, {}});
  CHECK(pair.minimum.layers[0].biases == Vector{Rational(4, 3), 1, 1});
  CHECK(pair.minimum.layers[1].weights == std::vector<SparseRow>{{{0, 1}}});
  CHECK(pair.minimum.layers[1].biases == Vector{-1});
  // W1 = [1/10; −1/10; 0], b1 = [1/3 − 17/60 + 1/40; −1/3 + 17/60 + 1/40; 0], W2 = [1 −1 0], b2 = β
  const Rational tenth(1, 10);
  CHECK(pair.better.layers[0].weights ==
        std::vector<SparseRow>{{{0, tenth}}, {{0, Rational(-tenth)}}, {}});
  CHECK(pair.better.layers[0].biases == Vector{Rational(3, 40), Rational(-1, 40), 0});
  CHECK(pair.better.layers[1].weights == std::vector<SparseRow>{{{0, 1}, {1, -1}}});
  CHECK(pair.better.layers[1].biases == Vector{Rational(17, 60)});
}

TEST_CASE("yun2019 theorem 1: case 1 has the loss of the paper", "[theorems]") {
  for (const char* name : {"relu", "leaky_relu:1/3"})
    for (std::uint64_t seed = 1; seed <= 10; ++seed) {
      CAPTURE(name, seed);
      InstanceParameters sizes;
      sizes.seed = seed;
      sizes.samples = 7;
      sizes.dimension = 1 + seed % 3;
      sizes.outputs = 1;
      const Dataset data = pseudo_random_data(sizes);
      const Activation activation = two_piece_activation(name);
      const Corner corner = chosen_corner(activation);
      const AffineFunction fit = group_fits(data, one_group(data)).pieces[0][0];
      const PairStep step = pair_step(fit, data.inputs, residuals_of(fit, data, 0), corner);
      REQUIRE(step.paper_case == 1);
      const NetworkPair pair = yun_theorem1(data, activation, 2);
      const Rational shift = Rational(corner.above - corner.below) /
                             Rational(corner.above + corner.below) * step.gamma;
      const Rational l0 = half_sum_of_squares(pair.minimum, data);
      CHECK(half_sum_of_squares(pair.better, data) ==
            l0 - 2 * step.sum * shift + Rational(7, 2) * shift * shift);
      CHECK(is_certified(pair.minimum, data));
    }
}

TEST_CASE("yun2019 theorem 1: case 2 parts the first tie", "[theorems]") {
  for (std::uint64_t seed = 1; seed <= 5; ++seed) {
    const Dataset data = levelled_data(3, seed);
    const AffineFunction fit = group_fits(data, one_group(data)).pieces[0][0];
    CHECK(fit == AffineFunction{{1, 0}, 0});
    const PairStep step =
        pair_step(fit, data.inputs, residuals_of(fit, data, 0), chosen_corner(relu()));
    CHECK(step.paper_case == 2);
    const Rational halvings = 1 / (10 * step.tilted.linear[1]); // x_j = (0, −1), t = 1/10, 1/20, …
    CHECK(halvings.get_den() == 1);
    CHECK(mpz_popcount(halvings.get_num_mpz_t()) == 1);
    CHECK(step.tilted == fit + AffineFunction{{0, step.tilted.linear[1]}, 0});
    const NetworkPair pair = yun_theorem1(data, relu(), 2);
    CHECK(half_sum_of_squares(pair.better, data) < half_sum_of_squares(pair.minimum, data));
    CHECK(is_certified(pair.minimum, data));
  }
}

TEST_CASE("yun2019 theorem 2: ReLU, leaky and steep ReLU", "[theorems]") {
  const Dataset data = equal_predictions_in_plane();
  const NetworkPair printed = yun_theorem2(relu());
  CHECK(printed.better.layers[0].weights ==
        std::vector<SparseRow>{{{0, 1}, {1, -1}}, {{0, 3}, {1, -1}}});
  CHECK(printed.better.layers[1].weights == std::vector<SparseRow>{{{0, -3}, {1, 1}}});
  for (const char* name : {"relu", "leaky_relu:1/100", "leaky_relu:3"}) {
    CAPTURE(name);
    const NetworkPair pair = yun_theorem2(two_piece_activation(name));
    CHECK(half_sum_of_squares(pair.minimum, data) == Rational(1, 3));
    CHECK(half_sum_of_squares(pair.better, data) == 0);
    CHECK(is_certified(pair.minimum, data));
  }
}

TEST_CASE("yun2019: activations of another kind are refused", "[theorems]") {
  for (const char* name : {"abs", "hard_tanh", "identity", "relu6", "leaky_relu:1", "tanh"}) {
    CAPTURE(name);
    CHECK_THROWS_AS(two_piece_activation(name), UsageError);
  }
}
