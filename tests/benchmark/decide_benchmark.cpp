// SPDX-License-Identifier: GPL-3.0-or-later
//
// What `thalweg decide` costs and how sharp it is on networks like trained ones: random weights
// rounded to binary32, hence dyadic rationals (a fixed generator).
//   decide_benchmark scale                  784-256-256-10, 100 samples: exact patterns and the
//                                           gradient of all layers, over FLINT's products alone
//   decide_benchmark tightness [NETWORKS]   radius by both methods and nearest flip on
//                                           10-32-32-32-1 and 784-64-64-10, 50 samples

#include "timing.hpp"

#include "landscape/forward_passes.hpp"
#include "landscape/risk_gradient.hpp"
#include "landscape/screen/radius_problem.hpp"

#include <flint/fmpz_mat.h>
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <random>
#include <string>

namespace {

using namespace thalweg;
using namespace thalweg::benchmark;

/// About normal: the sum of twelve uniform numbers, the same on every machine; then binary32.
Rational binary32_number(std::mt19937& random, double deviation) {
  double sum = -6;
  for (int k = 0; k < 12; ++k)
    sum += static_cast<double>(random() >> 8) / (1 << 24);
  return Rational(static_cast<double>(static_cast<float>(sum * deviation)));
}

Network random_network(std::mt19937& random, const std::vector<std::size_t>& widths) {
  Network network;
  for (std::size_t l = 0; l + 1 < widths.size(); ++l) {
    const bool is_last = l + 2 == widths.size();
    Layer layer{widths[l], {}, {}, is_last ? identity_activation() : relu()};
    for (std::size_t unit = 0; unit < widths[l + 1]; ++unit) {
      SparseRow& row = layer.weights.emplace_back();
      for (std::size_t k = 0; k < widths[l]; ++k)
        if (const Rational w =
                binary32_number(random, std::sqrt(2.0 / static_cast<double>(widths[l])));
            w != 0)
          row.emplace_back(k, w);
      layer.biases.push_back(binary32_number(random, 0.1));
    }
    network.layers.push_back(std::move(layer));
  }
  return network;
}

/// Images: a fifth of the entries k/255, the others 0; or normal numbers where the input is small.
Dataset random_data(std::mt19937& random, std::size_t count, std::size_t inputs,
                    std::size_t outputs) {
  Dataset data;
  for (std::size_t k = 0; k < inputs + outputs; ++k)
    data.columns.push_back("c" + std::to_string(k + 1));
  for (std::size_t o = 0; o < outputs; ++o)
    data.target_columns.push_back(inputs + o);
  for (std::size_t i = 0; i < count; ++i) {
    Vector& x = data.inputs.emplace_back(inputs);
    for (Rational& value : x)
      if (inputs < 100)
        value = binary32_number(random, 1);
      else if (random() % 5 == 0)
        value = fraction(static_cast<long>(random() % 256), 255);
    Vector& y = data.targets.emplace_back(outputs);
    y[random() % outputs] = 1;
  }
  return data;
}

/// FLINT's product of two matrices of random integers of the given sizes, and nothing else.
double product_seconds(slong rows, slong inner, slong columns, std::size_t left_bits,
                       std::size_t right_bits) {
  flint_rand_t state;
  flint_randinit(state);
  fmpz_mat_t a, b, c;
  fmpz_mat_init(a, rows, inner);
  fmpz_mat_init(b, inner, columns);
  fmpz_mat_init(c, rows, columns);
  fmpz_mat_randbits(a, state, left_bits);
  fmpz_mat_randbits(b, state, right_bits);
  std::vector<double> times;
  for (int k = 0; k < 5; ++k)
    times.push_back(seconds([&] { fmpz_mat_mul(c, a, b); }));
  fmpz_mat_clear(a);
  fmpz_mat_clear(b);
  fmpz_mat_clear(c);
  flint_randclear(state);
  return median(times);
}

std::size_t longest(const IntegerMatrix& a) {
  std::size_t bits = 0;
  for (std::size_t i = 0; i < a.row_count(); ++i)
    for (std::size_t j = 0; j < a.column_count(); ++j)
      bits = std::max(bits, mpz_sizeinbase(a(i, j).get_mpz_t(), 2));
  return bits;
}

/// FLINT's products with the shapes and bits of the batch: W_l H_l of all layers forwards; W_lᵀ Δ_l
/// and Δ_l H_lᵀ for the gradient, where Δ_l is bounded by the product of all rows above.
struct Products {
  double forward = 0;
  double gradient = 0;
};

Products products_of_layers(const Network& network, const Dataset& data) {
  Products total;
  const ForwardPasses passes(network, data.inputs, network.layers.size());
  const auto samples = static_cast<slong>(data.sample_count());
  RationalMatrix derivative = *fixed_point_columns(data.targets, network.output_dimension());
  for (std::size_t l = network.layers.size(); l-- > 0;) {
    const Layer& layer = network.layers[l];
    const auto units = static_cast<slong>(layer.unit_count());
    const auto width = static_cast<slong>(layer.input_count);
    const FixedPointRows rows = *fixed_point_rows(layer.weights, layer.input_count);
    std::vector<Vector> inputs, outputs;
    for (std::size_t i = 0; i < data.sample_count(); ++i) {
      inputs.push_back(passes.output(l, i));
      outputs.push_back(passes.pre_activations(l, i));
    }
    if (l + 1 == network.layers.size()) // residuals: as long as the outputs
      derivative = *fixed_point_columns(outputs, layer.unit_count());
    const std::size_t weight_bits = rows.full.longest(), by_z = longest(derivative.numerators);
    const std::size_t input_bits =
        longest(fixed_point_columns(inputs, layer.input_count)->numerators);
    const double forward = product_seconds(units, width, samples, weight_bits, input_bits);
    const double partials = product_seconds(units, samples, width, by_z, input_bits);
    const double back = l == 0 ? 0 : product_seconds(width, units, samples, weight_bits, by_z);
    fmt::print("  layer {}: {} x {} ({} bits), {} samples ({} bits, derivatives {}): {:.4f} s "
               "forwards, {:.4f} for the gradient\n",
               l, units, width, weight_bits, samples, input_bits, by_z, forward, partials + back);
    total.forward += forward;
    total.gradient += partials + back;
    derivative = transpose_product(rows, derivative);
  }
  return total;
}

int scale() {
  std::mt19937 random(20261122);
  const Network network = random_network(random, {784, 256, 256, 10});
  const Dataset data = random_data(random, 100, 784, 10);
  const Products products = products_of_layers(network, data);
  std::vector<double> forward, patterns, gradient;
  for (int k = 0; k < 3; ++k) {
    forward.push_back(seconds([&] { ForwardPasses(network, data.inputs, network.layers.size()); }));
    UnsettledStates states;
    patterns.push_back(seconds([&] { states = unsettled_states(network, data); }));
    gradient.push_back(seconds([&] {
      const auto g = risk_gradient(network, states);
      for (;; g->step()) {
        if (g->steepest_parameter().entry_count() == 0)
          fmt::print("  layer {}: the gradient is 0\n", g->layer());
        if (g->layer() == 0)
          break;
      }
    }));
  }
  fmt::print(
      "784-256-256-10, 100 samples: FLINT's products {:.3f} s, forward passes {:.2f} times, "
      "exact patterns {:.2f} times; FLINT's products for the gradient {:.3f} s, gradient of all "
      "layers {:.2f} times\n",
      products.forward, median(forward) / products.forward, median(patterns) / products.forward,
      products.gradient, median(gradient) / products.gradient);
  return EXIT_SUCCESS;
}

void measure_tightness(const std::vector<std::size_t>& widths, int networks) {
  std::vector<double> tightness, gain;
  double radius_time = 0, flip_time = 0;
  for (int k = 0; k < networks; ++k) {
    std::mt19937 random(static_cast<unsigned>(k + 1));
    const Network network = random_network(random, widths);
    const Dataset data = random_data(random, 50, widths.front(), widths.back());
    const PatternClasses classes = pattern_classes(network, data);
    Rational first_order, interval;
    PatternFlip flip{};
    radius_time += seconds([&] {
      const RadiusProblem problem(network, data, classes);
      first_order = largest_radius(problem, RadiusMethod::first_order);
      interval = largest_radius(problem, RadiusMethod::interval);
      flip_time +=
          seconds([&] { flip = nearest_flip(problem, network, data, classes, first_order); });
    });
    tightness.push_back(Rational(first_order / flip.distance).get_d());
    gain.push_back(Rational(first_order / interval).get_d());
  }
  std::string name;
  for (const std::size_t width : widths)
    name += (name.empty() ? "" : "-") + std::to_string(width);
  fmt::print(
      "{}, 50 samples, {} networks: first order / interval {:.3g} (median); tightness {:.4f} "
      "(median), {:.4f} to {:.4f}; {:.2f} s for the radii, {:.2f} s for the flip, each\n",
      name, networks, median(gain), median(tightness),
      *std::min_element(tightness.begin(), tightness.end()),
      *std::max_element(tightness.begin(), tightness.end()), (radius_time - flip_time) / networks,
      flip_time / networks);
}

} // namespace

int main(int argument_count, char** arguments) {
  const std::string task = argument_count > 1 ? arguments[1] : "scale";
  if (task == "scale")
    return scale();
  const int networks = argument_count > 2 ? std::atoi(arguments[2]) : 9;
  measure_tightness({10, 32, 32, 32, 1}, networks);
  measure_tightness({784, 64, 64, 10}, std::max(1, networks / 3));
  return EXIT_SUCCESS;
}
