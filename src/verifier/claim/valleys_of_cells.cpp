// SPDX-License-Identifier: Apache-2.0

#include "claim/valleys_of_cells.hpp"

#include "claim/minima_off_walls.hpp"
#include "shape/geometry_nodes.hpp"
#include "text/digest.hpp"
#include "text/obligation.hpp"
#include "text/theorem_words.hpp"

namespace thalweg::verifier {

namespace {

const std::string valleys_place = "/witness/valleys_of_cells/cells";

/// The walk of section 47 through all cells, with the columns of every unit, equal and dead ones
/// too.
class ValleyWalk {
public:
  ValleyWalk(const ValleysOfCells& claim, const MinimaOffWalls& minima, const Data& data,
             const List<List<bool>>& sides)
      : claim_(claim), sides_(sides),
        inputs_(data, minima.below, minima.above, minima.has_hidden_biases), fit_(data),
        counts_(claim.units.size()) {
    if (minima.has_output_bias)
      fit_.add(PointColumn(data.samples.size(), 1));
  }

  /// [units − 1][components]: how many cells; O277 to O280.
  List<List<std::size_t>> counts() {
    std::size_t next = 0;
    while (next < sides_.size() || !units_.empty()) {
      if (next < sides_.size() && units_.size() < counts_.size()) {
        cells_.push_back(next);
        units_.push_back({&sides_[next], fit_.size()});
        inputs_.add_columns(fit_, sides_[next]);
        visit();
      } else {
        next = cells_.back() + 1;
        fit_.forget(units_.back().first_column);
        units_.pop_back();
        cells_.pop_back();
      }
    }
    check_records(claim_.records.size() == taken_);
    return std::move(counts_);
  }

private:
  /// O277
  void check_records(bool holds) const {
    if (const Check check{holds})
      check.say({"valleys_of_cells.record", valleys_place + "/" + std::to_string(taken_),
                 "one record for every cell", std::to_string(claim_.records.size())});
  }

  void visit() {
    Meter::tick();
    check_records(taken_ < claim_.records.size());
    const SolvedUnits solved(inputs_, fit_.solutions(), units_);
    const SignTable table = decided_signs(
        claim_.records[taken_], solved,
        {"valleys_of_cells.solution", "valleys_of_cells.relation", "valleys_of_cells.open"},
        valleys_place + "/" + std::to_string(taken_));
    ++taken_;
    List<std::size_t>& count = counts_[units_.size() - 1];
    const std::size_t components = table.component_count();
    while (count.size() <= components)
      count.push_back(0);
    ++count[components];
  }

  const ValleysOfCells& claim_;
  const List<List<bool>>& sides_;
  CellUnits inputs_;
  CellFit fit_;
  List<std::size_t> cells_; ///< the unit cells chosen
  List<CellUnit> units_;
  List<List<std::size_t>> counts_;
  std::size_t taken_ = 0;
};

/// "2,4"
std::string counts_in_words(const List<std::size_t>& counts) {
  std::string result;
  for (const std::size_t count : counts)
    result += (result.empty() ? "" : ",") + std::to_string(count);
  return result;
}

std::string counts_in_words(std::size_t units, const List<std::size_t>& counts) {
  std::string words;
  for (std::size_t k = 0; k < counts.size(); ++k)
    if (counts[k] != 0)
      words += (words.empty() ? "" : ", ") + std::to_string(counts[k]) + " with " +
               (k == 0 ? "no minimum" : counted(k, "component", "components"));
  return "  " + counted(units, "unit", "units") + ": " + words + ".\n";
}

} // namespace

std::unique_ptr<Claim> read_valleys_of_cells(const Node& node, const Subject& subject) {
  require_own_keys(node, subject, {"units"});
  auto claim = std::make_unique<ValleysOfCells>(node.place());
  node["units"].require_size(subject.standing_on<MinimaOffWalls>().units.size(),
                             "numbers of units of minima_off_walls");
  claim->units = list_of(node["units"], [](const Node& entry) {
    return list_of(entry, [](const Node& count) { return std::size_t{count.count()}; });
  });
  return claim;
}

void read_valleys_of_cells_witness(const Node& node, Claim& made, const Subject& subject) {
  node.require_keys({"cells"});
  ValleysOfCells& claim = dynamic_cast<ValleysOfCells&>(made);
  claim.records = list_of(node["cells"], [&](const Node& entry) {
    Meter::tick();
    return read_sign_record(entry, claim.units.size(), subject.data.samples.size());
  });
  claim.witness_json = &node.json();
}

Told ValleysOfCells::check(const Subject& subject) const {
  const MinimaOffWalls& minima = subject.standing_on<MinimaOffWalls>();
  const List<List<bool>> sides = minima.sides_of_cells(subject.data);
  const List<List<std::size_t>> counts = ValleyWalk(*this, minima, subject.data, sides).counts();
  std::string words, json;
  for (std::size_t m = 0; m < counts.size(); ++m) {
    if (const Check check{units[m] == counts[m]}) // O281
      check.say({"valleys_of_cells.count", place + "/units/" + std::to_string(m),
                 counts_in_words(counts[m]), counts_in_words(units[m])});
    words += counts_in_words(m + 1, counts[m]);
    json += (m == 0 ? "[" : ",[") + counts_in_words(counts[m]) + "]";
  }
  const std::string digest = canonical_digest(*witness_json);
  return {
      "Valleys of the cells. In each of the cells off the walls, all local minima of R are "
      "global in it: R is there the\n  least value of R on the cell. The set of the local "
      "minima of a cell has exactly so many path components\n  (cells up to the order of the "
      "units):\n" +
          words + "  The solutions and relations that show this have the digest " + digest + ".\n",
      "{" + key("units") + "[" + json + "]," + key("witness_digest") + json_literal(digest) + "}"};
}

} // namespace thalweg::verifier
