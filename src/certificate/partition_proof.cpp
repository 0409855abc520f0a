// SPDX-License-Identifier: GPL-3.0-or-later

#include "certificate/partition_proof.hpp"

#include "cpwl/cpwl_function.hpp"
#include "cpwl/short_multipliers.hpp"
#include "exact/error.hpp"
#include "geometry/faces.hpp"
#include "risk/affine_fit.hpp"

#include <fmt/format.h>

namespace thalweg {

namespace {

/// Proofs that the cell lies in the other polytope; nothing if it does not.
std::optional<std::vector<Multipliers>> inclusion(const Polytope& cell, const Polytope& polytope) {
  std::vector<Multipliers> proofs;
  for (const Halfspace& halfspace : polytope.halfspaces) {
    std::optional<Multipliers> proof = short_multipliers(cell, halfspace);
    if (!proof)
      return std::nullopt;
    proofs.push_back(*std::move(proof));
  }
  return proofs;
}

std::vector<Multipliers> inside(const Polytope& domain, const Polytope& cell, std::size_t index,
                                const std::string& place) {
  if (std::optional<std::vector<Multipliers>> proofs = inclusion(cell, domain))
    return *std::move(proofs);
  const auto where =
      fmt::format("{}: cell {}: expected a subset of the domain, found ", place, index);
  if (!is_bounded(cell))
    throw InputError(where + "an unbounded one");
  for (const Vector& vertex : vertices(cell))
    if (!domain.contains(vertex))
      throw InputError(fmt::format("{}the point {} outside it", where, point_text(vertex)));
  throw InternalError("partition proof: a cell inside the domain without proof");
}

CellFits cell_fits(const Dataset& data, const Cells& cells, const std::string& place) {
  CellFits result{cells_of_samples(cells, data.inputs, place), {}};
  const Grouping groups{cells.size(), result.cell_of_sample};
  for (const SampleSet& members : groups.members())
    result.fits.push_back(members.empty() ? std::nullopt
                                          : std::optional(affine_fit(data, members)));
  return result;
}

Rational risk_of_fits(const Dataset& data, const Cells& cells, const CellFits& fits) {
  return group_fits(data, Grouping{cells.size(), fits.cell_of_sample}).risk;
}

} // namespace

PartitionWitness partition_witness(const Polytope& domain, const Cells& cells,
                                   const std::string& place) {
  PartitionWitness witness;
  for (std::size_t m = 0; m < cells.size(); ++m) {
    std::optional<Vector> point = interior_point(cells[m]);
    if (!point)
      throw InputError(fmt::format(
          "{}: cell {}: expected a cell with interior points, found one without", place, m));
    witness.interior_points.push_back(*std::move(point));
    witness.inside.push_back(inside(domain, cells[m], m, place));
  }
  auto pairs = pairwise_separation(cells);
  if (const auto* overlap = std::get_if<Overlap>(&pairs))
    throw InputError(
        fmt::format("{}: cells {} and {}: expected disjoint interiors, found the point "
                    "{} in both",
                    place, overlap->first_cell, overlap->second_cell, point_text(overlap->point)));
  for (PairSeparation& pair : std::get<std::vector<PairSeparation>>(pairs))
    witness.separations.push_back(std::move(pair.separation));
  auto cover = covering(domain, cells);
  if (const auto* point = std::get_if<Vector>(&cover))
    throw InputError(
        fmt::format("{}: expected cells that cover the domain, found the point {} in none", place,
                    point_text(*point)));
  witness.covering = std::get<Covering>(std::move(cover));
  return witness;
}

std::vector<std::size_t> cells_of_samples(const Cells& cells, const std::vector<Vector>& samples,
                                          const std::string& place) {
  const auto holds = [](const Polytope& cell, const Vector& x) {
    for (const Halfspace& halfspace : cell.halfspaces)
      if (!halfspace.contains_in_interior(x))
        return false;
    return true;
  };
  std::vector<std::size_t> result;
  for (std::size_t i = 0; i < samples.size(); ++i) {
    std::size_t m = 0;
    while (m < cells.size() && !holds(cells[m], samples[i]))
      ++m;
    if (m == cells.size())
      throw InputError(fmt::format("{}: sample {}: expected a point in the interior of a cell, "
                                   "found {}",
                                   place, i, point_text(samples[i])));
    result.push_back(m);
  }
  return result;
}

PartitionRefinementClaim partition_refinement(const Dataset& data,
                                              const std::vector<Cells>& partitions,
                                              std::size_t coarse, std::size_t fine,
                                              const std::string& place) {
  const Cells& coarse_cells = partitions.at(coarse);
  const Cells& fine_cells = partitions.at(fine);
  PartitionRefinementClaim claim{coarse, fine, 0, 0, {}, {}, {}, {}};
  for (std::size_t m = 0; m < fine_cells.size(); ++m) {
    std::optional<std::vector<Multipliers>> proofs;
    std::size_t holder = 0;
    for (; holder < coarse_cells.size(); ++holder)
      if ((proofs = inclusion(fine_cells[m], coarse_cells[holder])))
        break;
    if (!proofs)
      throw InputError(fmt::format("{}: cell {} of partition {}: expected a subset of a cell of "
                                   "partition {}, found none that holds it",
                                   place, m, fine, coarse));
    claim.cell_of_cell.push_back(holder);
    claim.multipliers.push_back(*std::move(proofs));
  }
  claim.coarse_fits = cell_fits(data, coarse_cells, place);
  claim.fine_fits = cell_fits(data, fine_cells, place);
  claim.risk = risk_of_fits(data, coarse_cells, claim.coarse_fits);
  claim.fine_risk = risk_of_fits(data, fine_cells, claim.fine_fits);
  if (claim.fine_risk >= claim.risk)
    throw ClaimError(fmt::format("{}: expected a risk below {}, found {}", place,
                                 to_string(claim.risk), to_string(claim.fine_risk)));
  return claim;
}

} // namespace thalweg
