// SPDX-License-Identifier: Apache-2.0
//
// The claim `distinct_risks` (specification, section 31): local minima of one architecture, all
// with different risks.

#pragma once

#include "claim/local_minimum.hpp"

namespace thalweg::verifier {

/// O138, O140
struct DistinctRisks : Claim {
  List<const LocalMinimumClaim*> minima; ///< claims before this one

  DistinctRisks(std::string pointer, List<const LocalMinimumClaim*> named)
      : Claim(std::move(pointer)), minima(std::move(named)) {}
  Told check(const Subject& subject) const override;
};

std::unique_ptr<Claim> read_distinct_risks(const Node& node, const Subject& subject);

} // namespace thalweg::verifier
