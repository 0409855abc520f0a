// SPDX-License-Identifier: GPL-3.0-or-later
//
// Proofs that cells are a convex partition of a domain, made with geometry/separation.hpp and
// geometry/covering.hpp: interior points, separating hyperplanes, inclusions, a covering tree. If
// they are none, an error names cells and a point.

#pragma once

#include "certificate/partition_claims.hpp"

namespace thalweg {

/// The witness. The domain is bounded and has interior points (else InputError). Throws InputError
/// "<place>: …" if a cell has no interior points or a point outside the domain, if the interiors of
/// two cells have a common point, or if some point of the domain is in no cell.
PartitionWitness partition_witness(const Polytope& domain, const Cells& cells,
                                   const std::string& place);

/// The cell that holds each sample in its interior. InputError "<place>: sample i: …" if none does.
std::vector<std::size_t> cells_of_samples(const Cells& cells, const std::vector<Vector>& samples,
                                          const std::string& place);

/// The claim that partition `fine` refines partition `coarse`, with the exact risks of the optimal
/// fits. InputError "<place>: …" if a sample is in the interior of no cell or a fine cell in no
/// coarse cell; ClaimError if the risk does not fall.
PartitionRefinementClaim partition_refinement(const Dataset& data,
                                              const std::vector<Cells>& partitions,
                                              std::size_t coarse, std::size_t fine,
                                              const std::string& place);

} // namespace thalweg
