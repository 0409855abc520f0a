// SPDX-License-Identifier: GPL-3.0-or-later
//
// Leaving a minimum on a wall. Where the risk has a convex kink no cell beside it holds a minimum
// in its interior, so downhill there is nothing to find; near it there often is. A hop moves the
// coordinates of every unit at random by a multiple of their length, and a new walk begins. The
// multiple goes through 1/20, 1/10, …, 16/5 again and again; the random numbers are the same in
// every run.

#pragma once

#include "search/cell_walk.hpp"

#include <random>

namespace thalweg {

class Hops {
public:
  /// The next hop from `state`: other coordinates, the pieces that they say, nothing held.
  WalkState next(const WalkProblem& problem, const WalkState& state);

  std::size_t count() const { return count_; }

private:
  std::mt19937_64 source_; ///< its default seed
  std::size_t count_ = 0;
};

} // namespace thalweg
