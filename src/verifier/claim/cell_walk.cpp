// SPDX-License-Identifier: Apache-2.0

#include "claim/cell_walk.hpp"

#include "text/obligation.hpp"
#include "text/theorem_words.hpp"

namespace thalweg::verifier {

namespace {

const std::string records_place = "/witness/minima_off_walls/cells";

} // namespace

CellWalk::CellWalk(const MinimaOffWalls& claim, const Data& data, const List<List<bool>>& sides)
    : claim_(claim), sides_(sides),
      inputs_(data, claim.below, claim.above, claim.has_hidden_biases), fit_(data),
      tallies_(claim.units.size()) {
  if (claim.has_output_bias)
    fit_.add(PointColumn(data.samples.size(), 1));
}

List<CellTally> CellWalk::tallies() {
  std::size_t next = 0;
  while (next < sides_.size() || !chosen_.empty()) {
    if (next < sides_.size() && chosen_.size() < claim_.units.size()) {
      place(next); // those that it begins come next, from the same one on
      visit();
    } else {
      next = chosen_.back() + 1;
      remove();
    }
  }
  if (const Check check{records_taken_ == claim_.records.size()}) // O256
    check.say({"minima_off_walls.record", records_place + "/" + std::to_string(records_taken_),
               "records for " + std::to_string(records_taken_) + " cells",
               std::to_string(claim_.records.size())});
  return std::move(tallies_);
}

void CellWalk::visit() {
  Meter::tick();
  CellTally& tally = tallies_[chosen_.size() - 1];
  ++tally.cells;
  if (has_minimum()) {
    ++tally.cells_with_minima;
    tally.risks.insert(fit_.risk());
  }
}

void CellWalk::place(std::size_t cell) {
  chosen_.push_back(cell);
  if (inputs_.is_dead(sides_[cell]))
    return;
  if (!placed_.empty() && placed_.back().cell == cell) {
    ++placed_.back().count;
    return;
  }
  placed_.push_back({{&sides_[cell], fit_.size()}, cell, 1});
  inputs_.add_columns(fit_, sides_[cell]);
}

void CellWalk::remove() {
  const std::size_t cell = chosen_.back();
  chosen_.pop_back();
  if (inputs_.is_dead(sides_[cell]))
    return;
  if (--placed_.back().count > 0)
    return;
  fit_.forget(placed_.back().unit.first_column);
  placed_.pop_back();
}

bool CellWalk::has_minimum() {
  List<CellUnit> units;
  for (const Placed& placed : placed_)
    if (placed.count == 1)
      units.push_back(placed.unit);
  if (units.empty())
    return true;
  const SolvedUnits singles(inputs_, fit_.solutions(), units);
  bool is_at_point = true;
  for (std::size_t u = 0; u < singles.size(); ++u)
    if (!singles.sign_at_point(u)) {
      if (singles.is_fixed(u))
        return false;
      is_at_point = false;
    }
  return is_at_point || has_minimum_by_record(singles);
}

/// O256 to O258
bool CellWalk::has_minimum_by_record(const SolvedUnits& singles) {
  const std::string at = records_place + "/" + std::to_string(records_taken_);
  if (records_taken_ == claim_.records.size())
    reject("minima_off_walls.record", at, "a record for " + cell_in_words(), "none");
  const CellRecord& record = claim_.records[records_taken_++];
  if (record.has_minimum) {
    const bool fits = record.values.size() == singles.direction_count() &&
                      singles.signs(record.values).has_value();
    if (const Check check{fits})
      check.say({"minima_off_walls.solution", at,
                 counted(singles.direction_count(), "value", "values") +
                     " with which every single unit of " + cell_in_words() + " has a sign",
                 fits ? "these" : "others"});
    return true;
  }
  SignTable table(singles.size());
  for (std::size_t k = 0; k < record.relations.size(); ++k) {
    const Relation& relation = record.relations[k];
    const bool is_inside =
        std::all_of(relation.begin(), relation.end(),
                    [&](const RelationTerm& term) { return term.unit < singles.size(); });
    const std::optional<int> value = is_inside ? singles.sign_of(relation) : std::nullopt;
    if (const Check check{value.has_value()})
      check.say({"minima_off_walls.relation", at + "/relations/" + std::to_string(k),
                 "one value of single units at all solutions of " + cell_in_words(),
                 value ? "one" : "different ones"});
    table.exclude(singles, relation, value.value_or(0));
  }
  if (const Check check{!table.first_open()})
    check.say({"minima_off_walls.open", at,
               "relations that exclude every choice of signs of " + cell_in_words(),
               table.first_open() ? "one that is left" : "these"});
  return false;
}

std::string CellWalk::cell_in_words() const {
  std::string result;
  for (const std::size_t cell : chosen_)
    result += (result.empty() ? "" : ", ") + std::to_string(cell);
  return "cell (" + result + ")";
}

} // namespace thalweg::verifier
