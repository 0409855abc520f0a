// SPDX-License-Identifier: GPL-3.0-or-later
//
// What `generate` and `decide` tell alike about a minimum near a network (logistic and softmax
// loss).

#pragma once

#include "landscape/nearby_decision.hpp"

namespace thalweg {

/// Aligned lines: distance and risk of the minimum, its radius, and the flip if there is one.
std::string nearby_minimum_lines(const NearbyMinimum& minimum);

/// Aligned lines: the risk of a better network, and how much lower it is.
std::string lower_risk_lines(const RiskBounds& risk, const Rational& better_risk);

} // namespace thalweg
