// SPDX-License-Identifier: GPL-3.0-or-later
//
// The plainest refinement of a convex partition: one cell is cut in two by a hyperplane. The
// optimal fits of the parts never have more risk than that of the cell; the cut is chosen so that
// they have less.

#pragma once

#include "data/dataset.hpp"
#include "geometry/polytope.hpp"

namespace thalweg {

/// The cells with one of them replaced by its two parts; `groups` has one group per cell. For every
/// group the hyperplane is that of `chosen_tree` with two leaves; the group with the largest exact
/// drop of risk is cut. No sample lies on the hyperplane. Nothing if no such cut lowers the risk.
std::optional<std::vector<Polytope>>
cut_cells(const Dataset& data, const std::vector<Polytope>& cells, const Grouping& groups);

} // namespace thalweg
