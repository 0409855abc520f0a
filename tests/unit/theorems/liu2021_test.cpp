// SPDX-License-Identifier: GPL-3.0-or-later
//
// liu2021 by the numbers of its errata, worked by hand, and its constructions on random data.

#include "exact/error.hpp"
#include "landscape/decision.hpp"
#include "landscape/stationarity.hpp"
#include "network/named_activation.hpp"
#include "risk/affine_fit.hpp"
#include "support/rows_of_regions.hpp"
#include "theorems/liu2021/errata.hpp"
#include "theorems/liu2021/exchanged.hpp"
#include "theorems/liu2021/figures.hpp"
#include "theorems/liu2021/images.hpp"
#include "theorems/liu2021/longley.hpp"
#include "theorems/liu2021/minimal.hpp"
#include "theorems/sampled_data.hpp"

#include <catch2/catch.hpp>

using namespace thalweg;

namespace {

Vector residuals(const NetworkOnData& instance) {
  Vector result;
  for (std::size_t i = 0; i < instance.data.sample_count(); ++i)
    result.push_back(instance.network(instance.data.inputs[i])[0] - instance.data.targets[i][0]);
  return result;
}

/// Σ_i r_i h_k(x_i), h the outputs of the last hidden layer: half the gradient of Σ r² in the
/// outgoing weight of unit k.
Rational outgoing_gradient(const NetworkOnData& instance, std::size_t unit) {
  const Vector r = residuals(instance);
  const std::size_t last = instance.network.hidden_layer_count() - 1;
  Rational sum = 0;
  for (std::size_t i = 0; i < r.size(); ++i) {
    const Vector z = instance.network.pre_activations(instance.data.inputs[i])[last];
    sum += r[i] * instance.network.layers[last].activation(z[unit]);
  }
  return sum;
}

template <class Verdict> bool is(const NetworkOnData& instance) {
  return std::holds_alternative<Verdict>(decision(instance.network, instance.data));
}

bool is_spurious(const Dataset& data, const NetworkPair& pair) {
  const Outcome outcome = decided(pair, data);
  return verdict_of(outcome) == Verdict::spurious_minimum;
}

} // namespace

TEST_CASE("liu2021: one predictor, several patterns", "[theorems]") {
  const NetworkOnData first = shared_pattern_first(), second = shared_pattern_second();
  // min(p1, p2, p3) = −3/2, −1/2, 0, 0, 0, −2/5, −7/5
  CHECK(residuals(first) == Vector{0, 0, -1, 2, -1, 0, 0});
  CHECK(residuals(second) == residuals(first));
  // Both units of the last minimum: Σ r_i h(x_i) = 19/10, so that the gradient of Σ r² is 19/5.
  CHECK(outgoing_gradient(first, 0) == Rational(19, 10));
  CHECK(outgoing_gradient(first, 1) == Rational(19, 10));
  CHECK(is<DescentRay>(first));
  CHECK(outgoing_gradient(second, 0) == 0);
  CHECK(outgoing_gradient(second, 1) == 0);
  CHECK(is<CertifiedMinimum>(second));
  CHECK(is<DescentRay>(tied_rows()));
}

TEST_CASE("liu2021: later weights fixed to 1", "[theorems]") {
  const Rational quarter(1, 4);
  const NetworkOnData fixed = fixed_ones();
  CHECK(residuals(fixed) == Vector{-quarter, -quarter, 3 * quarter, -quarter});
  // h = x + 7/8; the residuals sum to 0, so Σ r x: −1/4 − 1/4 and 3/4 − 1/4
  CHECK(outgoing_gradient(fixed, 0) == Rational(-1, 2));
  CHECK(outgoing_gradient(fixed, 1) == Rational(1, 2));
  CHECK(is<DescentRay>(fixed));
  CHECK(is<CertifiedMinimum>(free_weights()));
}

TEST_CASE("liu2021: fittable data with a spurious minimum", "[theorems]") {
  const Dataset data = fittable_data();
  CHECK(group_fits(data, one_group(data)).risk == 0);
  CHECK(is_spurious(data, dead_units()));
}

TEST_CASE("liu2021: eq. (14) at (4, 1)", "[theorems]") {
  const CpwlFunction f = regions_counterexample();
  CHECK(f({4, 1}) == -5);
  CHECK(tests::rows_of_regions(f)({4, 1}) == -4);
}

TEST_CASE("liu2021: functions of the figures", "[theorems]") {
  CHECK(figure2_function()({Rational(3, 2)}) == 2);
  CHECK(maximum_function(4)({Rational(5, 2)}) == 6); // 4·5/2 − 4
  CHECK(minimum_function(4)({Rational(5, 2)}) == -6);
  CHECK(zigzag_function()({Rational(9, 2)}) == Rational(3, 2));
  CHECK(orthant_function(3)({1, Rational(1, 2), Rational(3, 4)}) == Rational(1, 2));
  CHECK(orthant_function(3)({1, -1, 1}) == 0);
  CHECK(bump_network()({Rational(1, 4), Rational(-1, 2)}) == Vector{Rational(1, 4)});
  CHECK(bump_network()({Rational(3, 4), Rational(1, 2)}) == Vector{0});
  CHECK(parabola_samples(21).targets[1] == Vector{Rational(81, 100)});
}

