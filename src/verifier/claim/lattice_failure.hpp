// SPDX-License-Identifier: Apache-2.0
//
// The claim `lattice_failure`: the max-min form with the rows of liu2021 (14),
// { j : p_j ≥ f on cell k }, is another function than f.

#pragma once

#include "claim/claim.hpp"

namespace thalweg::verifier {

/// O41 to O44.
struct LatticeFailure : Claim {
  std::size_t output;
  List<List<std::size_t>> rows; ///< one per cell
  std::size_t cell;
  Point point;
  List<List<Multipliers>> above; ///< [cell][literal]
  List<List<Point>> below;       ///< [cell][function that is no literal]

  using Claim::Claim;
  Told check(const Subject& subject) const override;
};

std::unique_ptr<Claim> read_lattice_failure(const Node& node, const Subject& subject);
void read_lattice_failure_witness(const Node& node, Claim& made, const Subject& subject);

} // namespace thalweg::verifier
