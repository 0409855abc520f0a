// SPDX-License-Identifier: Apache-2.0
//
// The claim `cells_of_box` (specification, section 51): into how many open cells the walls cut a
// box of parameters of a dense network of any depth, and that R has a kink on each of these walls.

#pragma once

#include "claim/claim.hpp"
#include "lemma/box_walls.hpp"

namespace thalweg::verifier {

/// O300 to O304
struct CellsOfBox : Claim {
  List<LayerRadii> radii; ///< of each hidden layer
  Fraction cells;
  List<List<List<Fraction>>> kinks;   ///< witness: for each wall the biases [hidden layer][unit]
  const Json* witness_json = nullptr; ///< witness

  using Claim::Claim;
  Told check(const Subject& subject) const override;
};

std::unique_ptr<Claim> read_cells_of_box(const Node& node, const Subject& subject);
void read_cells_of_box_witness(const Node& node, Claim& made, const Subject& subject);

} // namespace thalweg::verifier
