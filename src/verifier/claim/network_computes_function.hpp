// SPDX-License-Identifier: Apache-2.0
//
// The claim `network_computes_function`: on every linear region the affine map of the network is
// the CPWL function, as the region lies in a cell with that piece. Checked in the walk of
// `linear_regions`.

#pragma once

#include "claim/claim.hpp"

namespace thalweg::verifier {

struct LeafInCell {
  std::size_t cell;
  List<Multipliers> proofs; ///< one per halfspace of the cell
};

struct NetworkFunction : Claim {
  List<List<LeafInCell>> outputs; ///< [output][leaf]

  using Claim::Claim;
  /// At the leaves of `linear_regions`.
  Told check(const Subject& subject) const override;
};

std::unique_ptr<Claim> read_network_function(const Node& node, const Subject& subject);
void read_network_function_witness(const Node& node, Claim& made, const Subject& subject);

} // namespace thalweg::verifier
