// SPDX-License-Identifier: Apache-2.0
//
// That a ReLU network computes max-min forms on Ω. The witness writes each form as an expression of
// binary minima and maxima of the p_j and says what every hidden unit means. Values are linear
// expressions over the symbols x_1, …, x_d, 1 and one symbol N_v for each minimum and maximum v:
//
//   carry of v with shift B: pre-activation N_v + B ≥ 0 on Ω, so its output is N_v + B;
//   gadget of v = min(u, w): pre-activation N_u − N_w, output [N_u − N_w]_+ = N_u − N_v;
//   gadget of v = max(u, w): pre-activation N_w − N_u, output [N_w − N_u]_+ = N_v − N_u.
//
// Each pre-activation, composed from the outputs below, must be the expression that its label says,
// coefficient by coefficient. Nothing else is known of the symbols, so this is more than enough.

#pragma once

#include "claim/claim.hpp"
#include "shape/lattice_expressions.hpp"

namespace thalweg::verifier {

/// What a hidden unit means: a node carried with a shift, or the gadget of a node.
struct UnitLabel {
  std::size_t output;
  std::size_t node;
  std::optional<Fraction> shift; ///< of a carried node
};

/// O45 to O50.
struct NetworkLattice : Claim {
  List<LatticeOutput> outputs;
  List<List<UnitLabel>> units; ///< [hidden layer][unit]

  using Claim::Claim;
  Told check(const Subject& subject) const override;
};

std::unique_ptr<Claim> read_network_lattice(const Node& node, const Subject& subject);
void read_network_lattice_witness(const Node& node, Claim& made, const Subject& subject);

} // namespace thalweg::verifier
