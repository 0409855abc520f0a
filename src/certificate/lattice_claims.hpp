// SPDX-License-Identifier: GPL-3.0-or-later
//
// CPWL functions as a certificate states them, and the claims about their max-min forms, as values:
// lattice_identity, lattice_failure, network_computes_form and network_computes_function. The
// witnesses are those of cpwl/lattice_identity.hpp and landscape/linear_regions_in_cells.hpp.

#pragma once

#include "cpwl/lattice_identity.hpp"
#include "landscape/form_recognition.hpp"
#include "landscape/linear_regions_in_cells.hpp"

namespace thalweg {

/// One output coordinate: functions[pieces[m]] on cell m of a partition, and its max-min form.
struct StatedFunction {
  std::size_t partition;
  std::vector<AffineFunction> functions;
  std::vector<std::size_t> pieces;            ///< one index into `functions` per cell
  std::vector<std::vector<std::size_t>> rows; ///< none unless lattice_identity is claimed
};

/// Every stated function is the maximum over its rows of the minima of their functions.
struct LatticeIdentityClaim {
  std::vector<LatticeWitness> witnesses; ///< one per output
};

/// The form with one row { j : p_j ≥ p_k on cell k } per cell k (liu2021 eq. 14) is not the
/// function.
struct LatticeFailureClaim {
  std::size_t output;
  std::vector<std::vector<std::size_t>> rows; ///< one per cell
  std::size_t cell;                           ///< that contains the point
  Vector point;
  std::vector<std::vector<Multipliers>> above; ///< witness, [cell][literal]: p_j ≥ p_k on the cell
  std::vector<std::vector<Vector>> below;      ///< witness, [cell][j no literal]: where p_j < p_k
};

/// p_j ≥ bound on the domain, proven from its halfspaces.
struct LowerBound {
  Rational bound;
  Multipliers multipliers;
};

/// One output of a network that computes a max-min form.
struct ComputedLattice {
  LatticeTree tree;                             ///< over functions of the form
  std::vector<std::optional<LowerBound>> lower; ///< per function of the form, where needed
};

/// Every output of the network is a max-min form, on the domain; everywhere if no unit is carried.
struct ComputedForms {
  std::vector<ComputedLattice> outputs;
  std::vector<std::vector<CarriedNode>> carried; ///< [hidden layer], units increasing
};

/// Every output of the network is the stated function, on the domain: which cell holds which linear
/// region.
struct NetworkComputesFunctionClaim {
  std::vector<std::vector<RegionInCell>> outputs; ///< one per output
};

} // namespace thalweg
