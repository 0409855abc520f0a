// SPDX-License-Identifier: GPL-3.0-or-later
//
// Saddles: W is critical (no sample is on a wall, so R is a polynomial near W, and its gradient at
// W is 0), and R falls along one ray from W and rises along another: neither a local minimum nor a
// local maximum. In deep linear networks every critical point that is no global minimum is one
// (yun2019, Theorem 4). The order of the fall may be as high as the number of layers.

#pragma once

#include "landscape/ray.hpp"

namespace thalweg {

/// R(W + εE) > R(W) for every ε in (0, epsilon].
struct AscentRay {
  Direction direction;
  Rational epsilon;
  Polynomial risk_difference; ///< R(W + εE) − R(W) on [0, epsilon]
};

struct Saddle {
  DescentRay descent;
  AscentRay ascent;
};

/// Is no sample on a wall, no loss at a kink, and the gradient of R 0?
bool is_critical(const Network& network, const Problem& problem);

/// Checks everything, the gradient parameter by parameter (one pass each). Throws ClaimError naming
/// what does not hold.
Saddle saddle(const Network& network, const Problem& problem, const Direction& down,
              const Direction& up);

} // namespace thalweg
