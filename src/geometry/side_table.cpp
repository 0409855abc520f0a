// SPDX-License-Identifier: GPL-3.0-or-later
//
// Hyperplanes are recognised by their primitive halfspace with a positive first non-zero entry.

#include "geometry/side_table.hpp"

#include "exact/error.hpp"

namespace thalweg {

SideTable::SideTable(const Polytope& domain, const std::vector<Polytope>& cells)
    : dimension_(domain.dimension) {
  for (const Halfspace& halfspace : domain.halfspaces)
    domain_.push_back(named(halfspace));
  for (const Polytope& cell : cells) {
    std::vector<NamedHalfspace>& names = cells_.emplace_back();
    for (const Halfspace& halfspace : cell.halfspaces)
      names.push_back(named(halfspace));
  }
  std::vector<Halfspace> shrunk = sides_;
  for (Halfspace& halfspace : shrunk) {
    Rational size = 0;
    for (const Rational& entry : halfspace.normal)
      size += abs(entry);
    halfspace.normal.push_back(size);
  }
  radius_.resize(dimension_ + 1);
  radius_.back() = 1;
  shrunk.push_back({radius_, 1});
  shrunk_ = ConstraintSystem(dimension_ + 1, shrunk);
  system_ = ConstraintSystem(dimension_, sides_);
}

NamedHalfspace SideTable::named(const Halfspace& halfspace) {
  std::size_t k = 0;
  while (k < dimension_ && sgn(halfspace.normal[k]) == 0)
    ++k;
  if (k == dimension_)
    return {};
  Halfspace reduced = primitive(halfspace);
  const Rational factor = halfspace.normal[k] / reduced.normal[k];
  const bool is_reversed = sgn(reduced.normal[k]) < 0;
  if (is_reversed)
    reduced = opposite(reduced);
  const auto [entry, is_new] = planes_.try_emplace({reduced.normal, reduced.offset}, plane_count());
  if (is_new) {
    sides_.push_back(reduced);
    sides_.push_back(opposite(reduced));
  }
  return {2 * entry->second + (is_reversed ? 1U : 0U), factor};
}

/// max { t ≤ 1 : a_i·x + t Σ_k|a_ik| ≤ b_i } is positive exactly if there is an interior point.
std::optional<Vector> SideTable::common_interior_point(std::vector<Side> sides) const {
  sides.push_back(sides_.size()); // t ≤ 1
  LinearProgramResult result = shrunk_.maximum_over(radius_, sides);
  require(result.is_optimal(), "a ball of some radius ≤ 1, possibly negative, always fits");
  if (sgn(result.value) <= 0)
    return std::nullopt;
  result.point.pop_back();
  return std::move(result.point);
}

Multipliers SideTable::implication(const std::vector<Side>& sides, Side target) const {
  LinearProgramResult result = system_.maximum_over(sides_[target].normal, sides);
  require(result.is_optimal() && result.value <= sides_[target].offset,
          "the sides imply the target");
  return std::move(result.multipliers);
}

} // namespace thalweg
