// SPDX-License-Identifier: GPL-3.0-or-later
//
// That a ReLU network computes max-min forms on a whole domain: which units carry nodes of trees of
// minima and maxima, and lower bounds of the functions that show that every carried node v is ≥ −B,
// so that [v + B]_+ is v + B everywhere on the domain.

#pragma once

#include "certificate/lattice_claims.hpp"
#include "constructions/lattice_network.hpp"

namespace thalweg {

/// The units of the network that carry a node.
std::vector<std::vector<CarriedNode>> carried_units(const LabelledNetwork& labelled);

/// The claim for a network that carries these nodes of trees[o], a tree with the rows of forms[o],
/// one per output. Every carried node must be ≥ −(its shift) by the recursion lower(min) = min of
/// the operands' bounds, lower(max) = max of them (InternalError).
ComputedForms computed_forms(const std::vector<MaxMinForm>& forms,
                             const std::vector<LatticeTree>& trees,
                             std::vector<std::vector<CarriedNode>> carried, const Polytope& domain);

/// A network of the forms on `domain`, with balanced trees and shifts from the least values there.
struct ProvenLatticeNetwork {
  Network network;
  ComputedForms forms;
};
ProvenLatticeNetwork proven_lattice_network(const std::vector<MaxMinForm>& forms,
                                            const Polytope& domain);

} // namespace thalweg
