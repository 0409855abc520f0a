// SPDX-License-Identifier: GPL-3.0-or-later
//
// A box Ω that holds all samples in its interior: the bounding box of the inputs, enlarged on each
// side by about a quarter of its width (by about 1 in columns that are constant), with short dyadic
// ends. For gap cells no vertex of Ω may lie on a wall of the diagram (cpwl/gap_cells.hpp), so the
// enlargement is chosen with the diagram in view.

#pragma once

#include "geometry/polytope.hpp"
#include "partition/power.hpp"

namespace thalweg {

/// UsageError without samples. In dimension 0 the one point.
Polytope enlarged_box(const Dataset& data);

/// The first of a few such boxes at whose vertices the cells are at least as far ahead as at the
/// samples, or the one where they are farthest ahead. UsageError if every box tried has a vertex on
/// a wall (for example because two functions are equal).
Polytope enlarged_box(const Dataset& data, const PowerPartition& partition);

} // namespace thalweg
