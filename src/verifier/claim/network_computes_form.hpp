// SPDX-License-Identifier: Apache-2.0
//
// The claim `network_computes_form` (specification, section 54): every output of a network of ReLU
// and affine layers is a max-min form, stated in the claim or that of the function in `cpwl`. No
// cells, no regions: the network and the form are both written as linear expressions over x, 1 and
// positive parts of such expressions.

#pragma once

#include "claim/claim.hpp"
#include "shape/lattice_expressions.hpp"

namespace thalweg::verifier {

/// The pre-activation of the unit is a node of an output and a constant, and ≥ 0 on Ω.
struct CarriedUnit {
  std::size_t unit;
  std::size_t output;
  std::size_t node;
};

struct StatedForm {
  List<AffineFunction> functions;
  List<List<std::size_t>> rows;
};

/// O232 to O237
struct ComputedForm : Claim {
  List<StatedForm> forms;           ///< one per output
  List<LatticeOutput> outputs;      ///< witness
  List<List<CarriedUnit>> carried;  ///< witness, [hidden layer]
  const Json* forms_json = nullptr; ///< null if the forms are those of `cpwl`

  using Claim::Claim;
  Told check(const Subject& subject) const override;

private:
  Told told(bool is_everywhere) const;
};

std::unique_ptr<Claim> read_computed_form(const Node& node, const Subject& subject);
void read_computed_form_witness(const Node& node, Claim& made, const Subject& subject);

} // namespace thalweg::verifier
