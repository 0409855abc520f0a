// SPDX-License-Identifier: GPL-3.0-or-later
//
// Families of minima of several parameters (SPECIFICATION.md, section 44): the networks
// W + Σ t_a D_a, 0 ≤ t_a ≤ 1, with units scaled by positive factors, have the outputs and patterns
// of W. Here D_a grows biases of units that use one piece at all samples, by less than the way to
// the next breakpoint, and the biases of the next layer take it back (the η of yun2019 and he2020);
// scaling a unit by α and what reads it by 1/α is the α of yun2019.

#pragma once

#include "data/dataset.hpp"
#include "landscape/ray.hpp"

namespace thalweg {

struct FamilyOfMinima {
  std::vector<Direction> directions;                       ///< D_a
  std::vector<std::pair<std::size_t, std::size_t>> scaled; ///< layer and unit, increasing

  /// All are independent as changes of W.
  std::size_t dimension() const { return directions.size() + scaled.size(); }
};

/// For each hidden layer the common shift of its units, then all units that can be scaled, then the
/// shifts of single units, in this order as far as they are independent of those before. Dense
/// layers with biases; what is not possible at a unit is left out.
FamilyOfMinima shifted_and_scaled(const Network& network, const Dataset& data);

} // namespace thalweg
