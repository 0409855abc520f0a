// SPDX-License-Identifier: GPL-3.0-or-later
//
// The partitions and functions that a certificate states, over one input or in a plane of two.

#pragma once

#include "certificate/stated_geometry.hpp"
#include "pictures/pictures.hpp"

namespace thalweg {

/// "function", "function-2", …: the pieces of a stated function with the samples, if there are any
/// (`document` may have none), and the point of `lattice_failure`. A few outputs at most. Over one
/// input the graph; of two inputs, or two chosen by `slice` (planar_polygon.hpp) of more, the cells
/// coloured by the value. Empty for other dimensions.
std::vector<Picture> function_pictures(const StatedGeometry& geometry,
                                       const CertificateDocument& document,
                                       const std::vector<std::string>& slice = {});

/// "lattice", …: the rows of the max-min form: over one input the minimum of every row under the
/// function, else the cells by the row that is the largest there.
std::vector<Picture> lattice_pictures(const StatedGeometry& geometry,
                                      const std::vector<std::string>& slice = {});

/// "partition", …: the cells of every partition with the samples; over one input all partitions in
/// one picture.
std::vector<Picture> partition_pictures(const StatedGeometry& geometry,
                                        const CertificateDocument& document,
                                        const std::vector<std::string>& slice = {});

} // namespace thalweg
