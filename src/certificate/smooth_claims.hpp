// SPDX-License-Identifier: GPL-3.0-or-later
//
// The claims `smooth_minimum` and `smooth_zero_loss` as texts (specification, section 57).

#pragma once

#include "certificate/further_claim.hpp"
#include "landscape/smooth_minimum.hpp"

namespace thalweg {

/// With the section `smooth_network`.
FurtherClaim smooth_minimum_claim(const SmoothNetwork& network, const Rational& risk);

/// Stands after `smooth_minimum` for a network with the same activation.
FurtherClaim smooth_zero_loss_claim(const SmoothActivation& activation, const SmoothZeroLoss& fit);

} // namespace thalweg
