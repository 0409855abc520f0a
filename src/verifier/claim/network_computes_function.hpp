// SPDX-License-Identifier: Apache-2.0
//
// The claim `network_computes_function`: on every linear region the affine map of the network is
// the CPWL function, as the region lies in a cell with that piece. Checked in the walk of
// `linear_regions`.

#pragma once

#include "claim/further_claim.hpp"
#include "shape/geometry.hpp"

namespace thalweg::verifier {

struct Certificate;

struct LeafInCell {
  std::size_t cell;
  List<Multipliers> proofs; ///< one per halfspace of the cell
};

struct NetworkFunction {
  std::string place;
  List<List<LeafInCell>> outputs; ///< [output][leaf]
};

void read_network_function(const Node& node, Certificate& certificate);
void read_network_function_witness(const Node& node, Certificate& certificate);

/// O63, O64 at a leaf: the premises hold on the region, `outputs` are the maps of the network
/// there.
void check_function_on_region(const Certificate& certificate, const List<AffineFunction>& outputs,
                              const Premises& premises, std::size_t leaf);

/// All leaves are checked.
Told told(const NetworkFunction& claim);

} // namespace thalweg::verifier
