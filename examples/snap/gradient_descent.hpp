// SPDX-License-Identifier: GPL-3.0-or-later
//
// Plain gradient descent in floating point for networks with one hidden layer of ReLU units: makes
// the checkpoints that `thalweg snap` is tried on. Full batch, constant step, no momentum; inputs
// and target are standardised for the training, and the result is written for the data as they are.

#pragma once

#include "data/dataset.hpp"
#include "network/network.hpp"

#include <cstdint>

namespace thalweg::examples {

struct Training {
  std::size_t units = 4;
  std::uint64_t seed = 0;
  std::size_t steps = 2000;
  double step_size = 0.05;
};

/// The parameters after the training, exact values of floating point numbers. The data have one
/// target.
Network trained_network(const Dataset& data, const Training& training);

} // namespace thalweg::examples
