// SPDX-License-Identifier: GPL-3.0-or-later
//
// That a ReLU network computes max-min forms on a whole domain: what each hidden unit means, over
// trees of minima and maxima, and lower bounds of the functions that show that every carried node v
// is ≥ −B, so that [v + B]_+ is v + B everywhere on the domain.

#pragma once

#include "certificate/lattice_claims.hpp"

namespace thalweg {

/// The claim for a network whose hidden units have these meanings over trees[o], a tree with the
/// rows of forms[o], one per output. Every carried node must be ≥ −(its shift) by the recursion
/// lower(min) = min of the operands' bounds, lower(max) = max of them (InternalError).
NetworkComputesLatticeClaim network_lattice_claim(const std::vector<MaxMinForm>& forms,
                                                  const std::vector<LatticeTree>& trees,
                                                  std::vector<std::vector<UnitMeaning>> units,
                                                  const Polytope& domain);

/// A network of the forms on `domain`, with balanced trees and shifts from the least values there.
struct ProvenLatticeNetwork {
  Network network;
  NetworkComputesLatticeClaim claim;
};
ProvenLatticeNetwork proven_lattice_network(const std::vector<MaxMinForm>& forms,
                                            const Polytope& domain);

} // namespace thalweg
