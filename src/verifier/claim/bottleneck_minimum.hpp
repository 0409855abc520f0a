// SPDX-License-Identifier: Apache-2.0
//
// The claim `bottleneck_minimum` (specification, section 38): all samples have one pattern, so F
// is an affine function of x near W, whose matrix has no higher rank than the narrowest hidden
// layer; W is the best of these for the squared loss (Eckart and Young, by one number between the
// singular values that are kept and those that are not), hence a local minimum.

#pragma once

#include "claim/claim.hpp"
#include "lemma/radius.hpp"

namespace thalweg::verifier {

/// O282 to O287.
struct BottleneckMinimum : MinimumClaim {
  Fraction radius;
  Fraction risk;
  RadiusMethod method = RadiusMethod::first_order; ///< witness, as all that follow
  List<List<Fraction>> increments = {};            ///< Q: M + Q is the best matrix of any rank
  Fraction level = {};                             ///< λ
  const Json* witness_json = nullptr;

  BottleneckMinimum(std::string pointer, Fraction largest, Fraction at)
      : MinimumClaim(std::move(pointer)), radius(std::move(largest)), risk(std::move(at)) {}
  Known known() const override { return {risk}; }
  Told check(const Subject& subject) const override;
};

std::unique_ptr<Claim> read_bottleneck_minimum(const Node& node, const Subject& subject);
void read_bottleneck_minimum_witness(const Node& node, Claim& made, const Subject& subject);

} // namespace thalweg::verifier
