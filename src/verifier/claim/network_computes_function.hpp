// SPDX-License-Identifier: Apache-2.0
//
// The claim `network_computes_function`: on every linear region the affine map of the network is
// the CPWL function, as the region lies in a cell with that piece. Checked in the walk of
// `linear_regions`.

#pragma once

#include "claim/certificate.hpp"

namespace thalweg::verifier {

struct LeafInCell {
  std::size_t cell;
  List<Multipliers> proofs; ///< one per halfspace of the cell
};

struct NetworkFunction : Claim {
  List<List<LeafInCell>> outputs; ///< [output][leaf]

  using Claim::Claim;
  /// O63, O64 at a leaf: the premises hold on the region, `maps` are those of the network there.
  void check_region(const Geometry& geometry, const List<AffineFunction>& maps,
                    const Premises& premises, std::size_t leaf) const;
  /// All leaves are checked with `linear_regions`.
  Told check(const Certificate& certificate) const override;
};

void read_network_function(const Node& node, Certificate& certificate);
void read_network_function_witness(const Node& node, Certificate& certificate);

} // namespace thalweg::verifier