TEST_CASE("liu2021: the minimal size, any data", "[theorems]") {
  for (std::uint64_t seed = 1; seed <= 12; ++seed) {
    InstanceParameters sizes;
    sizes.seed = seed;
    sizes.dimension = 1 + seed % 3;
    sizes.outputs = 1 + seed % 2;
    sizes.samples = *sizes.dimension + 2 + seed % 4;
    CAPTURE(seed);
    const Dataset data = pseudo_random_data(sizes);
    for (const char* name : {"relu", "leaky_relu:1/3", "abs", "hard_tanh"}) {
      CAPTURE(name);
      const NetworkPair pair = liu_minimal(data, *named_activation(name));
      CHECK(pair.minimum.layers.size() == 3);
      CHECK(pair.minimum.layers[0].unit_count() == 2 * *sizes.outputs);
      CHECK(pair.minimum.layers[1].unit_count() == 2 * *sizes.outputs);
      CHECK(is_spurious(data, pair));
      CHECK(is_spurious(data, liu_narrow(data, *named_activation(name))));
    }
  }
}

TEST_CASE("liu2021: Assumption 1 does not exclude residuals that cancel", "[theorems]") {
  // x = 0, 0, 1, 1, y = 0, 1, 0, 1: the fit 1/2 is the mean at each x, no function of x is better.
  const Dataset data = dataset_of({{0}, {0}, {1}, {1}}, {{0}, {1}, {0}, {1}});
  CHECK(group_fits(data, one_group(data)).risk == Rational(1, 4));
  CHECK_THROWS_AS(liu_minimal(data, relu()), InternalError);
}

TEST_CASE("liu2021: an output that is fitted stays so", "[theorems]") {
  // y1 = |x| is not affine, y2 = x is
  const Dataset data = dataset_of({{-1}, {0}, {1}}, {{1, -1}, {0, 0}, {1, 1}});
  const NetworkPair pair = liu_minimal(data, relu());
  CHECK(is_spurious(data, pair));
  for (std::size_t i = 0; i < 3; ++i) {
    CHECK(pair.better(data.inputs[i])[1] == data.targets[i][1]);
    CHECK(pair.minimum(data.inputs[i]) == Vector{Rational(2, 3), data.targets[i][1]});
  }
}

TEST_CASE("liu2021: exchanged activations keep values", "[theorems]") {
  InstanceParameters sizes;
  sizes.samples = 9;
  sizes.dimension = 2;
  sizes.outputs = 2;
  const Dataset data = pseudo_random_data(sizes);
  const Network network = liu_minimal(data, relu()).better;
  for (const char* name : {"leaky_relu:1/100", "abs", "hard_tanh", "relu6", "hard_sigmoid"}) {
    CAPTURE(name);
    const Activation activation = *named_activation(name);
    const Network other = exchanged_activation(network, activation, data.inputs);
    CHECK(other.layers[0].activation == activation);
    for (const Vector& x : data.inputs)
      CHECK(other(x) == network(x));
  }
}

TEST_CASE("liu2021: the optimum over reachable maps of small images", "[theorems]") {
  // side 3, kernel 2 × 1: convolution 2 × 3, pooled to 1 × 1; two features
  const Dataset images = image_data(6, 3, 1, 5);
  for (const ImagePooling pooling : {ImagePooling::average, ImagePooling::maximum}) {
    const Network body = pooled_delta_filters(images, 3, {2, 1}, pooling);
    const Dataset features = feature_data(body, images);
    CHECK(features.input_dimension() == 2);
    CHECK(required_filters(features, 1) == 1); // one position: a matrix of one row
    CHECK(is_spurious(images, with_dense_head(body, images)));
  }
  // average of the pixels (0,0), (0,1), (1,0), (1,1), and of those one row below, plus 1
  const Dataset averages =
      feature_data(pooled_delta_filters(images, 3, {2, 1}, ImagePooling::average), images);
  const Vector& image = images.inputs[0];
  CHECK(averages.inputs[0][0] == (image[0] + image[1] + image[3] + image[4]) / 4 + 1);
  CHECK(averages.inputs[0][1] == (image[3] + image[4] + image[6] + image[7]) / 4 + 1);
}

TEST_CASE("liu2021: Longley's regression has the residuals of NIST", "[theorems]") {
  const Dataset data = longley_data(
      {"deflator", "product", "unemployed", "armed", "population", "year"}, {"employed"});
  const GroupFits fits = group_fits(data, one_group(data));
  // Residual standard deviation 304.854073561965 (people in thousands, 9 degrees of freedom).
  const Rational variance = fits.risk * 16 / 9 * 1000 * 1000;
  CHECK(variance.get_d() == Approx(304.854073561965 * 304.854073561965).epsilon(1e-12));
  CHECK(fits.pieces[0][0].linear[5].get_d() == Approx(1.82915146461355).epsilon(1e-12));
}
