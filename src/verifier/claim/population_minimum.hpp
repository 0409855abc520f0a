// SPDX-License-Identifier: Apache-2.0
//
// The claim `population_minimum` (specification, section 60): a strict local minimum of the
// population risk of n ReLU units against k orthonormal teachers, inputs standard normal,
//   F(W) = ½ E (Σ_i max(0, w_i·x) − Σ_j max(0, v_j·x))²,
// with a ball around it that gradient flow does not leave. Coordinates are such that v_j = e_j.

#pragma once

#include "claim/claim.hpp"
#include "lemma/population_pairs.hpp"

#include <array>

namespace thalweg::verifier {

/// For every d ≥ k. O221 to O231
struct PopulationMinimum : Claim {
  Fraction curvature; ///< λ
  Fraction radius;    ///< Δ
  Fraction distance;  ///< δ
  Fraction risk_lower;
  Fraction risk_upper;
  Fraction barrier;          ///< h
  PopulationNetwork network; ///< section `population`

  using Claim::Claim;
  /// `population`
  void read_section(const Node& statement, const Subject& subject) override;
  Told check(const Subject& subject) const override;
};

/// The numbers of the claim and their keys.
constexpr std::array<std::pair<const char*, Fraction PopulationMinimum::*>, 6> population_numbers =
    {{{"curvature", &PopulationMinimum::curvature},
      {"radius", &PopulationMinimum::radius},
      {"distance", &PopulationMinimum::distance},
      {"risk_lower", &PopulationMinimum::risk_lower},
      {"risk_upper", &PopulationMinimum::risk_upper},
      {"barrier", &PopulationMinimum::barrier}}};

std::unique_ptr<Claim> read_population_minimum(const Node& node, const Subject& subject);

} // namespace thalweg::verifier
