// SPDX-License-Identifier: GPL-3.0-or-later
//
// Kinks that seem to lower the risk most: thresholds between projections of the samples on the
// coordinates and on small integer combinations of them, ranked by Σ_o ⟨r_o, φ⟩² / ‖φ‖².

#pragma once

#include "network/activation.hpp"
#include "search/guess/floating_loss.hpp"

#include <map>

namespace thalweg {

/// Integer coefficients of a direction, by feature.
using IntegerDirection = std::map<std::size_t, int>;

std::vector<IntegerDirection> kink_directions(std::size_t dimension);

template <class Number, class Values>
Number projection(const IntegerDirection& direction, const Values& u) {
  Number sum = 0;
  for (const auto& [k, factor] : direction)
    sum += factor * u[k];
  return sum;
}

/// z = sign·(a·u − t) + β: the direction a, between which of the sorted projections t lies.
struct KinkCandidate {
  const IntegerDirection* direction;
  std::size_t below, above; ///< samples with neighbouring projections
  int sign;
};

/// The `most` candidates with the largest drops, for the breakpoint of the activation; other
/// breakpoints are left out of account. The directions must outlive them.
std::vector<KinkCandidate> kink_candidates(const Activation& activation, std::size_t breakpoint,
                                           const std::vector<IntegerDirection>& directions,
                                           const std::vector<Vector>& inputs,
                                           const std::vector<Vector>& residuals, std::size_t most);

/// The step ε for which Σ_i ℓ_i(outputs_i + ε rates_i), a convex sum, seems to be least; the losses
/// are those of output o. Throws NotFinite.
Rational guessed_step(const Vector& rates, const Vector& outputs,
                      const std::vector<std::vector<FloatingLoss>>& losses, std::size_t o);

} // namespace thalweg
