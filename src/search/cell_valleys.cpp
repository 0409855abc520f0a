// SPDX-License-Identifier: GPL-3.0-or-later

#include "search/cell_valleys.hpp"

#include "exact/error.hpp"
#include "exact/watched_work.hpp"

#include <fmt/format.h>

namespace thalweg {

namespace {

class ValleyWalk {
public:
  explicit ValleyWalk(const CellCensus& census) : census_(census), fit_(census.data()) {
    valleys_.counts.resize(census.unit_count());
    if (census.networks().has_output_bias)
      fit_.add(IntegerColumn(census.data().sample_count(), 1));
  }

  /// All cells that begin with those chosen, with units from `first` on.
  void visit_from(std::size_t first) {
    if (units_.size() == census_.unit_count())
      return;
    for (std::size_t cell = first; cell < census_.patterns().size(); ++cell) {
      units_.push_back({&census_.patterns()[cell], fit_.size()});
      census_.inputs().add_columns(fit_, units_.back().pattern->is_above);
      visit();
      visit_from(cell);
      fit_.forget(units_.back().first_column);
      units_.pop_back();
    }
  }

  CellValleys take() { return std::move(valleys_); }

private:
  void visit() {
    require_time();
    auto [table, record] = decided_signs(SolvedUnits(census_.inputs(), fit_.solutions(), units_));
    std::vector<std::size_t>& counts = valleys_.counts[units_.size() - 1];
    const std::size_t components = table.component_count();
    if (counts.size() <= components)
      counts.resize(components + 1);
    ++counts[components];
    valleys_.records.push_back(std::move(record));
  }

  const CellCensus& census_;
  CellFit fit_;
  std::vector<PlacedUnit> units_;
  CellValleys valleys_;
};

} // namespace

CellValleys cell_valleys(const CellCensus& census) {
  if (census.unit_count() > most_units_of_valleys)
    throw UsageError(fmt::format("valleys: expected at most {} hidden units, found {}",
                                 most_units_of_valleys, census.unit_count()));
  ValleyWalk walk(census);
  walk.visit_from(0);
  return walk.take();
}

} // namespace thalweg
