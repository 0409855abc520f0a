// SPDX-License-Identifier: Apache-2.0
//
// Folds (specification, 26.1): additions of which some terms move. The readers of one get what it
// passes on, less its whole channel `from` if their columns take that off. What is then missing, or
// too much, is one entry f of the channel `from`: rows of one slope, which read f and are passed on
// by the same additions, put it back.

#include "slice/neutral_rows.hpp"

#include "limit/stop.hpp"

namespace thalweg::verifier {

/// Is an entry 0 at the point, whatever the parameters?
bool NeutralRows::is_zero_at(std::size_t entry, std::size_t point) const {
  return points_[point].pattern().is_constant[entry] != 0 &&
         points_[point].base().h[entry].is_zero();
}

/// By link of a unit that passes on: does it move, not, or has nothing to move, being 0 anyway?
List<LinkMotion> NeutralRows::motions(std::size_t unit, const RowTransfer& transfer,
                                      const List<std::size_t>& partner) const {
  List<LinkMotion> result;
  for (const Link& link : graph_.units[unit].links) {
    result.push_back(partner[link.entry] != no_entry ? LinkMotion::moves : LinkMotion::none);
    std::size_t zeros = 0;
    for (std::size_t i = 0; i < points_.size(); ++i)
      zeros += is_zero_at(beside(link.entry, transfer.from), i) ? 1 : 0;
    if (zeros == points_.size() && !graph_.layer_of(unit).is_maximum())
      result.back() = LinkMotion::zero;
  }
  return result;
}

/// f: the one term that does not move if the channel is taken off, else the one that moves.
std::size_t NeutralRows::folded_entry(std::size_t unit, const RowTransfer& transfer,
                                      const List<LinkMotion>& motions,
                                      const std::string& place) const {
  const Layer& layer = graph_.layer_of(unit);
  const List<Link>& links = graph_.units[unit].links;
  require_field(transfer.fold.has_value(), place, "additions of moved channels only");
  require_field(!layer.is_maximum() && layer.activation.breakpoints.empty() &&
                    layer.is_identity(0) && !graph_.is_output(unit),
                place, "additions without activation");
  std::size_t found = no_entry;
  for (std::size_t k = 0; k < links.size(); ++k) {
    require_field(graph_.coefficients[links[k].coefficient] == Fraction{1, 1}, place, "additions");
    if (motions[k] != (transfer.is_taken_off() ? LinkMotion::none : LinkMotion::moves))
      continue;
    require_field(found == no_entry, place, "one term of every addition to put back");
    found = beside(links[k].entry, transfer.from);
  }
  return found;
}

/// The slope of a unit at all points, ties apart, at which the entry may be other than 0.
void NeutralRows::require_slope_at(std::size_t unit, std::size_t entry,
                                   std::optional<Fraction>& known, const std::string& place) const {
  for (std::size_t i = 0; i < points_.size(); ++i) {
    if (is_zero_at(entry, i))
      continue;
    require_field(!is_tied(unit, i) && known.value_or(slope(unit, i)) == slope(unit, i), place,
                  "units of one slope, without ties, where they put something back");
    known = slope(unit, i);
  }
}

/// The parameter by which a row of the fold reads f, at every position from which an addition
/// passes it on; all split additions do that, and nothing else that is seen reads the row.
void NeutralRows::add_folding_row(std::size_t row, const RowTransfer& transfer,
                                  const List<std::size_t>& folded, FoldReaders& result,
                                  const std::string& place) const {
  const std::size_t l = transfer.fold->layer;
  std::optional<std::size_t> reading;
  std::optional<Fraction> factor;
  List<unsigned char> is_changed(graph_.entry_count(), 0);
  for (std::size_t unit = graph_.first_unit[l]; unit < graph_.units.size(); ++unit) {
    Meter::tick();
    const std::size_t entry = graph_.entry_of(unit);
    if (graph_.units[unit].layer == l && graph_.channel_of(unit) == row)
      is_changed[entry] = 1;
    for (const Link& link : graph_.units[unit].links) {
      if (is_changed[link.entry] == 0 || (!is_passing(unit) && !is_seen_anywhere(unit)))
        continue;
      const std::size_t source = link.entry - graph_.entry_of(0);
      const std::size_t f = folded[beside(is_passing(unit) ? entry : link.entry, transfer.to)];
      require_field(f != no_entry && is_passing(unit) == (graph_.units[source].layer == l) &&
                        is_changed[entry] == 0,
                    place, "rows that the same additions pass on, and nothing else");
      if (!is_passing(unit))
        continue;
      is_changed[entry] = 1;
      const Link* read = link_to(graph_.units[source], f);
      require_field(read != nullptr && reading.value_or(read->coefficient) == read->coefficient,
                    place, "rows that read by one parameter what is to be put back");
      reading = read->coefficient;
      require_slope_at(source, f, factor, place);
    }
  }
  require_field(reading && factor, place, "rows that additions pass on");
  for (std::size_t unit = 0; unit < graph_.units.size(); ++unit) {
    const std::size_t entry = graph_.entry_of(unit);
    require_field(folded[entry] == no_entry || !is_seen_anywhere(unit) ||
                      is_changed[beside(entry, row)] != 0,
                  place, "rows that all split additions pass on");
  }
  result.moved.push_back(*reading);
  result.slopes.push_back(*factor);
}

FoldReaders NeutralRows::folds(const RowTransfer& transfer, const List<std::size_t>& folded,
                               const std::string& place) const {
  FoldReaders result;
  if (!transfer.fold)
    return result;
  for (const std::size_t row : transfer.fold->units)
    add_folding_row(row, transfer, folded, result, place);
  std::map<std::size_t, List<std::size_t>> readers; // by the parameter that reads `to`
  for (std::size_t unit = 0; unit < graph_.units.size(); ++unit)
    for (const Link& link : graph_.units[unit].links) {
      if (folded[link.entry] == no_entry || !is_seen_anywhere(unit))
        continue;
      require_field(graph_.is_parameter(link), place, "additions that parameters read");
      List<std::size_t>& read = readers[link.coefficient];
      read.assign(1, link.coefficient);
      for (const std::size_t row : transfer.fold->units) {
        const Link* other = link_to(graph_.units[unit], beside(link.entry, row));
        require_field(other != nullptr, place, "rows that read all the channels");
        read.push_back(other->coefficient);
      }
    }
  for (auto& [parameter, read] : readers)
    result.readers.push_back(std::move(read));
  return result;
}

} // namespace thalweg::verifier
