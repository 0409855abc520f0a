// SPDX-License-Identifier: Apache-2.0

#include "slice/neutral_rows.hpp"

#include "limit/stop.hpp"

namespace thalweg::verifier {

void require_field(bool holds, const std::string& place, const char* expected) {
  if (!holds)
    reject("trained_minimum.field", place, expected, "another one");
}

const Link* link_to(const GraphUnit& unit, std::size_t entry) {
  for (const Link& link : unit.links)
    if (link.entry == entry)
      return &link;
  return nullptr;
}

/// From the outputs down: what is read, and passed on with a slope that is not 0.
NeutralRows::NeutralRows(const HeldProblem& problem, const List<HeldPoint>& points)
    : problem_(problem), graph_(problem.graph), points_(points) {
  for (std::size_t i = 0; i < points.size(); ++i) {
    List<unsigned char>& is_read = read_.emplace_back(graph_.entry_count(), 0);
    List<unsigned char>& sees = sees_.emplace_back(graph_.units.size(), 0);
    for (std::size_t unit = graph_.units.size(); unit-- > 0;) {
      Meter::tick();
      const bool is_live = graph_.is_output(unit) || is_tied(unit, i) ||
                           (is_read[graph_.entry_of(unit)] != 0 && sign(slope(unit, i)) != 0);
      if (!is_live)
        continue;
      sees[unit] = 1;
      const List<Link>& links = graph_.units[unit].links;
      for (std::size_t k = 0; k < links.size(); ++k)
        if (is_in_use(unit, k, i))
          is_read[links[k].entry] = 1;
    }
  }
}

List<std::size_t> NeutralRows::seen(std::size_t layer, std::size_t row) const {
  const std::size_t positions = graph_.network.layers[layer].positions();
  List<std::size_t> result;
  for (std::size_t i = 0; i < points_.size(); ++i)
    for (std::size_t p = 0; p < positions; ++p)
      if (sees(graph_.unit_at(layer, row, p), i))
        result.push_back(i * positions + p);
  return result;
}

std::size_t NeutralRows::beside(std::size_t entry, std::size_t channel) const {
  const EntryPlace place = graph_.place(entry);
  if (place.source == 0)
    return 1 + channel * position_count(graph_.network.input) + place.position;
  return graph_.entry_of(graph_.unit_at(place.source - 1, channel, place.position));
}

std::size_t NeutralRows::unit_beside(std::size_t unit, std::size_t channel) const {
  return beside(graph_.entry_of(unit), channel) - graph_.entry_of(0);
}

Fraction NeutralRows::ratio(std::size_t layer, std::size_t row, std::size_t other) const {
  for (std::size_t i = 0; i < points_.size(); ++i)
    for (std::size_t p = 0; p < graph_.network.layers[layer].positions(); ++p) {
      const std::size_t unit = graph_.unit_at(layer, row, p);
      const std::size_t beside = graph_.unit_at(layer, other, p);
      if (const Fraction& s = slope(beside, i); sign(s) != 0 && matters(unit, beside, i))
        return slope(unit, i) * fraction(s.denominator, s.numerator);
    }
  return {1, 1};
}

// ---- Transfers

/// Both units have a tie at the point, at the centre or of the same entries, or none has.
void NeutralRows::require_same_ties(std::size_t unit, std::size_t other, std::size_t point,
                                    const Fraction& centre, const std::string& place) const {
  require_field(is_tied(unit, point) == is_tied(other, point), place,
                "two units with ties at the same points");
  if (!is_tied(unit, point))
    return;
  const Layer& layer = graph_.layer_of(unit);
  const auto breakpoint = [&](std::size_t tied) {
    return problem_.ties[points_[point].pattern().ties[tied]].breakpoint;
  };
  const bool is_right = layer.is_maximum()
                            ? breakpoint(unit) == breakpoint(other)
                            : layer.activation.breakpoints[breakpoint(unit)] == centre &&
                                  layer.activation.breakpoints[breakpoint(other)] == centre;
  require_field(is_right, place, "ties at the centre, or of the same entries");
}

/// All pieces in use, where that matters, are s (z − centre) + output; slopes of rows are in the
/// ratio of the transfer.
void NeutralRows::require_same_pieces(std::size_t unit, const RowTransfer& transfer,
                                      const Fraction& centre, const Fraction& output,
                                      const std::string& place) const {
  const Layer& layer = graph_.layer_of(unit);
  const std::size_t other = unit_beside(unit, transfer.from);
  const Fraction ratio = is_passing(unit) ? Fraction{1, 1} : transfer.ratio;
  require_field((transfer.ratio == Fraction{1, 1} && !transfer.fold) || sign(output) == 0, place,
                "pieces that meet in (0, 0)");
  for (std::size_t i = 0; i < points_.size(); ++i) {
    if (!matters(unit, other, i))
      continue;
    require_same_ties(unit, other, i, centre, place);
    const std::size_t a = piece(unit, i);
    const std::size_t b = piece(other, i);
    require_field(layer.is_maximum() ? a == b : layer.slope(a) == ratio * layer.slope(b), place,
                  "two units with slopes in one ratio");
    for (const std::size_t used : {a, b})
      require_field(layer.slope(used) * centre + layer.intercept(used) == output, place,
                    "pieces that meet at the centre");
  }
}

ReadersOfTransfer NeutralRows::readers(const RowTransfer& transfer,
                                       const std::string& place) const {
  PairedParameters pairs;
  List<std::size_t> partner(graph_.entry_count(), no_entry); // the entry that is added
  List<std::size_t> folded(graph_.entry_count(), no_entry);  // that is put back
  List<Fraction> centres(graph_.entry_count());
  for (std::size_t unit = 0; unit < graph_.units.size(); ++unit) {
    Meter::tick();
    const GraphUnit& here = graph_.units[unit];
    const auto moved = std::count_if(here.links.begin(), here.links.end(), [&](const Link& link) {
      return partner[link.entry] != no_entry;
    });
    Fraction centre = transfer.centre;
    bool is_moved =
        std::binary_search(transfer.layers.begin(), transfer.layers.end(), here.layer) &&
        graph_.channel_of(unit) == transfer.to;
    if (is_passing(unit)) {
      is_moved = moved > 0;
      centre = passed_on(unit, centres, place);
      const List<LinkMotion> terms =
          is_moved ? motions(unit, transfer, partner) : List<LinkMotion>{};
      if (std::count(terms.begin(), terms.end(), LinkMotion::none) != 0 ||
          (transfer.has_other_fold() &&
           std::count(terms.begin(), terms.end(), LinkMotion::zero) != 0)) {
        folded[graph_.entry_of(unit)] = folded_entry(unit, transfer, terms, place);
        if (transfer.is_taken_off())
          partner[graph_.entry_of(unit)] = beside(graph_.entry_of(unit), transfer.from);
        continue;
      }
    } else {
      for (const Link& link : here.links) {
        if (partner[link.entry] == no_entry)
          continue;
        const Link* other = link_to(here, partner[link.entry]);
        require_field(other != nullptr, place, "rows that read both channels");
        pairs[link.coefficient] = other->coefficient;
      }
      require_field(!is_moved || !graph_.is_output(unit), place, "fields of hidden layers");
    }
    if (!is_moved)
      continue;
    partner[graph_.entry_of(unit)] = beside(graph_.entry_of(unit), transfer.from);
    const Layer& layer = graph_.layer_of(unit);
    Fraction& output = centres[graph_.entry_of(unit)];
    output = slope(unit, 0) * centre + layer.intercept(piece(unit, 0));
    require_same_pieces(unit, transfer, centre, output, place);
  }
  return {std::move(pairs), biases_behind(centres, place), folds(transfer, folded, place)};
}

// ---- Constants

Fraction NeutralRows::one_slope(std::size_t unit, const std::string& place) const {
  std::optional<Fraction> known;
  for (std::size_t i = 0; i < points_.size(); ++i) {
    require_field(!is_tied(unit, i) || graph_.layer_of(unit).is_maximum(), place,
                  "units without ties");
    if (read_[i][graph_.entry_of(unit)] == 0)
      continue;
    require_field(!known || slope(unit, i) == *known, place,
                  "units with one slope at all points where they are read");
    known = slope(unit, i);
  }
  return known ? *known : slope(unit, 0);
}

/// z of a unit without parameters, of such constants.
Fraction NeutralRows::passed_on(std::size_t unit, const List<Fraction>& constants,
                                const std::string& place) const {
  const List<Link>& links = graph_.units[unit].links;
  const Fraction& first = constants[links.front().entry];
  const bool is_maximum = graph_.layer_of(unit).is_maximum();
  Fraction sum;
  for (const Link& link : links) {
    require_field(!is_maximum || constants[link.entry] == first, place,
                  "maxima of entries that grow alike");
    sum = sum + graph_.coefficients[link.coefficient] * constants[link.entry];
  }
  return is_maximum ? first : sum;
}

/// What constants in the entries add to rows of parameters: the same at all positions.
RaisedBiases NeutralRows::biases_behind(const List<Fraction>& constants,
                                        const std::string& place) const {
  RaisedBiases result;
  for (std::size_t unit = 0; unit < graph_.units.size(); ++unit) {
    if (is_passing(unit))
      continue;
    List<std::pair<std::size_t, Fraction>> read;
    for (const Link& link : graph_.units[unit].links)
      if (sign(constants[link.entry]) != 0)
        read.emplace_back(link.coefficient, constants[link.entry]);
    const std::size_t layer = graph_.units[unit].layer;
    const Layer& reader = graph_.layer_of(unit);
    const std::size_t channel = graph_.channel_of(unit);
    require_field(read.empty() || reader.has_biases, place, "biases behind the unit");
    if (!reader.has_biases)
      continue;
    const std::size_t bias = graph_.parameter(layer, channel, reader.row_length());
    if (unit == graph_.unit_at(layer, channel, 0))
      result[bias] = read;
    require_field(result[bias] == read, place, "positions that grow alike");
  }
  std::erase_if(result, [](const auto& raised) { return raised.second.empty(); });
  return result;
}

RaisedBiases NeutralRows::raised(std::size_t layer, std::size_t row,
                                 const std::string& place) const {
  List<Fraction> raise(graph_.entry_count());
  for (std::size_t unit = 0; unit < graph_.units.size(); ++unit) {
    Meter::tick();
    Fraction& grows = raise[graph_.entry_of(unit)];
    if (is_passing(unit))
      grows = passed_on(unit, raise, place);
    else if (graph_.units[unit].layer == layer && graph_.channel_of(unit) == row)
      grows = Fraction{1, 1};
    if (sign(grows) == 0)
      continue;
    grows = grows * one_slope(unit, place);
  }
  return biases_behind(raise, place);
}

// ---- Cancelling rows

/// At one point, do the units at this position in these channels pass the same on, up to ratios?
bool NeutralRows::are_alike(std::size_t unit, const List<std::size_t>& rows,
                            const List<Fraction>& ratios, std::size_t point) const {
  for (std::size_t k = 0; k < rows.size(); ++k) {
    const std::size_t other = unit_beside(unit, rows[k]);
    const Fraction& ratio = is_passing(unit) ? ratios.front() : ratios[k];
    if (is_tied(other, point) || slope(other, point) != ratio * slope(unit, point) ||
        (graph_.layer_of(unit).is_maximum() && piece(other, point) != piece(unit, point)))
      return false;
  }
  return true;
}

/// By unit of the first channel, in the layer and in those that pass it on: do the channels pass on
/// the same, up to the next parameters?
List<unsigned char> NeutralRows::units_alike(std::size_t layer, const List<std::size_t>& rows,
                                             const List<Fraction>& ratios,
                                             std::size_t point) const {
  const List<std::size_t> routes = graph_.routes(layer);
  List<unsigned char> result(graph_.units.size(), 1);
  for (std::size_t unit = graph_.units.size(); unit-- > graph_.first_unit[layer];) {
    if (routes[graph_.units[unit].layer] == 0 || graph_.channel_of(unit) != rows.front())
      continue;
    const bool are_behind_alike = result[unit] != 0 || sign(slope(unit, point)) == 0;
    result[unit] = are_behind_alike && are_alike(unit, rows, ratios, point) ? 1 : 0;
    if (result[unit] == 0 && is_passing(unit))
      for (const Link& link : graph_.units[unit].links)
        if (link.entry >= graph_.entry_of(0))
          result[link.entry - graph_.entry_of(0)] = 0;
  }
  return result;
}

/// The entries of the first channel that change at a point, if every channel does at the units
/// where all are alike.
List<unsigned char> NeutralRows::changing_entries(std::size_t layer, std::size_t row,
                                                  const List<unsigned char>& alike,
                                                  std::size_t point) const {
  List<unsigned char> result(graph_.entry_count(), 0);
  for (std::size_t unit = graph_.first_unit[layer]; unit < graph_.units.size(); ++unit) {
    const GraphUnit& here = graph_.units[unit];
    bool is_changed = here.layer == layer && graph_.channel_of(unit) == row && alike[unit] != 0;
    for (std::size_t k = 0; k < here.links.size() && is_passing(unit); ++k)
      is_changed = is_changed || (result[here.links[k].entry] != 0 && is_in_use(unit, k, point));
    result[graph_.entry_of(unit)] = is_changed && sign(slope(unit, point)) != 0 ? 1 : 0;
  }
  return result;
}

Cancellation NeutralRows::cancelled(std::size_t layer, const List<std::size_t>& rows,
                                    const std::string& place) const {
  const std::size_t positions = graph_.network.layers[layer].positions();
  Cancellation result;
  for (const std::size_t row : rows)
    result.ratios.push_back(ratio(layer, row, rows.front()));
  std::map<std::size_t, List<std::size_t>> readers; // by the parameter that reads the first row
  for (std::size_t i = 0; i < points_.size(); ++i) {
    Meter::tick();
    const List<unsigned char> alike = units_alike(layer, rows, result.ratios, i);
    for (std::size_t p = 0; p < positions; ++p)
      if (alike[graph_.unit_at(layer, rows.front(), p)] == 0 &&
          std::any_of(rows.begin(), rows.end(),
                      [&](std::size_t row) { return sees(graph_.unit_at(layer, row, p), i); }))
        result.vanishing.push_back(i * positions + p);
    const List<unsigned char> changes = changing_entries(layer, rows.front(), alike, i);
    for (std::size_t unit = graph_.first_unit[layer]; unit < graph_.units.size(); ++unit)
      for (const Link& link : graph_.units[unit].links)
        if (changes[link.entry] != 0 && !is_passing(unit) && sees(unit, i)) {
          List<std::size_t>& read = readers[link.coefficient];
          read.clear();
          for (const std::size_t row : rows) {
            const Link* other = link_to(graph_.units[unit], beside(link.entry, row));
            require_field(other != nullptr, place, "rows that read all the channels");
            read.push_back(other->coefficient);
          }
        }
  }
  for (auto& [parameter, read] : readers)
    result.readers.push_back(std::move(read));
  return result;
}

} // namespace thalweg::verifier
