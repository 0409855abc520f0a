// SPDX-License-Identifier: GPL-3.0-or-later

#include "landscape/wall_kinks.hpp"

#include "exact/error.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <random>

namespace thalweg {

namespace {

Rational drawn(std::mt19937_64& source, unsigned denominator) {
  const auto part = static_cast<long>(source() % (6 * denominator + 1)) - 3L * denominator;
  return fraction(Integer(part), Integer(denominator));
}

/// Weights are integers, biases and all of the last layer quarters; zero weights too are drawn.
Network drawn_network(std::mt19937_64& source, const Network& shape) {
  Network network = shape;
  for (Layer& layer : network.layers)
    for (std::size_t j = 0; j < layer.unit_count(); ++j) {
      layer.weights[j].clear();
      for (std::size_t k = 0; k < layer.input_count; ++k)
        if (const Rational weight = drawn(source, &layer == &network.layers.front() ? 1 : 4);
            weight != 0)
          layer.weights[j].emplace_back(k, weight);
      layer.biases[j] = layer.has_biases ? drawn(source, 4) : Rational(0);
    }
  return network;
}

Rational weight_for(const SparseRow& row, std::size_t input) {
  for (const auto& [k, weight] : row)
    if (k == input)
      return weight;
  return 0;
}

/// Is unit 0 at a breakpoint at x_i and its likes only, no other unit at any, every loss
/// differentiable, and the jump of the derivative not 0?
bool has_kink(const Network& network, const Problem& problem, std::size_t sample) {
  const Dataset& data = problem.data;
  const Vector& breakpoints = network.layers.front().activation.breakpoints;
  Rational pull = 0;
  for (std::size_t i = 0; i < data.sample_count(); ++i) {
    const std::vector<Vector> z = network.pre_activations(data.inputs[i]);
    const bool is_here = data.inputs[i] == data.inputs[sample];
    for (std::size_t u = is_here ? 1 : 0; u < z.front().size(); ++u)
      if (std::find(breakpoints.begin(), breakpoints.end(), z.front()[u]) != breakpoints.end())
        return false;
    const std::vector<SlopeInterval> slopes = subdifferential(problem, i, z.back());
    for (std::size_t o = 0; o < slopes.size(); ++o) {
      if (slopes[o].lower != slopes[o].upper)
        return false;
      if (is_here)
        pull += slopes[o].lower * weight_for(network.layers.back().weights[o], 0);
    }
  }
  return pull != 0;
}

} // namespace

std::vector<Network> wall_kinks(const Network& network, const Problem& problem) {
  constexpr int most_tries = 1000;
  std::mt19937_64 source(1);
  std::vector<Network> result;
  for (std::size_t i = 0; i < problem.data.sample_count(); ++i)
    for (const Rational& breakpoint : network.layers.front().activation.breakpoints) {
      int tries = 0;
      while (true) {
        Network drawn = drawn_network(source, network);
        Layer& hidden = drawn.layers.front();
        const Rational z = drawn.pre_activations(problem.data.inputs[i]).front().front();
        hidden.biases.front() += breakpoint - z;
        if (has_kink(drawn, problem, i)) {
          result.push_back(std::move(drawn));
          break;
        }
        if (++tries == most_tries)
          throw ClaimError(
              fmt::format("wall kinks: expected a kink of the risk on the wall of sample "
                          "{} at {}, found none in {} tries",
                          i, to_string(breakpoint), tries));
      }
    }
  return result;
}

} // namespace thalweg
