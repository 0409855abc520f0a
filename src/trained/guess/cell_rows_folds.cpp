// SPDX-License-Identifier: GPL-3.0-or-later
//
// Folds: what rows of one slope can put back where additions have terms that do not move.

#include "trained/guess/cell_rows.hpp"

#include <algorithm>

namespace thalweg {

/// Is an entry 0 at the point, whatever the parameters?
bool CellRows::is_zero_at(std::size_t entry, std::size_t point) const {
  if (entry < input_count_)
    return cell_.inputs[point][entry] == 0;
  const std::size_t unit = entry - input_count_;
  return !is_passing(unit) && !tie(unit, point) && slope(unit, point) == 0 &&
         intercept_in_use(layer_of(unit), piece(unit, point)) == 0;
}

bool CellRows::is_zero(std::size_t entry) const {
  for (std::size_t i = 0; i < cell_.points.count(); ++i)
    if (!is_zero_at(entry, i))
      return false;
  return true;
}

/// The one term that does not move if the channel is taken off, else the one that moves; in the
/// channel `from`. What would be 0 anyway does not count.
std::optional<std::size_t>
CellRows::folded_entry(std::size_t unit, std::size_t from, bool is_taken_off,
                       const std::vector<std::optional<std::size_t>>& partner) const {
  const Layer& layer = layer_of(unit);
  if (layer.kind != LayerKind::addition || !layer.activation.breakpoints.empty() ||
      slope(unit, 0) != 1 || intercept_in_use(layer, piece(unit, 0)) != 0)
    return std::nullopt;
  std::optional<std::size_t> found;
  for (const RowLink& link : links_[unit]) {
    const std::size_t other = entry_beside(link.entry, from);
    if (partner[link.entry].has_value() == is_taken_off || (!partner[link.entry] && is_zero(other)))
      continue;
    if (found)
      return std::nullopt;
    found = other;
  }
  return found;
}

/// The slope of a unit, ties apart, wherever the entry may be other than 0.
bool CellRows::has_slope_at(std::size_t unit, std::size_t entry,
                            std::optional<Rational>& known) const {
  for (std::size_t i = 0; i < cell_.points.count(); ++i) {
    if (is_zero_at(entry, i))
      continue;
    if (tie(unit, i) || known.value_or(slope(unit, i)) != slope(unit, i))
      return false;
    known = slope(unit, i);
  }
  return known && *known != 0;
}

/// The one by which the row reads what is to be put back, and its slope there, if all that is
/// folded passes it on, and it is read in no other way.
std::optional<std::pair<std::size_t, Rational>>
CellRows::folding_parameter(std::size_t layer, std::size_t row, std::size_t to,
                            const std::map<std::size_t, std::size_t>& folded) const {
  std::optional<std::size_t> reading;
  std::optional<Rational> factor;
  std::vector<bool> is_changed(input_count_ + layers_.size());
  for (std::size_t unit = first_unit_[layer]; unit < layers_.size(); ++unit) {
    if (layers_[unit] == layer && channel_of(unit) == row)
      is_changed[entry_of(unit)] = true;
    for (const RowLink& link : links_[unit]) {
      if (!is_changed[link.entry] || (!is_passing(unit) && !is_seen_anywhere(unit)))
        continue;
      const std::size_t source = link.entry - input_count_;
      const auto f = folded.find(entry_beside(is_passing(unit) ? entry_of(unit) : link.entry, to));
      if (f == folded.end() || is_passing(unit) != (layers_[source] == layer) ||
          is_changed[entry_of(unit)])
        return std::nullopt;
      if (!is_passing(unit))
        continue;
      is_changed[entry_of(unit)] = true;
      const RowLink* read = link_to(links_[source], f->second);
      if (!read || !read->parameter || reading.value_or(*read->parameter) != *read->parameter ||
          !has_slope_at(source, f->second, factor))
        return std::nullopt;
      reading = read->parameter;
    }
  }
  const bool is_passed_on = std::all_of(folded.begin(), folded.end(), [&](const auto& split) {
    return !is_seen_anywhere(split.first - input_count_) ||
           is_changed[entry_beside(split.first, row)];
  });
  return reading && is_passed_on ? std::optional(std::pair(*reading, *factor)) : std::nullopt;
}

/// Nothing if there is nothing to put back, or something else than parameters reads it.
std::optional<FoldCandidates>
CellRows::fold_candidates(std::size_t layer, std::size_t to,
                          const std::map<std::size_t, std::size_t>& folded) const {
  FoldCandidates result;
  for (std::size_t row = 0; row < channel_count(layer) && !folded.empty(); ++row)
    if (const auto parameter = folding_parameter(layer, row, to, folded)) {
      result.units.push_back(row);
      result.moved.push_back(parameter->first);
      result.slopes.push_back(parameter->second.get_d());
    }
  std::map<std::size_t, std::vector<std::size_t>> readers; // by the parameter that reads `to`
  for (std::size_t unit = 0; unit < layers_.size() && !result.units.empty(); ++unit)
    for (const RowLink& link : links_[unit]) {
      if (!folded.contains(link.entry) || !is_seen_anywhere(unit))
        continue;
      if (is_passing(unit))
        return std::nullopt;
      std::vector<std::size_t>& read = readers[*link.parameter];
      read.assign(1, *link.parameter);
      for (const std::size_t row : result.units) {
        const RowLink* other = link_to(links_[unit], entry_beside(link.entry, row));
        if (!other)
          return std::nullopt;
        read.push_back(*other->parameter);
      }
    }
  if (readers.empty())
    return std::nullopt;
  for (auto& [parameter, read] : readers)
    result.readers.push_back(std::move(read));
  return result;
}

} // namespace thalweg
