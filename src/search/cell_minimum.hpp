// SPDX-License-Identifier: GPL-3.0-or-later
//
// The minima of the squared risk in one cell (lifted_cell.hpp), exactly. The lifted coordinates
// that minimise the risk of the cell's linear prediction are an affine space L, the solutions of
// the normal equations; the cell holds a minimum in its interior iff L meets the open cell. L is
// parametrised by the coordinates u whose columns depend on earlier ones (units that are off or
// affine on all samples, units with equal patterns); the largest margin over L is a linear program.

#pragma once

#include "data/dataset.hpp"
#include "search/lifted_cell.hpp"

namespace thalweg {

/// What stays near the parameters that a search begins with.
struct CellGuess {
  Vector coordinates; ///< lifted
  Vector scales;      ///< t_k > 0 of the network to be made; a margin of unit k is measured in t_k
  /// Which samples may be on walls, because they seem to be settled (residual 0); empty: none.
  std::vector<bool> is_settled;
};

/// A network whose lifted coordinates are in L and strictly inside the cell (on its border where
/// only settled samples are on walls): near the guess if that has half of the largest margin, with
/// short free coordinates. Nothing if there is none, or if L has more than 40 free coordinates and
/// the guess is not near a point inside. Whether the minimum is one is for `decision` to say.
std::optional<Network> cell_minimum(const Network& like, const Dataset& data,
                                    const LiftedCell& cell, const CellGuess& guess);

} // namespace thalweg
