// SPDX-License-Identifier: GPL-3.0-or-later
//
// Region by region: keep the cells whose interior meets the region (a linear program each). None:
// any interior point of the region is uncovered, because a solid cell that touches the interior of
// the region meets it in its own interior. Otherwise split along a facet that cuts the region; if
// none does, every kept cell contains the region. The split is guessed so that few cells are left
// on both sides (guess/splits.hpp); whether it cuts is decided exactly.

#include "geometry/covering.hpp"

#include "exact/error.hpp"
#include "exact/watched_work.hpp"
#include "geometry/faces.hpp"
#include "geometry/guess/splits.hpp"
#include "geometry/short_multipliers.hpp"
#include "geometry/side_table.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

namespace thalweg {
namespace {

/// At most this many hyperplanes are scored per region, spread over all that may cut it.
constexpr std::size_t candidate_limit = 200;

class CoveringSearch {
public:
  CoveringSearch(const Polytope& domain, const std::vector<Polytope>& cells)
      : table_(domain, cells) {
    for (const NamedHalfspace& name : table_.domain())
      push(name);
  }

  /// The child number of a tree that covers the current region; nothing if uncovered() is set.
  /// `settled` marks hyperplanes known not to cut the region.
  std::optional<int> subtree(std::vector<ActiveCell> active, std::vector<bool> settled) {
    require_time();
    std::erase_if(active, [&](ActiveCell& cell) {
      std::vector<Side> sides = sides_;
      for (const NamedHalfspace& name : table_.cell(cell.index))
        if (name.side)
          sides.push_back(*name.side);
      const std::optional<Vector> point = table_.common_interior_point(std::move(sides));
      if (point)
        cell.append(*point);
      return !point;
    });
    if (active.empty()) {
      uncovered_ = table_.common_interior_point(sides_);
      require(uncovered_.has_value(), "regions have interior points");
      return std::nullopt;
    }
    const std::optional<Side> split = cutting_side(active, settled);
    if (!split)
      return leaf(active.front().index);
    settled[*split / 2] = true;
    const std::size_t node = covering_.nodes.size();
    covering_.nodes.push_back({table_.halfspace(*split), 0, 0});
    for (const Side side : {*split, opposite_side(*split)}) {
      std::vector<ActiveCell> inside = active;
      for (ActiveCell& cell : inside)
        cell.clip(table_.halfspace(side));
      push({side, 1});
      const std::optional<int> child = subtree(std::move(inside), settled);
      pop();
      if (!child)
        return std::nullopt;
      (side == *split ? covering_.nodes[node].inside : covering_.nodes[node].outside) = *child;
    }
    return static_cast<int>(node);
  }

  std::size_t plane_count() const { return table_.plane_count(); }
  Covering& covering() { return covering_; }
  const std::optional<Vector>& uncovered() const { return uncovered_; }

private:
  void push(const NamedHalfspace& name) {
    region_.push_back(name);
    if (name.side)
      sides_.push_back(*name.side);
  }

  void pop() {
    region_.pop_back();
    sides_.pop_back();
  }

  bool cuts(Side side) const {
    for (const Side half : {side, opposite_side(side)}) {
      std::vector<Side> sides = sides_;
      sides.push_back(half);
      if (!table_.common_interior_point(std::move(sides)))
        return false;
    }
    return true;
  }

  /// A hyperplane of a facet of an active cell with region on both sides, or nothing. Hyperplanes
  /// found not to cut become settled.
  std::optional<Side> cutting_side(const std::vector<ActiveCell>& active,
                                   std::vector<bool>& settled) const {
    std::vector<Side> sides;
    for (const ActiveCell& cell : active)
      for (const NamedHalfspace& name : table_.cell(cell.index))
        if (name.side && !settled[*name.side / 2])
          sides.push_back(*name.side & ~Side{1});
    std::sort(sides.begin(), sides.end());
    sides.erase(std::unique(sides.begin(), sides.end()), sides.end());
    std::vector<std::pair<std::pair<std::size_t, std::size_t>, Side>> candidates;
    const std::size_t stride = (sides.size() + candidate_limit - 1) / candidate_limit;
    for (std::size_t k = 0; k < sides.size(); ++k)
      candidates.push_back({k % stride == 0 ? split_score(table_.halfspace(sides[k]), active)
                                            : std::pair{active.size(), active.size()},
                            sides[k]});
    std::sort(candidates.begin(), candidates.end());
    for (const auto& [ignored, side] : candidates) {
      if (cuts(side))
        return side;
      settled[side / 2] = true;
    }
    return std::nullopt;
  }

  int leaf(std::size_t index) {
    Covering::Leaf leaf{index, {}};
    for (const NamedHalfspace& name : table_.cell(index))
      leaf.multipliers.push_back(name.side ? implied(*name.side, name.factor) : Multipliers());
    covering_.leaves.push_back(std::move(leaf));
    return -static_cast<int>(covering_.leaves.size());
  }

