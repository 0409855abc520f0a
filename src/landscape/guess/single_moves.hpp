// SPDX-License-Identifier: GPL-3.0-or-later
//
// Single parameters as directions where unsettled samples are on walls. If parameter p moves by ±ε,
// the motion of every pre-activation just right of ε = 0 is known to first order: a tied unit
// (tangent.hpp) uses the piece on the side that it moves to, a tied window its fastest entry, a
// loss at a kink the slope on the side that the output moves to. So every ±p has a one-sided
// derivative of the risk, whatever the ties; floating point computes all of them, `descent_along`
// proves the steepest.

#pragma once

#include "landscape/tangent.hpp"

namespace thalweg {

/// A parameter of `layer`, `unit` and `input` as in WeightMove; `input` is nothing for a bias.
struct SingleMove {
  std::size_t layer, unit;
  std::optional<std::size_t> input;
  int sign;          ///< ±1
  double derivative; ///< of Σ of the losses (½ ‖F − y‖² if squared), one-sided; a guess
};

/// The moves whose one-sided derivative seems negative, steepest first (ties by layer, unit,
/// input), at most `most`. Layers are looked at from the output down as long as the number of
/// multiplications stays below `work`.
std::vector<SingleMove> descending_moves(const Network& network, const UnsettledStates& unsettled,
                                         std::size_t most, double work = 2e9);

/// The move as a direction with one entry ±1.
Direction direction_of(const SingleMove& move);

} // namespace thalweg
