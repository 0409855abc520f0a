// SPDX-License-Identifier: Apache-2.0
//
// The claim `family_of_minima` (specification, section 44): all W + Σ t_a D_a with t in a cube,
// some units scaled by any positive factors, are local minima with the risk of W, and these are so
// many independent ways to move. As for a segment, no output changes and no pre-activation meets a
// breakpoint; what makes W a minimum depends on nothing else.

#pragma once

#include "claim/claim.hpp"
#include "layer/direction.hpp"

namespace thalweg::verifier {

struct ScaledUnit {
  std::size_t layer;
  std::size_t unit;

  bool operator<(const ScaledUnit& other) const {
    return layer != other.layer ? layer < other.layer : unit < other.unit;
  }
};

/// O270 to O273
struct FamilyOfMinima : Claim {
  std::size_t dimension;
  List<Direction> directions; ///< witness, as all that follow
  List<ScaledUnit> scaled;    ///< increasing
  const Json* witness_json = nullptr;

  FamilyOfMinima(std::string pointer, std::size_t count)
      : Claim(std::move(pointer)), dimension(count) {}
  Told check(const Subject& subject) const override;
};

std::unique_ptr<Claim> read_family(const Node& node, const Subject& subject);
void read_family_witness(const Node& node, Claim& made, const Subject& subject);

} // namespace thalweg::verifier
