// SPDX-License-Identifier: GPL-3.0-or-later
//
// R(W + εD) as one polynomial in ε right of 0, walls and kinks of the loss or not, and up to which
// ε this is shown; the mathematics is in ray.hpp.

#pragma once

#include "landscape/ray.hpp"

namespace thalweg {

struct RiskAlong {
  Rational at_zero;      ///< R(W)
  Polynomial difference; ///< R(W + εD) − R(W) on [0, epsilon]
  /// The largest of 1, 1/2, 1/4, … for which the coefficient condition of polynomial.hpp shows
  /// every sign, that of the difference included; nothing if 2^-4000 is not small enough.
  std::optional<Rational> epsilon;
};

/// At least one sample. R includes the decay.
RiskAlong risk_along(const Network& network, const Problem& problem, const Direction& direction,
                     const WeightDecay& decay = {});

} // namespace thalweg
