// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "claim/population.hpp"

namespace thalweg::verifier {

/// What the obligations give beside the claim.
struct PopulationFindings {
  Fraction gradient;    ///< γ
  Fraction third_order; ///< L
  Fraction step;        ///< 2/Λ, rounded down
};

Told told(const PopulationMinimum& claim, const PopulationFindings& found);

} // namespace thalweg::verifier
