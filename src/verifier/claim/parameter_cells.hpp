// SPDX-License-Identifier: Apache-2.0
//
// The claim `parameter_cells` (specification, section 49): into how many open cells the walls
// { w·x_i + b = β } of all samples and breakpoints cut the parameters of a network with one hidden
// layer. All units have the same walls in their own (w, b), so the number is N^units; N is counted
// by a tree that inserts one wall after the other.

#pragma once

#include "claim/claim.hpp"
#include "shape/wall_tree.hpp"

namespace thalweg::verifier {

/// O132 to O137
struct ParameterCells : Claim {
  Fraction cells;
  List<WallNode> nodes;               ///< witness
  const Json* witness_json = nullptr; ///< witness

  using Claim::Claim;
  Told check(const Subject& subject) const override;
};

std::unique_ptr<Claim> read_parameter_cells(const Node& node, const Subject& subject);
void read_parameter_cells_witness(const Node& node, Claim& made, const Subject& subject);

} // namespace thalweg::verifier
