// SPDX-License-Identifier: GPL-3.0-or-later
//
// From linear programs over directions to rays that are short to write down. Directions are sought
// on few parameters only: if J are columns of the matrix of all functionals that span its column
// space, then every vector of values that some direction gives to the functionals is also given by
// a direction that moves only the parameters in J.

#pragma once

#include "landscape/tangent.hpp"

namespace thalweg {

/// Parameters whose columns span the column space of the rows; at least one row.
std::vector<std::size_t> spanning_parameters(const std::vector<Vector>& rows);

/// The entries of a row at these parameters.
Vector restricted(const Vector& row, const std::vector<std::size_t>& parameters);

/// A descent ray along the direction with these values at these parameters, or one near it with
/// coarser values, which are tried first: what is rounded must only descend.
std::optional<DescentRay> short_ray(const Network& network, const Problem& problem,
                                    const ParameterOrder& order,
                                    const std::vector<std::size_t>& parameters,
                                    const Vector& values);

} // namespace thalweg
