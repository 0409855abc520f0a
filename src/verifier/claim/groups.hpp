// SPDX-License-Identifier: Apache-2.0
//
// The claim `groups`: the samples lie in the cells of a convex partition, and around those of each
// cell every output of the CPWL function is one affine function, an optimal fit.

#pragma once

#include "claim/further_claim.hpp"
#include "shape/geometry.hpp"

namespace thalweg::verifier {

struct Certificate;

struct Groups {
  std::string place;
  std::size_t partition;
  std::size_t count;
  Fraction risk;
  List<std::size_t> cell_of_sample;
  List<List<std::size_t>> function_cells; ///< [output][sample]
};

void read_groups(const Node& node, Certificate& certificate);
void read_groups_witness(const Node& node, Certificate& certificate);

/// O32 to O37.
Told check_groups(const Certificate& certificate);

} // namespace thalweg::verifier
