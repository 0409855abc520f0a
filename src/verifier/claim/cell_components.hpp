// SPDX-License-Identifier: Apache-2.0
//
// The claim `cell_components` (specification, section 45): all local minima of R in the cell of
// W, for one hidden layer and one output: none, or exactly the points of the cell with a given
// risk, in exactly so many path components. Every choice of signs of the output weights is had by a
// solution of the witness or excluded by a relation; the components of a graph on those that are
// had are counted.

#pragma once

#include "claim/claim.hpp"
#include "lemma/sign_record.hpp"

namespace thalweg::verifier {

/// O244 to O250.
struct CellComponents : Claim {
  Fraction risk;
  std::size_t components;
  SignRecord record = {}; ///< witness
  const Json* witness_json = nullptr;

  CellComponents(std::string pointer, Fraction of_minima, std::size_t count)
      : Claim(std::move(pointer)), risk(std::move(of_minima)), components(count) {}
  Told check(const Subject& subject) const override;
};

std::unique_ptr<Claim> read_components(const Node& node, const Subject& subject);
void read_components_witness(const Node& node, Claim& made, const Subject& subject);

} // namespace thalweg::verifier
