// SPDX-License-Identifier: GPL-3.0-or-later

#include "search/cell_census.hpp"

#include "exact/error.hpp"
#include "exact/watched_work.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace thalweg {

namespace {

/// 3^units choices of signs are kept.
constexpr std::size_t most_units_of_census = 12;

/// { w : x̃_i·w ≤ 0 } for each sample.
std::vector<Halfspace> input_walls(const Dataset& data, const TwoSlopeNetworks& networks) {
  if (data.target_dimension() != 1)
    throw UsageError(fmt::format("census: expected one target, found {}", data.target_dimension()));
  if (networks.below == networks.above)
    throw UsageError("census: expected two different slopes, found " + to_string(networks.above) +
                     " twice");
  std::vector<Halfspace> walls;
  for (std::size_t i = 0; i < data.sample_count(); ++i) {
    walls.push_back({data.inputs[i], 0});
    if (networks.has_hidden_biases)
      walls.back().normal.push_back(1);
    if (has_zero_normal(walls.back()))
      throw UsageError(fmt::format("census: expected inputs that are not 0, as there are no hidden "
                                   "biases, found 0 at sample {}",
                                   i));
  }
  return walls;
}

} // namespace

void CellTally::add(const CellTally& other) {
  cells += other.cells;
  cells_with_minima += other.cells_with_minima;
  risks.insert(other.risks.begin(), other.risks.end());
}

CellCensus::CellCensus(const Dataset& data, const TwoSlopeNetworks& networks, std::size_t units)
    : data_(data), networks_(networks), units_(units),
      inputs_(data, networks.below, networks.above, networks.has_hidden_biases) {
  if (units == 0 || data.inputs.empty())
    throw UsageError("census: expected at least one unit and one sample, found none");
  if (units > most_units_of_census)
    throw UsageError(fmt::format("census: expected at most {} hidden units, found {}",
                                 most_units_of_census, units));
  const std::vector<Halfspace> walls = input_walls(data, networks);
  tree_ = wall_tree(walls, inputs_.width());
  for (const WallNode& node : tree_) {
    if (!node.point)
      continue;
    std::vector<bool> is_above;
    for (const Halfspace& wall : walls)
      is_above.push_back(dot(wall.normal, *node.point) > 0);
    patterns_.push_back(unit_pattern(inputs_, std::move(is_above)));
  }
  for (std::size_t singles = 0; singles <= std::min(units, patterns_.size()); ++singles)
    choices_.push_back(sign_choices(singles));
}

std::size_t CellCensus::piece_count() const {
  const std::size_t n = patterns_.size();
  return units_ == 1 ? n : n * (n + 1) / 2;
}

/// One piece as it grows.
class CellWalk {
public:
  explicit CellWalk(const CellCensus& census) : census_(census), fit_(census.data_) {
    piece_.tallies.resize(census.units_);
    if (census.networks_.has_output_bias)
      fit_.add(IntegerColumn(census.data_.sample_count(), 1));
  }

  void place(std::size_t cell) {
    chosen_.push_back(cell);
    const UnitPattern& pattern = census_.patterns_[cell];
    if (census_.inputs_.is_dead(pattern.is_above))
      return;
    if (!placed_.empty() && placed_.back().cell == cell) {
      ++placed_.back().count;
      return;
    }
    placed_.push_back({{&pattern, fit_.size()}, cell, 1});
    census_.inputs_.add_columns(fit_, pattern.is_above);
  }

  void remove() {
    const UnitPattern& pattern = census_.patterns_[chosen_.back()];
    chosen_.pop_back();
    if (census_.inputs_.is_dead(pattern.is_above) || --placed_.back().count > 0)
      return;
    fit_.forget(placed_.back().unit.first_column);
    placed_.pop_back();
  }

  /// The cell of the units chosen.
  void visit() {
    require_time();
    CellTally& tally = piece_.tallies[chosen_.size() - 1];
    ++tally.cells;
    if (!has_minimum())
      return;
    ++tally.cells_with_minima;
    tally.risks.insert(fit_.risk());
  }

  /// It and all that begin with it.
  void visit_all() {
    visit();
    if (chosen_.size() == census_.units_)
      return;
    for (std::size_t cell = chosen_.back(); cell < census_.patterns_.size(); ++cell) {
      place(cell);
      visit_all();
      remove();
    }
  }

  CellPiece take() { return std::move(piece_); }

private:
  struct Placed {
    PlacedUnit unit;
    std::size_t cell;
    std::size_t count;
  };

  bool has_minimum() {
    std::vector<PlacedUnit> singles;
    for (const Placed& placed : placed_)
      if (placed.count == 1)
        singles.push_back(placed.unit);
    if (singles.empty())
      return true;
    const SolvedUnits solved(census_.inputs_, fit_.solutions(), singles);
    bool is_at_point = true;
    for (std::size_t u = 0; u < solved.size(); ++u)
      if (!solved.sign_at_point(u)) {
        if (solved.is_fixed(u))
          return false;
        is_at_point = false;
      }
    if (is_at_point)
      return true;
    piece_.records.push_back(record(solved));
    return std::holds_alternative<Vector>(piece_.records.back());
  }

  CellRecord record(const SolvedUnits& solved) const {
    SignTable table(solved.size());
    std::vector<Relation> relations;
    for (const Signs& signs : census_.choices_[solved.size()]) {
      if (table.state(signs) != SignTable::State::open)
        continue;
      std::variant<Vector, Relation> found = table.decide(solved, signs);
      if (Vector* const solution = std::get_if<Vector>(&found))
        return std::move(*solution);
      relations.push_back(std::get<Relation>(std::move(found)));
    }
    return relations;
  }

  const CellCensus& census_;
  CellFit fit_;
  std::vector<std::size_t> chosen_;
  std::vector<Placed> placed_;
  CellPiece piece_;
};

CellPiece CellCensus::piece(std::size_t number) const {
  CellWalk walk(*this);
  if (units_ == 1) {
    walk.place(number);
    walk.visit();
    return walk.take();
  }
  std::size_t first = 0;
  for (; number >= patterns_.size() - first; ++first)
    number -= patterns_.size() - first;
  walk.place(first);
  if (number == 0)
    walk.visit();
  walk.place(first + number);
  walk.visit_all();
  return walk.take();
}

} // namespace thalweg
