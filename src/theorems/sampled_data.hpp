// SPDX-License-Identifier: GPL-3.0-or-later
//
// Data that the instances make: from rows of numbers, or pseudo-random with a seed. The sequence of
// std::mt19937_64 is fixed by the C++ standard and its distributions are not, so numbers are drawn
// by remainders: same seed, same data, everywhere.

#pragma once

#include "theorems/instance.hpp"

#include <random>

namespace thalweg {

class SeededSource {
public:
  explicit SeededSource(std::uint64_t seed) : source_(seed) {}

  /// An integer in [low, high].
  long integer(long low, long high);

private:
  std::mt19937_64 source_;
};

/// Columns x1, …, y1, … (x, y if there is one), targets last. One row per sample in both.
Dataset dataset_of(std::vector<Vector> inputs, std::vector<Vector> targets);

/// Distinct inputs in quarters, targets in quarters in [−4, 4], no affine function fits. Takes
/// samples, dimension, outputs and seed of `parameters`, all of which have values; UsageError
/// unless dimension + 2 ≤ samples (fewer samples are fitted whatever their targets) and
/// 1 ≤ dimension, outputs.
Dataset pseudo_random_data(const InstanceParameters& parameters);

/// Different at all inputs of `pseudo_random_data`: a difference of the first coordinates that is
/// not 0 outweighs those of all others, and so on. With several breakpoints, which are integers, no
/// difference is one of two of them.
SparseRow ordering_row(const Dataset& data, const Activation& activation);

/// The given values, with the defaults of pseudo-random data: seed 1 and these sizes.
InstanceParameters with_data_sizes(const InstanceParameters& given, std::size_t samples,
                                   std::size_t dimension);

/// UsageError unless a network of so many layers has a hidden one.
void require_depth(std::size_t depth);

/// p(x_i) − y_i of output `output`.
Vector residuals_of(const AffineFunction& p, const Dataset& data, std::size_t output);

/// The values that an instance goes through: the given one, or all of `usual`.
template <class Value>
std::vector<Value> values_or(const std::optional<Value>& given, std::vector<Value> usual) {
  return given ? std::vector<Value>{*given} : std::move(usual);
}

} // namespace thalweg
