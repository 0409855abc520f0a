// SPDX-License-Identifier: GPL-3.0-or-later
//
// Which gaps of a line to cut into slabs, and along which direction: the dynamic program of
// slab_program.hpp on candidate cuts. The certified radius of a network grows with the margin of
// its thresholds, therefore a few percent of the drop are given for wider gaps.

#pragma once

#include "partition/guess/slab_program.hpp"

namespace thalweg {

struct ScoredSlabs {
  SlabValues values;
  std::size_t minimum = 0; ///< points that each slab must have
  SlabCuts best;
};

/// The best slabs on a line; nothing if it has fewer than `groups` slabs.
std::optional<ScoredSlabs> scored_slabs(const LocalPoints& local, const Line& line,
                                        std::size_t groups, bool with_all_inputs);

/// Among the slabs with most of the largest drop those with the widest gaps, else the best.
SlabCuts wide_slab_cuts(const ScoredSlabs& scored, std::size_t groups);

/// The direction whose slabs have most of the largest drop and the widest gaps; nothing if none of
/// those tried has enough different projections.
std::optional<InputDirection> slab_direction(const ScaledPoints& points, std::size_t groups);

} // namespace thalweg
