// SPDX-License-Identifier: Apache-2.0
//
// The claim `lattice_failure`: the max-min form with the rows of liu2021 (14),
// { j : p_j ≥ f on cell k }, is another function than f.

#pragma once

#include "claim/further_claim.hpp"
#include "shape/geometry.hpp"

namespace thalweg::verifier {

struct Certificate;

struct LatticeFailure {
  std::string place;
  std::size_t output;
  List<List<std::size_t>> rows; ///< one per cell
  std::size_t cell;
  Point point;
  List<List<Multipliers>> above; ///< [cell][literal]
  List<List<Point>> below;       ///< [cell][function that is no literal]
};

void read_lattice_failure(const Node& node, Certificate& certificate);
void read_lattice_failure_witness(const Node& node, Certificate& certificate);

/// O41 to O44.
Told check_lattice_failure(const Certificate& certificate);

} // namespace thalweg::verifier
