// SPDX-License-Identifier: GPL-3.0-or-later
//
// Subgradients of a loss with kinks that prove a minimum on walls (SPECIFICATION.md, section 36):
// where an output is on a kink any slope between those of both sides will do, and with one hidden
// layer all conditions on these slopes and on the multipliers of the ties are linear.

#pragma once

#include "risk/loss.hpp"

#include <optional>

namespace thalweg {

struct KinkedWalls {
  struct Unit {
    Vector slopes;                 ///< ς s of every sample, the slope below at ties
    Rational jump;                 ///< ς c
    std::vector<std::size_t> ties; ///< samples, each the first one with its input
    bool has_sign = true;          ///< else both signs have to do: λ = 0 and Σ g = 0 at every tie
  };
  const std::vector<Vector>& extended;            ///< x̃ of every sample
  const std::vector<std::size_t>& first_of_input; ///< the first sample with the same input
  std::vector<SlopeInterval> ranges;              ///< of g, by sample
  std::vector<Unit> units;
  bool has_output_bias = true;
};

/// g in the ranges such that there are λ ≤ 0 with Σ_i ς s_i g_i x̃_i = Σ_t λ_t x̃_t and λ_t + ς c Σ
/// g ≥ 0, the sum over the samples at t, for every unit, and Σ g = 0 if there is an output bias; by
/// an exact linear program. Nothing if there are none, or if the program is too large.
std::optional<Vector> kink_subgradients(const KinkedWalls& walls);

} // namespace thalweg
