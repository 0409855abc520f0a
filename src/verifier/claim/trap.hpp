// SPDX-License-Identifier: Apache-2.0
//
// The claim `trap` (specification, section 41): whoever moves the parameters of W continuously, all
// of them, and comes to a risk below that of the minimum near W, climbs on the way. It stands on
// `trained_minimum`, on whose box the risk rises; what is decided here is that a path cannot go
// around the box by scaling units.

#pragma once

#include "claim/trained_minimum.hpp"

namespace thalweg::verifier {

/// O260 to O263.
struct Trap : Claim {
  Fraction barrier;

  Trap(std::string pointer, Fraction rise) : Claim(std::move(pointer)), barrier(std::move(rise)) {}
  Told check(const Subject& subject) const override;
};

std::unique_ptr<Claim> read_trap(const Node& node, const Subject& subject);

} // namespace thalweg::verifier
