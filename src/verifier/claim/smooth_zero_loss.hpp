// SPDX-License-Identifier: Apache-2.0
//
// The claim `smooth_zero_loss` (specification, section 58): two units with the values p_k0, p_k1 at
// the first two samples and m_k at the third, their midpoint. p_00 p_11 = p_01 p_10 makes p_10 h_0
// − p_00 h_1 vanish at the first two samples; it must not vanish at the third.

#pragma once

#include "claim/claim.hpp"
#include "layer/smooth_activation.hpp"

namespace thalweg::verifier {

/// O105 to O111
struct SmoothZeroLoss : Claim {
  std::array<std::array<Fraction, 2>, 2> given; ///< witness: of units 0, 1 at samples 0, 1
  std::array<Interval, 2> midpoints;            ///< witness: around their values at sample 2
  const Json* witness_json = nullptr;

  using Claim::Claim;
  Told check(const Subject& subject) const override;
};

std::unique_ptr<Claim> read_smooth_zero_loss(const Node& node, const Subject& subject);
void read_smooth_zero_loss_witness(const Node& node, Claim& made, const Subject& subject);

} // namespace thalweg::verifier
