// SPDX-License-Identifier: Apache-2.0
//
// The claim `groups`: the samples lie in the cells of a convex partition, and around those of each
// cell every output of the CPWL function is one affine function, an optimal fit.

#pragma once

#include "claim/claim.hpp"

namespace thalweg::verifier {

/// O32 to O37.
struct Groups : Claim {
  std::size_t partition;
  std::size_t count;
  Fraction risk;
  List<std::size_t> cell_of_sample;
  List<List<std::size_t>> function_cells; ///< [output][sample]

  using Claim::Claim;
  Told check(const Subject& subject) const override;
};

std::unique_ptr<Claim> read_groups(const Node& node, const Subject& subject);
void read_groups_witness(const Node& node, Claim& made, const Subject& subject);

} // namespace thalweg::verifier
