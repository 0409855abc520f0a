// SPDX-License-Identifier: GPL-3.0-or-later
//
// Rows that cancel: which units and layers behind them are alike for all of them.

#include "trained/guess/cell_rows.hpp"

#include <algorithm>

namespace thalweg {

/// Up to the ratios of slopes.
bool CellRows::are_alike(std::size_t unit, const std::vector<std::size_t>& rows,
                         const Vector& ratios, std::size_t point) const {
  for (std::size_t k = 0; k < rows.size(); ++k) {
    const std::size_t other = beside(unit, rows[k]);
    if (tie(other, point) ||
        slope(other, point) != ratios[is_passing(unit) ? 0 : k] * slope(unit, point) ||
        (layer_of(unit).kind == LayerKind::max_pooling &&
         piece(other, point) != piece(unit, point)))
      return false;
  }
  return true;
}

Vector CellRows::slope_ratios(std::size_t layer, const std::vector<std::size_t>& rows) const {
  Vector result;
  for (const std::size_t row : rows)
    result.push_back(slope_ratio(layer, row, rows.front()));
  return result;
}

/// A layer counts as one that passes itself on.
void CellRows::find_layers_behind() {
  for (std::size_t layer = 0; layer < cell_.layers.size(); ++layer) {
    std::vector<bool>& result = is_behind_.emplace_back(cell_.layers.size());
    result[layer] = true;
    for (std::size_t l = layer + 1; l < result.size(); ++l)
      for (const std::size_t source : sources(cell_.network, l))
        if (!is_parametrised(l) && source > 0 && result[source - 1])
          result[l] = true;
  }
}

/// By unit of the first row, in the layer and in those that pass it on: do the rows pass on the
/// same, up to the next parameters?
std::vector<bool> CellRows::units_alike(std::size_t layer, const std::vector<std::size_t>& rows,
                                        const Vector& ratios, std::size_t point) const {
  std::vector<bool> result(layers_.size(), true);
  for (std::size_t unit = layers_.size(); unit-- > first_unit_[layer];) {
    if (!is_behind_[layer][layers_[unit]] || channel_of(unit) != rows.front())
      continue;
    result[unit] =
        (result[unit] || slope(unit, point) == 0) && are_alike(unit, rows, ratios, point);
    if (!result[unit] && is_passing(unit))
      for (const RowLink& link : links_[unit])
        if (link.entry >= input_count_)
          result[link.entry - input_count_] = false;
  }
  return result;
}

std::vector<std::size_t> CellRows::vanishing(std::size_t layer,
                                             const std::vector<std::size_t>& rows) const {
  const std::size_t positions = position_count(layer);
  const Vector ratios = slope_ratios(layer, rows);
  std::vector<std::size_t> result;
  for (std::size_t i = 0; i < cell_.points.count(); ++i) {
    const std::vector<bool> alike = units_alike(layer, rows, ratios, i);
    for (std::size_t p = 0; p < positions; ++p)
      if (!alike[unit_at(layer, rows.front(), p)] &&
          std::any_of(rows.begin(), rows.end(),
                      [&](std::size_t row) { return sees_[i][unit_at(layer, row, p)]; }))
        result.push_back(i * positions + p);
  }
  return result;
}

/// The entries of the first row that change, if every row does where all are alike.
std::vector<bool> CellRows::changing_entries(std::size_t layer,
                                             const std::vector<std::size_t>& rows,
                                             const Vector& ratios, std::size_t point) const {
  const std::vector<bool> alike = units_alike(layer, rows, ratios, point);
  std::vector<bool> result(input_count_ + layers_.size());
  for (std::size_t unit = first_unit_[layer]; unit < layers_.size(); ++unit) {
    bool is_changed = layers_[unit] == layer && channel_of(unit) == rows.front() && alike[unit];
    for (std::size_t k = 0; k < links_[unit].size() && is_passing(unit); ++k)
      is_changed = is_changed || (result[links_[unit][k].entry] && is_in_use(unit, k, point));
    result[entry_of(unit)] = is_changed && slope(unit, point) != 0;
  }
  return result;
}

std::optional<std::vector<std::vector<std::size_t>>>
CellRows::readers(std::size_t layer, const std::vector<std::size_t>& rows) const {
  const Vector ratios = slope_ratios(layer, rows);
  std::map<std::size_t, std::vector<std::size_t>> found; // by the parameter that reads the first
  for (std::size_t i = 0; i < cell_.points.count(); ++i) {
    const std::vector<bool> changes = changing_entries(layer, rows, ratios, i);
    for (std::size_t unit = first_unit_[layer]; unit < layers_.size(); ++unit)
      for (const RowLink& link : links_[unit]) {
        if (!changes[link.entry] || is_passing(unit) || !sees_[i][unit] ||
            found.contains(*link.parameter))
          continue;
        std::vector<std::size_t>& read = found[*link.parameter];
        for (const std::size_t row : rows) {
          const RowLink* other = link_to(links_[unit], entry_beside(link.entry, row));
          if (!other)
            return std::nullopt;
          read.push_back(*other->parameter);
        }
      }
  }
  std::vector<std::vector<std::size_t>> result;
  for (auto& [parameter, read] : found)
    result.push_back(std::move(read));
  return result;
}

} // namespace thalweg
