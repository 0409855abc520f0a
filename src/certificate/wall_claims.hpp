// SPDX-License-Identifier: GPL-3.0-or-later
//
// The claims of SPECIFICATION.md, sections 35, 37 and 45, as text: minima on walls, lower risks,
// vanishing risks.

#pragma once

#include "certificate/further_claim.hpp"
#include "trained/minimum_on_walls.hpp"
#include "trained/vanishing_risk.hpp"

namespace thalweg {

FurtherClaim minimum_on_walls_claim(const MinimumOnWalls& minimum);

/// For a document without `nearby_minimum`. R(better) = `better_risk` < `risk` = R(W); with
/// logistic or softmax loss an upper and a lower bound, enclosed with `bits`.
FurtherClaim lower_risk_claim(const Network& better, const Rational& better_risk,
                              const Rational& risk, std::optional<std::size_t> bits = {});

FurtherClaim vanishing_risk_claim(const VanishingRisk& risk);

} // namespace thalweg
