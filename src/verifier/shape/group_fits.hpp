// SPDX-License-Identifier: Apache-2.0
//
// Samples in the cells of convex partitions, optimal affine fits on them, and their risks. A fit is
// optimal if the derivatives of its losses are orthogonal to (x, 1).

#pragma once

#include "loss/risk.hpp"
#include "shape/halfspace.hpp"

namespace thalweg::verifier {

/// O32, O33, O52: every sample is strictly inside the cell that is named for it.
void check_samples(const Data& data, const Partition& partition,
                   const List<std::size_t>& cell_of_sample, const char* code,
                   const std::string& place);

/// The samples of each cell, increasing.
List<List<std::size_t>> members_of_cells(const List<std::size_t>& cell_of_sample,
                                         std::size_t cell_count);

/// O36, O54: derivatives orthogonal to (x, 1). Returns the sum of the losses.
Fraction check_optimal(const Data& data, const List<std::size_t>& members, std::size_t output,
                       const AffineFunction& fit, std::size_t cell, const char* code,
                       const std::string& place);

/// O37, O55: the claimed risk is the sum of the squares over the number of samples.
void check_risk(const Fraction& claimed, const List<Fraction>& squares, const Data& data,
                const char* code, const std::string& place);

} // namespace thalweg::verifier