  /// Multipliers over the region that prove it lies in factor · (the halfspace of `target`).
  Multipliers implied(Side target, const Rational& factor) const {
    std::map<Side, std::size_t> positions; // the first halfspace of the region on each side
    for (std::size_t i = 0; i < region_.size(); ++i)
      if (region_[i].side)
        positions.try_emplace(*region_[i].side, i);
    const auto scaled = [&](const Multiplier& multiplier) {
      const std::size_t position = positions.at(multiplier.index);
      return Multiplier{position, multiplier.value * factor / region_[position].factor};
    };
    if (positions.count(target) != 0)
      return {scaled({target, 1})};
    Multipliers result;
    for (const Multiplier& multiplier : shortened_implication(positions, target))
      result.push_back(scaled(multiplier));
    std::sort(result.begin(), result.end(),
              [](const Multiplier& a, const Multiplier& b) { return a.index < b.index; });
    return result;
  }

  Multipliers shortened_implication(const std::map<Side, std::size_t>& positions,
                                    Side target) const {
    std::vector<Side> sides;
    std::vector<Halfspace> halfspaces;
    for (const auto& [side, position] : positions) {
      sides.push_back(side);
      halfspaces.push_back(table_.halfspace(side));
    }
    Multipliers multipliers = table_.implication(sides, target);
    for (Multiplier& multiplier : multipliers) // from sides to positions in `sides`
      multiplier.index = static_cast<std::size_t>(
          std::lower_bound(sides.begin(), sides.end(), multiplier.index) - sides.begin());
    multipliers = shortened(halfspaces, multipliers, table_.halfspace(target));
    for (Multiplier& multiplier : multipliers)
      multiplier.index = sides[multiplier.index];
    return multipliers;
  }

  SideTable table_;
  std::vector<NamedHalfspace> region_; ///< Ω and the sides taken on the way to the current node
  std::vector<Side> sides_;            ///< the sides of region_
  Covering covering_;
  std::optional<Vector> uncovered_;
};

std::vector<ActiveCell> solid_cells(const Polytope& domain, const std::vector<Polytope>& cells) {
  std::vector<ActiveCell> result;
  for (std::size_t i = 0; i < cells.size(); ++i) {
    const Polytope inside = intersection(domain, cells[i]);
    if (!interior_point(inside) || !interior_point(cells[i]))
      continue;
    ActiveCell& cell = result.emplace_back(ActiveCell{i, {}});
    for (const Vector& vertex : vertices(irredundant(inside)))
      cell.append(vertex);
  }
  return result;
}

/// Walks a covering; every member is a condition of is_covering.
class CoveringWalk {
public:
  CoveringWalk(const Polytope& domain, const std::vector<Polytope>& cells, const Covering& covering)
      : cells_(cells), covering_(covering), region_(domain.halfspaces) {}

  bool holds() {
    return subtree_holds(covering_.nodes.empty() ? -1 : 0, -1) &&
           nodes_seen_ == covering_.nodes.size() && leaves_seen_ == covering_.leaves.size();
  }

private:
  bool subtree_holds(int child, int parent) {
    if (child < 0)
      return leaf_holds(static_cast<std::size_t>(-1 - child));
    const auto index = static_cast<std::size_t>(child);
    if (index >= covering_.nodes.size() || child <= parent)
      return false;
    ++nodes_seen_;
    const Covering::Node& node = covering_.nodes[index];
    region_.push_back(node.split);
    bool result = subtree_holds(node.inside, child);
    region_.back() = opposite(node.split);
    result = result && subtree_holds(node.outside, child);
    region_.pop_back();
    return result;
  }

  bool leaf_holds(std::size_t index) {
    if (index >= covering_.leaves.size())
      return false;
    ++leaves_seen_;
    const Covering::Leaf& leaf = covering_.leaves[index];
    if (leaf.cell >= cells_.size() ||
        leaf.multipliers.size() != cells_[leaf.cell].halfspaces.size())
      return false;
    for (std::size_t i = 0; i < leaf.multipliers.size(); ++i)
      if (!is_implication(region_, leaf.multipliers[i], cells_[leaf.cell].halfspaces[i]))
        return false;
    return true;
  }

  const std::vector<Polytope>& cells_;
  const Covering& covering_;
  std::vector<Halfspace> region_;
  std::size_t nodes_seen_ = 0;
  std::size_t leaves_seen_ = 0;
};

} // namespace

std::variant<Covering, Vector> covering(const Polytope& domain,
                                        const std::vector<Polytope>& cells) {
  require_dimension(domain, "domain");
  if (!is_bounded(domain))
    throw InputError("domain: expected a bounded polytope, found a ray in it");
  if (!interior_point(domain))
    throw InputError("domain: expected interior points, found none");
  for (std::size_t i = 0; i < cells.size(); ++i) {
    if (cells[i].dimension != domain.dimension)
      throw InputError(fmt::format("cell {}: expected dimension {}, found {}", i, domain.dimension,
                                   cells[i].dimension));
    require_dimension(cells[i], fmt::format("cell {}", i));
  }
  CoveringSearch search(domain, cells);
  if (!search.subtree(solid_cells(domain, cells), std::vector<bool>(search.plane_count())))
    return *search.uncovered();
  require(is_covering(domain, cells, search.covering()), "a covering passes its own check");
  return std::move(search.covering());
}

bool is_covering(const Polytope& domain, const std::vector<Polytope>& cells,
                 const Covering& covering) {
  return CoveringWalk(domain, cells, covering).holds();
}

} // namespace thalweg
