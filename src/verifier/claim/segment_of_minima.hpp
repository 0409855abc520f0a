// SPDX-License-Identifier: Apache-2.0
//
// The claim `segment_of_minima` (specification, section 45): every W + tD with 0 ≤ t ≤ 1 is a
// local minimum with the risk of W. Every output of every sample is the same for all t, and no
// pre-activation meets a breakpoint; what makes W a minimum depends on nothing else.

#pragma once

#include "claim/claim.hpp"
#include "layer/direction.hpp"

namespace thalweg::verifier {

/// O120 to O122
struct SegmentOfMinima : Claim {
  Direction moves;                      ///< witness
  const Json* direction_json = nullptr; ///< witness

  using Claim::Claim;
  Told check(const Subject& subject) const override;
};

std::unique_ptr<Claim> read_segment(const Node& node, const Subject& subject);
void read_segment_witness(const Node& node, Claim& made, const Subject& subject);

} // namespace thalweg::verifier
