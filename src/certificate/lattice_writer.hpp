// SPDX-License-Identifier: GPL-3.0-or-later
//
// The text of CPWL functions and of the witnesses of `lattice_identity`, `lattice_failure`,
// `network_computes_form` (one output) and `network_computes_function`: one function, row or proof
// per line. Trees are flat lists in preorder.

#pragma once

#include "certificate/json_text.hpp"
#include "certificate/lattice_claims.hpp"

namespace thalweg {

/// [[j,…],…]
void put_rows(JsonText& text, const std::vector<std::vector<std::size_t>>& rows);

/// [{"partition":p,"functions":[…],"pieces":[…],"rows":[…]},…]; without rows the key is left out.
void put_stated_functions(JsonText& text, const std::vector<StatedFunction>& functions);

/// The values of the witness keys of the same names. InternalError if sizes do not fit; functions
/// of the trees must be stated functions.
void put_lattice_identity_witness(JsonText& text, const LatticeIdentityClaim& claim);
void put_lattice_failure_witness(JsonText& text, const LatticeFailureClaim& claim);
/// One output, the functions in the order of its form.
void put_computed_lattice(JsonText& text, const ComputedLattice& output,
                          const std::vector<AffineFunction>& functions);
void put_network_computes_function_witness(JsonText& text,
                                           const NetworkComputesFunctionClaim& claim);

} // namespace thalweg
