// SPDX-License-Identifier: Apache-2.0
//
// Units that weight decay has brought to 0 (specification, 26.3): row and column are 0. They stay
// so if no row w, with the best column for it, lowers the loss by more than the decay of both: for
// that the derivative of the loss by the column is compared with the decay, cell by cell of the
// rows.

#pragma once

#include "shape/wall_tree.hpp"
#include "slice/held_pass.hpp"

namespace thalweg::verifier {

struct AsleepUnits {
  List<std::size_t> units;        ///< of the hidden layer
  List<WallNode> nodes;           ///< the cells of the rows
  List<List<Multipliers>> bounds; ///< of each cell: for every output two
};

/// O307: a network in which units can sleep, and such that do.
void check_asleep_units(const HeldProblem& problem, const List<std::size_t>& units);
/// O308, O309: they do not wake up, for all W' of the slice within δω. `points` are all, in order.
void check_sleep(const HeldProblem& problem, const List<HeldPoint>& points,
                 const AsleepUnits& asleep, const Fraction& near);

} // namespace thalweg::verifier
