// SPDX-License-Identifier: GPL-3.0-or-later
//
// Another point of the same architecture by trial: all parameters are moved a little or a lot by a
// fixed sequence of pseudo-random numbers, then descend the risk by gradient steps with a scale per
// parameter (Adam), all in floating point, and are rounded. What comes out proves nothing: its
// exact risk must be compared.

#pragma once

#include "data/dataset.hpp"
#include "network/network.hpp"
#include "risk/weighted_loss.hpp"

#include <cstdint>

namespace thalweg {

struct PerturbedDescent {
  std::uint64_t seed = 0;
  double size = 0.1;        ///< of the perturbation, relative to each parameter's size plus 1/2
  double work = 1e9;        ///< multiplications
  std::size_t steps = 4000; ///< at most
  unsigned precision = 24;  ///< bits that are kept of every parameter
};

/// The network with rounded parameters; all values are finite. Nothing if floating point overflows.
std::optional<Network> perturbed_descent(const Network& network, const Dataset& data,
                                         const PerturbedDescent& request,
                                         const WeightedLoss& loss = {});

} // namespace thalweg
