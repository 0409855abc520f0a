// SPDX-License-Identifier: Apache-2.0
//
// The claim `parameter_cells` (specification, section 46): into how many open cells the walls cut
// the parameters of a dense network, and that R has a kink on each of these walls. With radii for a
// box of parameters, of any depth. Without for all parameters, with one hidden layer: there the
// walls are { w·x_i + b = β }, the same for every unit in its own (w, b), so the number is N^units;
// N is counted by a tree that inserts one wall after the other.

#pragma once

#include "claim/claim.hpp"
#include "lemma/box_walls.hpp"
#include "shape/wall_tree.hpp"

namespace thalweg::verifier {

/// O132 to O137, O300 to O302, O304
struct ParameterCells : Claim {
  std::optional<List<LayerRadii>> radii; ///< of each hidden layer; none for all parameters
  Fraction cells;
  List<WallNode> nodes;               ///< witness, without radii
  List<List<List<Fraction>>> kinks;   ///< witness: for each wall the biases [hidden layer][unit]
  const Json* witness_json = nullptr; ///< witness

  using Claim::Claim;
  Told check(const Subject& subject) const override;
};

std::unique_ptr<Claim> read_parameter_cells(const Node& node, const Subject& subject);
void read_parameter_cells_witness(const Node& node, Claim& made, const Subject& subject);

} // namespace thalweg::verifier
