// SPDX-License-Identifier: GPL-3.0-or-later
//
// A cell that contains a region contains its interior point; most cells are dismissed by that.

#include "landscape/linear_regions_in_cells.hpp"

#include "cpwl/short_multipliers.hpp"
#include "exact/error.hpp"
#include "exact/watched_work.hpp"

#include <fmt/format.h>

namespace thalweg {
namespace {

/// Proofs over the region's own halfspaces, renumbered; nothing if the region sticks out.
std::optional<std::vector<Multipliers>> containment(const LinearRegion& region,
                                                    const Polytope& cell) {
  if (!cell.contains(region.interior_point))
    return std::nullopt;
  std::vector<Multipliers> result;
  for (const Halfspace& halfspace : cell.halfspaces) {
    std::optional<Multipliers> proof = short_multipliers(region.cell, halfspace);
    if (!proof)
      return std::nullopt;
    for (Multiplier& multiplier : *proof)
      multiplier.index = region.halfspace_numbers[multiplier.index];
    result.push_back(*std::move(proof));
  }
  return result;
}

RegionInCell region_in_cell(const LinearRegions& regions, std::size_t index,
                            const std::vector<Polytope>& cells) {
  for (std::size_t m = 0; m < cells.size(); ++m)
    if (auto proofs = containment(regions.regions[index], cells[m]))
      return {m, *std::move(proofs)};
  throw InputError(fmt::format("linear region {}: expected a cell that contains it, found none; "
                               "its interior point is {}",
                               index, point_text(regions.regions[index].interior_point)));
}

} // namespace

std::vector<RegionInCell> regions_in_cells(const LinearRegions& regions,
                                           const std::vector<Polytope>& cells) {
  std::vector<RegionInCell> result;
  const std::size_t count = regions.regions.size();
  for (std::size_t index = 0; index < count; ++index) {
    tell_progress(Share::of(index, count), "regions in cells");
    result.push_back(region_in_cell(regions, index, cells));
  }
  return result;
}

} // namespace thalweg
