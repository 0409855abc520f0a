// SPDX-License-Identifier: GPL-3.0-or-later
//
// Exact linear regions of random ReLU networks on the cube of radius 1 (weights odd 53-bit integers
// over 2^53): number of regions, proofs and their size, seconds for the enumeration and for one
// plain check of the tree.
//
// region_benchmark

#include "landscape/linear_regions.hpp"
#include "support/linear_regions_proof.hpp"

#include <fmt/format.h>

#include <chrono>
#include <random>

using namespace thalweg;

namespace {

double seconds_since(std::chrono::steady_clock::time_point start) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

/// An odd integer below 2^53 in size over 2^53.
Rational dyadic(std::mt19937_64& random) {
  const long bits = static_cast<long>(random() & 0x1FFFFFFFFFFFFF) | 1;
  return fraction(Integer((random() & 1U) == 0 ? bits : -bits), Integer(1) << 53);
}

Network random_network(const std::vector<std::size_t>& widths, unsigned seed) {
  std::mt19937_64 random(seed);
  Network network;
  for (std::size_t l = 0; l + 1 < widths.size(); ++l) {
    DenseLayer& layer = network.layers.emplace_back();
    layer.input_count = widths[l];
    layer.activation = l + 2 < widths.size() ? relu() : identity_activation();
    for (std::size_t unit = 0; unit < widths[l + 1]; ++unit) {
      SparseRow& row = layer.weights.emplace_back();
      for (std::size_t k = 0; k < widths[l]; ++k)
        row.emplace_back(k, dyadic(random));
      layer.biases.push_back(dyadic(random) / 2);
    }
  }
  return network;
}

void measure(const std::vector<std::size_t>& widths, unsigned seed) {
  const Network network = random_network(widths, seed);
  const std::size_t d = widths.front();
  auto start = std::chrono::steady_clock::now();
  const LinearRegions regions = linear_regions(network, box(Vector(d, -1), Vector(d, 1)));
  const double enumeration = seconds_since(start);
  start = std::chrono::steady_clock::now();
  const bool holds = tests::is_proof(regions, network);
  const double check = seconds_since(start);
  std::size_t proofs = 0, digits = 0;
  for (const RegionNode& node : regions.nodes)
    for (const ProvenSide& side : node.sides) {
      ++proofs;
      for (const Multiplier& multiplier : side.multipliers)
        digits += to_string(multiplier.value).size();
    }
  fmt::print("{:<16} seed {}: {:>6} regions, {:>6} proofs, {:>8} digits, {:.3f} s, checked in "
             "{:.3f} s{}\n",
             architecture(network), seed, regions.regions.size(), proofs, digits, enumeration,
             check, holds ? "" : ": WRONG");
}

} // namespace

int main() {
  for (unsigned seed = 1; seed <= 3; ++seed)
    measure({2, 16, 16, 1}, seed);
  for (unsigned seed = 1; seed <= 2; ++seed) {
    measure({1, 32, 32, 1}, seed);
    measure({2, 32, 32, 1}, seed);
    measure({3, 8, 8, 1}, seed);
    measure({3, 16, 16, 1}, seed);
  }
}
